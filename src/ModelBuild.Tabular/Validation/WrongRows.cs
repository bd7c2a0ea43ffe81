namespace ModelBuild.Tabular;

// The rows that break one rule: the first few, and how many.
sealed class WrongRows
{
    public const int Shown = 10;

    readonly List<int> first = new(Shown);

    public IReadOnlyList<int> First => first;

    public long Count { get; private set; }

    public void Add(int row)
    {
        if (Count++ < Shown)
            first.Add(row);
    }

    public static WrongRows Missing(Column column)
    {
        var wrong = new WrongRows();
        if (column is NumericColumn numeric)
        {
            var values = numeric.Values;
            for (var row = 0; row < values.Length; row++)
                if (double.IsNaN(values[row]))
                    wrong.Add(row);
        }
        else if (column is CategoricalColumn categorical)
        {
            var codes = categorical.Codes;
            for (var row = 0; row < codes.Length; row++)
                if (codes[row] < 0)
                    wrong.Add(row);
        }
        return wrong;
    }
}
