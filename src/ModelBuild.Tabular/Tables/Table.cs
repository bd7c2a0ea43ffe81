using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>Rows of data, column by column.</summary>
/// <remarks>
/// Written as <c>table.json</c> (names, types, number of rows) and <c>columns.bin</c>, the columns one after the other, each at a
/// multiple of 64 bytes, little-endian: 64-bit floating point with NaN for a missing number or date, 32-bit codes with -1 for a missing
/// text; behind them the rows' lines, and the levels: where each ends, and their UTF-8 texts. A large table that is read back is a
/// view of that file, mapped column by column when it is first read; the map stays until the process ends.
/// </remarks>
public sealed class Table : IArtifact<Table>, IFileBacked
{
    readonly FileBytes? file;
    readonly TableHeader? header;
    bool owned;

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

    // A view of a file. One that it owns is moved when the table is written.
    internal Table(TableHeader header, FileBytes file, bool owned) : this(header.Rows, TableFiles.Columns(header, file))
    {
        (this.header, this.file, this.owned) = (header, file, owned && file.IsMapped);
        (Dropped, Files) = (header.Dropped, header.Files);
        if (header.HasLines)
            Lines = new FileLines(file.Ints(new TableLayout(header).Lines, header.Rows));
    }

    string? IFileBacked.Moved => owned ? file!.Path : null;

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>In the order of the data.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Columns that the data has and the definition ignores. Empty for a part of a split.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The line of the file on which each row begins, from 1; null for a part of a split, which knows no file.</summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>The files of a folder, in the order of the rows. Empty where the data is one file, and for a part of a split.</summary>
    public IReadOnlyList<SourceFile> Files { get; init; } = [];

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
                batch.AddNumeric(numeric.Name, numeric.Memory);
            else if (column is CategoricalColumn categorical)
                batch.AddCategorical(categorical.Name, categorical.Memory, categorical.Levels);
        }
        return batch;
    }

    /// <summary>The file of <see cref="Files"/> that a row is from; null where the data is one file.</summary>
    public string? FileOf(int row)
    {
        var (low, high) = (0, Files.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Files[middle].FirstRow <= row)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : Files[low - 1].Name;
    }

    /// <inheritdoc/>
    public void Write(string folder)
    {
        if (header is null)
            TableFiles.Write(this, folder, null);
        else if (!owned)
            TableFiles.Copy(header, file!, folder);
        else
        {
            TableFiles.Move(header, file!, folder);
            owned = false;
        }
    }

    // Nothing of it is read again, nor of what was made of its columns.
    internal void Unmap() => file?.Unmap();

    // The same bytes as Select(rows).Write(folder), without the selection in memory.
    internal void Write(string folder, int[] rows) => TableFiles.Write(this, folder, rows);

    /// <inheritdoc/>
    /// <remarks>Throws <see cref="InvalidDataException"/> for a folder that <see cref="Write(string)"/> did not leave.</remarks>
    public static Table Read(string folder) => TableFiles.Read(folder);
}
