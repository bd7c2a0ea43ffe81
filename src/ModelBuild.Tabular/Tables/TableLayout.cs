namespace ModelBuild.Tabular;

// Where the parts of columns.bin begin, each at a multiple of 64 bytes: the columns, the lines where there are any, and then
// of each categorical column where its levels end (64-bit) and their UTF-8 texts. Levels come last, for a reader knows them last.
sealed class TableLayout
{
    // What Apache Arrow recommends for its buffers: a cache line, and the widest vector of a processor.
    const int Alignment = 64;

    readonly long[] cells, ends, texts;

    // Throws OverflowException for sizes that no file has.
    public TableLayout(TableHeader header)
    {
        var columns = header.Columns;
        (cells, ends, texts) = (new long[columns.Count], new long[columns.Count], new long[columns.Count]);
        for (var i = 0; i < cells.Length; i++)
            cells[i] = Next(header.Rows, columns[i].Type == ColumnType.Categorical ? sizeof(int) : sizeof(double));
        Lines = header.HasLines ? Next(header.Rows, sizeof(int)) : -1;
        for (var i = 0; i < cells.Length; i++)
            if (columns[i].Type == ColumnType.Categorical)
                (ends[i], texts[i]) = (Next(columns[i].Levels, sizeof(long)), Next(columns[i].LevelBytes, 1));
    }

    public long Lines { get; }

    // Of all.
    public long Size { get; private set; }

    public long Cells(int column) => cells[column];

    public long LevelEnds(int column) => ends[column];

    public long LevelTexts(int column) => texts[column];

    long Next(long count, int size)
    {
        checked
        {
            var start = count == 0 ? Size : (Size + Alignment - 1) / Alignment * Alignment;
            Size = start + count * size;
            return start;
        }
    }
}
