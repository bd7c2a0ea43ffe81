using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>Rows of data, column by column.</summary>
/// <remarks>
/// Written as <c>table.json</c> (names, types, levels, number of rows) and <c>columns.bin</c>, the columns one after the other,
/// each at a multiple of 64 bytes, little-endian: 64-bit floating point with NaN for a missing number, 32-bit codes with -1 for a missing text.
/// </remarks>
public sealed class Table : IArtifact<Table>
{
    /// <summary>Throws <see cref="ArgumentException"/> for columns of different lengths or equal names.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">In the order of the data.</param>
    public Table(int rows, IReadOnlyList<Column> columns)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
            if (!names.Add(column.Name) || column.Rows != rows)
                throw new ArgumentException($"Column '{column.Name}' is there twice or has {column.Rows} rows where the table has {rows}.", nameof(columns));
        (Rows, Columns) = (rows, columns);
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>In the order of the data.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Columns that the data has and the definition ignores. Empty for a part of a split.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The line of the file on which each row begins, from 1; null for a part of a split, which knows no file.</summary>
    public int[]? Lines { get; init; }

    /// <summary>The column of that name, or null.</summary>
    public Column? Find(string name)
    {
        foreach (var column in Columns)
            if (column.Name == name)
                return column;
        return null;
    }

    /// <summary>Some of the rows, in the order given, without lines and dropped columns.</summary>
    public Table Select(int[] rows)
    {
        var columns = new Column[Columns.Count];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = Columns[i].Select(rows);
        return new(rows.Length, columns);
    }

    /// <summary>The rows as a model reads them.</summary>
    public RowBatch ToBatch()
    {
        var batch = new RowBatch(Rows);
        foreach (var column in Columns)
        {
            if (column is NumericColumn numeric)
                batch.AddNumeric(numeric.Name, numeric.Values);
            else if (column is CategoricalColumn categorical)
                batch.AddCategorical(categorical.Name, categorical.Codes, categorical.Levels);
        }
        return batch;
    }

    /// <inheritdoc/>
    public void Write(string folder) => TableFiles.Write(this, folder);

    /// <inheritdoc/>
    /// <remarks>Throws <see cref="InvalidDataException"/> for a folder that <see cref="Write"/> did not leave.</remarks>
    public static Table Read(string folder) => TableFiles.Read(folder);
}
