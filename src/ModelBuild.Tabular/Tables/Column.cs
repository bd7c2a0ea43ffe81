namespace ModelBuild.Tabular;

/// <summary>The type of a column: what its cells are.</summary>
public enum ColumnType
{
    /// <summary>A finite number, or missing.</summary>
    Numeric,

    /// <summary>One of a set of texts, or missing.</summary>
    Categorical,

    /// <summary>A date, or a date and time, or missing: a <see cref="NumericColumn"/> of seconds since 1970-01-01T00:00:00Z.</summary>
    Date,
}

/// <summary>A column of a <see cref="Table"/>. Its arrays are not to be changed.</summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>Its name, unique in the table.</summary>
    public string Name { get; }

    /// <summary>Its type.</summary>
    public abstract ColumnType Type { get; }

    /// <summary>How many rows.</summary>
    public abstract int Rows { get; }

    /// <summary>Whether the cell of a row, from 0, is missing.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>The same column for some rows, in the order given.</summary>
    public abstract Column Select(int[] rows);
}

/// <summary>A column of numbers, or of dates as seconds since 1970-01-01T00:00:00Z.</summary>
public sealed class NumericColumn : Column
{
    readonly ReadOnlyMemory<double> values;
    readonly Lazy<ReadOnlyMemory<double>>? view;

    /// <param name="name">Its name.</param>
    /// <param name="values">One for each row: finite, or NaN where it is missing. Kept, not copied; may be a view of a file.</param>
    /// <param name="type">Numeric, or Date. Throws <see cref="ArgumentException"/> for another.</param>
    public NumericColumn(string name, ReadOnlyMemory<double> values, ColumnType type = ColumnType.Numeric) : base(name) =>
        (this.values, Type, Rows) = (values, Checked(type), values.Length);

    /// <summary>A column of the numbers of an array, which is kept.</summary>
    public NumericColumn(string name, double[] values, ColumnType type = ColumnType.Numeric) : this(name, values.AsMemory(), type) { }

    // A view, opened when it is first read.
    internal NumericColumn(string name, int rows, ColumnType type, Func<ReadOnlyMemory<double>> open) : base(name) =>
        (view, Type, Rows) = (new(open), Checked(type), rows);

    /// <summary>One for each row; NaN where it is missing.</summary>
    /// <remarks>Throws <see cref="InvalidDataException"/> where the file of a table that was read back is damaged.</remarks>
    public ReadOnlySpan<double> Values => Memory.Span;

    /// <summary>The same as memory, which can be kept and captured.</summary>
    public ReadOnlyMemory<double> Memory => view is null ? values : view.Value;

    /// <inheritdoc/>
    public override ColumnType Type { get; }

    /// <inheritdoc/>
    public override int Rows { get; }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(Values[row]);

    /// <inheritdoc/>
    public override Column Select(int[] rows)
    {
        var all = Values;
        var selected = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            selected[i] = all[rows[i]];
        return new NumericColumn(Name, selected, Type);
    }

    static ColumnType Checked(ColumnType type) =>
        type != ColumnType.Categorical ? type : throw new ArgumentException("A column of numbers is not categorical.", nameof(type));
}

/// <summary>A column of texts.</summary>
public sealed class CategoricalColumn : Column
{
    readonly ReadOnlyMemory<int> memory;
    readonly Lazy<ReadOnlyMemory<int>>? view;

    CategoricalColumn(string name, IReadOnlyList<string> levels, ReadOnlyMemory<int> codes) : base(name) =>
        (Levels, memory, Rows) = (levels, codes, codes.Length);

    // A view, opened when it is first read.
    internal CategoricalColumn(string name, int rows, IReadOnlyList<string> levels, Func<ReadOnlyMemory<int>> open) : base(name) =>
        (Levels, view, Rows) = (levels, new(open), rows);

    /// <param name="name">Its name.</param>
    /// <param name="codes">For each row the index of its level, or -1 where it is missing. Kept, and renumbered in place.</param>
    /// <param name="levels">The texts, each once, in any order; those that no row has are left out.</param>
    public CategoricalColumn(string name, int[] codes, IReadOnlyList<string> levels) : base(name)
    {
        var used = new bool[levels.Count];
        foreach (var code in codes)
            if (code >= 0)
                used[code] = true;
        var kept = new List<int>();
        for (var i = 0; i < used.Length; i++)
            if (used[i])
                kept.Add(i);
        kept.Sort((a, b) => string.CompareOrdinal(levels[a], levels[b]));
        var places = new int[levels.Count];
        var sorted = new string[kept.Count];
        for (var i = 0; i < sorted.Length; i++)
            (sorted[i], places[kept[i]]) = (levels[kept[i]], i);
        for (var row = 0; row < codes.Length; row++)
            if (codes[row] >= 0)
                codes[row] = places[codes[row]];
        (memory, Levels, Rows) = (codes, sorted, codes.Length);
    }

    /// <summary>For each row the index of its level, or -1 where it is missing.</summary>
    /// <remarks>Throws <see cref="InvalidDataException"/> where the file of a table that was read back is damaged.</remarks>
    public ReadOnlySpan<int> Codes => Memory.Span;

    /// <summary>The same as memory, which can be kept and captured.</summary>
    public ReadOnlyMemory<int> Memory => view is null ? memory : view.Value;

    /// <summary>The texts that occur, each once, sorted by ordinal.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Categorical;

    /// <inheritdoc/>
    public override int Rows { get; }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Codes[row] < 0;

    /// <inheritdoc/>
    public override Column Select(int[] rows)
    {
        var all = Codes;
        var selected = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            selected[i] = all[rows[i]];
        return new CategoricalColumn(Name, selected, Levels);
    }

    /// <summary>A column whose levels are sorted, each once and each in some row: as <see cref="Levels"/> has them. Nothing is checked or copied.</summary>
    internal static CategoricalColumn OfSorted(string name, IReadOnlyList<string> levels, ReadOnlyMemory<int> codes) => new(name, levels, codes);
}
