namespace ModelBuild.Tabular;

// Cuts files into chunks of whole rows, and so learns how many rows there are: a first reading of all data, which looks for
// nothing but quotes and line breaks, and at all pieces at once.
sealed class CsvChunks
{
    readonly IReadOnlyList<CsvFile> files;
    readonly int size;
    readonly List<(int File, long Start)> pieces = [];
    readonly RowScan[] scans;

    // About so many bytes a chunk; the table does not depend on it.
    public CsvChunks(IReadOnlyList<CsvFile> files, int size, int threads, CancellationToken cancellation)
    {
        (this.files, this.size) = (files, size);
        for (var i = 0; i < files.Count; i++)
            for (var start = files[i].Start; start < files[i].Length; start += size)
                pieces.Add((i, start));
        scans = new RowScan[pieces.Count];
        ParallelPieces.Run(scans.Length, threads, () =>
        {
            var buffer = new FileBuffer();
            return piece => Scan(piece, buffer);
        }, cancellation);
    }

    // In the order of the rows, and the first row of each file. Throws StageException where there are more rows than a table can have.
    public IReadOnlyList<CsvChunk> Cut(out int rows, out int[] firstRows)
    {
        var chunks = new List<CsvChunk>();
        firstRows = new int[files.Count];
        var (row, line, inside, file) = (0L, 0L, false, -1);
        for (var i = 0; i <= pieces.Count; i++)
        {
            for (var next = i < pieces.Count ? pieces[i].File : files.Count; file < next;)
            {
                if (file >= 0 && chunks.Count > 0 && chunks[^1].File == file)
                    chunks[^1] = chunks[^1] with { End = files[file].Length };
                if (++file < files.Count)
                    (firstRows[file], line, inside) = ((int)row, files[file].FirstLine, false);
            }
            if (i == pieces.Count)
                break;
            var starts = inside ? scans[i].Inside : scans[i].Outside;
            if (starts.Count > 0)
            {
                var start = pieces[i].Start + starts.First;
                if (chunks.Count > 0 && chunks[^1].File == file)
                    chunks[^1] = chunks[^1] with { End = start };
                CheckCount(Math.Max(row + starts.Count, line + starts.LinesBefore));
                chunks.Add(new(file, start, 0, (int)row, starts.Count, (int)(line + starts.LinesBefore)));
                row += starts.Count;
            }
            line += scans[i].Lines;
            inside ^= scans[i].Flips;
        }
        CheckCount(line);
        rows = (int)row;
        return chunks;
    }

    void Scan(int piece, FileBuffer buffer)
    {
        var (file, start) = pieces[piece];
        // With the byte before it, which is a line break where the rows begin.
        var before = start > files[file].Start ? 1 : 0;
        var length = (int)Math.Min(size, files[file].Length - start);
        buffer.Read(files[file].Path, start - before, length + before);
        scans[piece] = before == 0 ? RowScan.Of(buffer.Bytes, length, (byte)'\n') : RowScan.Of(buffer.Bytes[1..], length, buffer.Bytes[0]);
    }

    static void CheckCount(long count)
    {
        if (count > Array.MaxLength)
            throw new StageException(new StageError($"The data has more than {Array.MaxLength} rows or lines, and a table cannot. Take a part of them.") { Code = Codes.TooManyRows, Option = "data.path" });
    }
}
