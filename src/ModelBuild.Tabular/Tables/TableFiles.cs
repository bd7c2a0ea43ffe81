using System.Buffers.Binary;

namespace ModelBuild.Tabular;

// A table's folder: table.json and columns.bin. Two files however many columns: a folder of a thousand small ones costs a store
// more than their bytes. What the cells are is checked column by column when it is first read, so that nothing is read that nobody needs.
static class TableFiles
{
    public const string Cells = "columns.bin";
    const string Header = "table.json";
    const int BufferSize = 1 << 16;

    public static Table Read(string folder, long smallestMap = FileBytes.SmallestMap)
    {
        var path = Path.Combine(folder, Cells);
        TableHeader header;
        FileBytes cells;
        try
        {
            header = TableHeader.Read(Path.Combine(folder, Header));
            cells = FileBytes.Open(path, smallestMap);
        }
        catch (FileNotFoundException e)
        {
            throw new InvalidDataException($"{e.FileName} is missing.", e);
        }
        try
        {
            var size = new TableLayout(header).Size;
            return cells.Length == size
                ? new(header, cells, owned: false)
                : throw new InvalidDataException($"{path} is damaged: it has {cells.Length} bytes where {header.Columns.Count} columns of {header.Rows} rows take {size}.");
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"{Path.Combine(folder, Header)} is damaged: {e.Message}", e);
        }
    }

    // Views of the columns in a file that has the size of the layout.
    public static Column[] Columns(TableHeader header, FileBytes file)
    {
        var layout = new TableLayout(header);
        var columns = new Column[header.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var (name, type, count, size) = header.Columns[i];
            var start = layout.Cells(i);
            if (type == ColumnType.Categorical)
            {
                var levels = new LevelList(file, layout.LevelEnds(i), layout.LevelTexts(i), count, size);
                columns[i] = new CategoricalColumn(name, header.Rows, levels, () => Codes(file, start, header.Rows, name, count));
            }
            else
                columns[i] = new NumericColumn(name, header.Rows, type, () => Numbers(file, start, header.Rows, name));
        }
        return columns;
    }

    // All rows, or some in the order given, which then have no lines.
    public static void Write(Table table, string folder, int[]? rows)
    {
        var levels = new ColumnLevels?[table.Columns.Count];
        var columns = new ColumnHeader[table.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = table.Columns[i];
            if (column is CategoricalColumn categorical)
                levels[i] = new(categorical, rows);
            columns[i] = new(column.Name, column.Type, levels[i]?.Count ?? 0, levels[i]?.Size ?? 0);
        }
        var header = rows is null
            ? new TableHeader(table.Rows, table.Lines is not null, table.Dropped, table.Files, columns)
            : new TableHeader(rows.Length, HasLines: false, [], [], columns);
        header.Write(Path.Combine(folder, Header));

        var layout = new TableLayout(header);
        using var stream = new FileStream(Path.Combine(folder, Cells), FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
        for (var i = 0; i < columns.Length; i++)
        {
            if (table.Columns[i] is NumericColumn numeric)
                ArrayStream.Write(stream, layout.Cells(i), numeric.Values, rows);
            else if (table.Columns[i] is CategoricalColumn categorical)
                ArrayStream.Write(stream, layout.Cells(i), categorical.Codes, rows, levels[i]!.Places);
        }
        if (header.HasLines)
            ArrayStream.Write(stream, layout.Lines, [.. table.Lines!], null, null);
        for (var i = 0; i < columns.Length; i++)
            if (levels[i] is { } texts)
                WriteLevels(stream, texts, layout.LevelEnds(i), layout.LevelTexts(i));
    }

    // A file that is the table's own.
    public static void Move(TableHeader header, FileBytes file, string folder)
    {
        header.Write(Path.Combine(folder, Header));
        var target = Path.Combine(folder, Cells);
        File.Move(file.Path, target);
        file.MovedTo(target);
    }

    public static void Copy(TableHeader header, FileBytes file, string folder)
    {
        header.Write(Path.Combine(folder, Header));
        var target = Path.Combine(folder, Cells);
        if (file.Loaded is { } bytes)
            File.WriteAllBytes(target, bytes);
        else
        {
            File.Copy(file.Path, target);
            File.SetAttributes(target, FileAttributes.Normal); // what was read may be read-only
        }
    }

    static void WriteLevels(FileStream stream, ColumnLevels levels, long ends, long texts)
    {
        ArrayStream.Pad(stream, ends);
        Span<byte> number = stackalloc byte[sizeof(long)];
        var end = 0L;
        for (var i = 0; i < levels.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, end += levels.Utf8(i).Length);
            stream.Write(number);
        }
        ArrayStream.Pad(stream, texts);
        for (var i = 0; i < levels.Count; i++)
            stream.Write(levels.Utf8(i));
    }

    static ReadOnlyMemory<double> Numbers(FileBytes file, long start, int rows, string name)
    {
        var values = file.Doubles(start, rows);
        foreach (var value in values.Span)
            if (double.IsInfinity(value))
                throw new InvalidDataException($"{file.Path} is damaged: column '{name}' has a number that is not finite.");
        return values;
    }

    static ReadOnlyMemory<int> Codes(FileBytes file, long start, int rows, string name, int levels)
    {
        var codes = file.Ints(start, rows);
        foreach (var code in codes.Span)
            if (code < -1 || code >= levels)
                throw new InvalidDataException($"{file.Path} is damaged: column '{name}' has code {code}, and {levels} levels.");
        return codes;
    }
}
