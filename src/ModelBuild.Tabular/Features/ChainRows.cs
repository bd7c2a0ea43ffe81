using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// What the next step of a chain is fitted on: the training rows as the steps before it make them, NaN where a number is missing. They are
// made block by block whenever columns of them are asked for, and only so many columns are held at once as the limit has room for.
sealed class ChainRows(string name, ChainSource source, int rows, long mostNumbers = 1 << 27)
{
    readonly List<Transform> transforms = [];
    double[][] held = [];
    int firstHeld;
    bool isChecked = true;

    public string Name => name;

    public int Columns { get; private set; } = source.Outputs;

    // One column; valid until another is asked for.
    public ReadOnlySpan<double> this[int column]
    {
        get
        {
            if (column < firstHeld || column >= firstHeld + held.Length)
                Hold(column, (int)Math.Clamp(mostNumbers / Math.Max(1, rows), 1, Columns - column));
            return held[column - firstHeld];
        }
    }

    // Those of a column that are there, sorted. One at least: 0 where there is none.
    public double[] Sorted(int column)
    {
        var present = Array.FindAll(this[column].ToArray(), value => !double.IsNaN(value));
        Array.Sort(present);
        return present.Length > 0 ? present : [0];
    }

    // All columns at once, whatever room they take.
    public ReadOnlyMemory<double>[] All()
    {
        Hold(0, Columns);
        return Array.ConvertAll(held, column => new ReadOnlyMemory<double>(column));
    }

    public void Add(Transform transform)
    {
        Check();
        transforms.Add(transform);
        (Columns, held, isChecked) = (transform.Outputs, [], false);
    }

    // Throws where the last step made a number too large for one.
    public void Check()
    {
        if (!isChecked)
            Hold(0, 0);
    }

    void Hold(int first, int count)
    {
        held = []; // before the next are there
        var columns = new double[count][];
        for (var i = 0; i < count; i++)
            columns[i] = GC.AllocateUninitializedArray<double>(rows);
        var widest = source.Outputs;
        foreach (var transform in transforms)
            widest = Math.Max(widest, transform.Outputs);
        var chain = new BoundChain(transforms, source);
        var blockRows = FeatureSet.BlockRows(widest);
        var block = new double[checked(Columns * blockRows)];
        for (var row = 0; row < rows; row += blockRows)
        {
            var some = Math.Min(blockRows, rows - row);
            chain.Fill(row, some, block);
            if (!isChecked)
                foreach (var value in block.AsSpan(0, Columns * some))
                    if (double.IsInfinity(value))
                        throw NumberSteps.TooLarge(name);
            for (var i = 0; i < count; i++)
                block.AsSpan((first + i) * some, some).CopyTo(columns[i].AsSpan(row));
        }
        (held, firstHeld, isChecked) = (columns, first, true);
    }
}
