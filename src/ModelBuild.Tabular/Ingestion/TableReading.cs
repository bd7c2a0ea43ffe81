using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// One reading of all rows into a file, with a type for each column.
sealed class TableReading : IDisposable
{
    const int CodesAtOnce = 1 << 16;

    readonly int rows;
    readonly TableLayout layout;
    readonly StageContext context;

    public TableReading(IReadOnlyList<CsvFile> files, int[][] places, IReadOnlyList<ColumnReading?> columns, MissingValues missing, int rows, string path, StageContext context)
    {
        (Files, Places, Columns, Missing, this.rows, this.context) = (files, places, columns, missing, rows, context);
        layout = new(HeaderOf([], []));
        Cells = new(path, layout.Size);
    }

    public IReadOnlyList<CsvFile> Files { get; }

    // Of each file, for each cell of a row its place among the columns.
    public int[][] Places { get; }

    // In the order of the first file; null where the column is ignored.
    public IReadOnlyList<ColumnReading?> Columns { get; }

    public MissingValues Missing { get; }

    public TemporaryCells Cells { get; }

    public required int ChunkSize { get; init; }

    public required int LongestRow { get; init; }

    public long LinesOffset => layout.Lines;

    public void Parse(IReadOnlyList<CsvChunk> chunks)
    {
        var (done, gate) = (0, new Lock());
        ParallelPieces.Run(chunks.Count, context.Threads, () =>
        {
            var parser = new ChunkParser(this);
            return piece =>
            {
                parser.Parse(chunks[piece]);
                lock (gate)
                    if (++done * 100L / chunks.Count != (done - 1) * 100L / chunks.Count)
                        context.Progress((double)done / chunks.Count, $"read {(long)done * rows / chunks.Count} of {rows} rows");
            };
        }, context.Cancellation);
    }

    // For each column what takes its cells; one set for each thread.
    public CellSink?[] CreateSinks()
    {
        var sinks = new CellSink?[Columns.Count];
        var kept = 0;
        for (var i = 0; i < sinks.Length; i++)
            if (Columns[i] is { } column)
                sinks[i] = new(column, layout.Cells(kept++), Missing);
        return sinks;
    }

    // How many rows have each level.
    public int[] CountCodes(ColumnReading column)
    {
        var counts = new int[column.Levels!.Count];
        ForEachPiece(column, codes =>
        {
            foreach (var code in codes)
                if (code >= 0)
                    Interlocked.Increment(ref counts[code]);
            return false;
        });
        return counts;
    }

    // Puts the levels in order, renumbers the codes and writes the levels: then the file is a table's.
    public TableHeader Finish(IReadOnlyList<string> dropped, IReadOnlyList<SourceFile> sources)
    {
        var header = HeaderOf(dropped, sources);
        var all = new TableLayout(header);
        var kept = 0;
        foreach (var column in Columns)
        {
            if (column?.Levels is { } levels)
            {
                var ranks = levels.Ranks(out var order);
                ForEachPiece(column, codes =>
                {
                    for (var i = 0; i < codes.Length; i++)
                        if (codes[i] >= 0)
                            codes[i] = ranks[codes[i]];
                    return true;
                });
                WriteLevels(levels, order, all.LevelEnds(kept), all.LevelTexts(kept));
            }
            kept += column is null ? 0 : 1;
        }
        Cells.SetLength(all.Size); // padding at the end is not written
        return header;
    }

    public void Dispose() => Cells.Dispose();

    TableHeader HeaderOf(IReadOnlyList<string> dropped, IReadOnlyList<SourceFile> sources)
    {
        var columns = new List<ColumnHeader>(Columns.Count);
        foreach (var column in Columns)
            if (column is not null)
                columns.Add(new(column.Name, column.Type, column.Levels?.Count ?? 0, column.Levels?.Size ?? 0));
        return new(rows, HasLines: true, dropped, sources, columns);
    }

    // The codes of a column, some at a time; written back where the action changes them.
    void ForEachPiece(ColumnReading column, Func<int[], bool> action)
    {
        var kept = 0;
        for (var i = 0; Columns[i] != column; i++)
            kept += Columns[i] is null ? 0 : 1;
        ParallelPieces.Run((rows - 1) / CodesAtOnce + 1, context.Threads, () =>
        {
            var buffer = new int[CodesAtOnce];
            return piece =>
            {
                var first = piece * CodesAtOnce;
                var offset = layout.Cells(kept) + (long)first * sizeof(int);
                var codes = rows - first < buffer.Length ? new int[rows - first] : buffer;
                Cells.Read(codes, offset);
                if (action(codes))
                    Cells.Write(MemoryMarshal.AsBytes(codes.AsSpan()), offset);
            };
        }, context.Cancellation);
    }

    void WriteLevels(LevelTable levels, int[] order, long ends, long texts)
    {
        var (next, end) = (0, 0L);
        Cells.WriteAll(ends, writer =>
        {
            if (next == order.Length)
                return false;
            BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(sizeof(long)), end += levels[order[next++]].Length);
            writer.Advance(sizeof(long));
            return true;
        });
        next = 0;
        Cells.WriteAll(texts, writer =>
        {
            if (next == order.Length)
                return false;
            writer.Write(levels[order[next++]]);
            return true;
        });
    }
}
