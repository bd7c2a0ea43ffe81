namespace ModelBuild.Tabular;

/// <summary>The type of a column: what its cells are.</summary>
public enum ColumnType
{
    /// <summary>A finite number, or missing.</summary>
    Numeric,

    /// <summary>One of a set of texts, or missing.</summary>
    Categorical,
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

/// <summary>A column of numbers.</summary>
/// <param name="name">Its name.</param>
/// <param name="values">One for each row: finite, or NaN where it is missing. Kept, not copied.</param>
public sealed class NumericColumn(string name, double[] values) : Column(name)
{
    /// <summary>One for each row; NaN where it is missing.</summary>
    public double[] Values { get; } = values;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Numeric;

    /// <inheritdoc/>
    public override int Rows => Values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(Values[row]);

    /// <inheritdoc/>
    public override Column Select(int[] rows)
    {
        var selected = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            selected[i] = Values[rows[i]];
        return new NumericColumn(Name, selected);
    }
}

/// <summary>A column of texts.</summary>
public sealed class CategoricalColumn : Column
{
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
        (Codes, Levels) = (codes, sorted);
    }

    /// <summary>For each row the index of its level, or -1 where it is missing.</summary>
    public int[] Codes { get; }

    /// <summary>The texts that occur, each once, sorted by ordinal.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Categorical;

    /// <inheritdoc/>
    public override int Rows => Codes.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Codes[row] < 0;

    /// <inheritdoc/>
    public override Column Select(int[] rows)
    {
        var selected = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            selected[i] = Codes[rows[i]];
        return new CategoricalColumn(Name, selected, Levels);
    }
}
