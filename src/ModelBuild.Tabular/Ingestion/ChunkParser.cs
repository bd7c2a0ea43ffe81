using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// Parses chunks, one at a time, and writes their cells where they belong. It sees that a chunk is malformed and leaves it to CsvReader,
// whose grammar it shares, to say where and why.
sealed class ChunkParser(TableReading table)
{
    const byte Quote = (byte)'"';
    const byte LineFeed = (byte)'\n';
    const byte CarriageReturn = (byte)'\r';

    readonly FileBuffer buffer = new();
    readonly CellIndex index = new();
    readonly CellSink?[] sinks = table.CreateSinks();
    readonly CellSink?[] ofCells = new CellSink?[table.Columns.Count]; // in the file's order
    int[] lines = [];
    byte[] scratch = new byte[256];

    public void Parse(CsvChunk chunk)
    {
        var file = table.Files[chunk.File];
        // More than its last row can take: that is too long, or many blank lines follow it.
        if (chunk.End - chunk.Start > (long)table.ChunkSize + table.LongestRow)
            chunk = chunk with { End = new ChunkError(table, chunk).EndOfRows() };
        if (!TryParse(chunk, file))
        {
            new ChunkError(table, chunk).EndOfRows();
            throw new InvalidDataException("The data changed while it was read.");
        }
        foreach (var sink in sinks)
            sink?.Write(table.Cells, chunk.FirstRow, chunk.Rows);
        table.Cells.Write(MemoryMarshal.AsBytes(lines.AsSpan(0, chunk.Rows)), table.LinesOffset + (long)chunk.FirstRow * sizeof(int));
    }

    bool TryParse(CsvChunk chunk, CsvFile file)
    {
        var length = (int)(chunk.End - chunk.Start);
        var (separator, places) = ((byte)file.Separator, table.Places[chunk.File]);
        buffer.Read(file.Path, chunk.Start, length);
        var bytes = buffer.Bytes;
        bytes[length] = LineFeed; // of a last row that has none
        index.Fill(bytes, length, separator);
        if (lines.Length < chunk.Rows)
            lines = new int[chunk.Rows];
        for (var i = 0; i < ofCells.Length; i++)
            ofCells[i] = sinks[places[i]];
        foreach (var sink in sinks)
            sink?.Begin(chunk.Rows);

        var ends = index.Ends;
        var (at, next, row, line) = (0, 0, 0, chunk.Line);
        while (at < length)
        {
            if (row == chunk.Rows)
                return false;
            lines[row] = line;
            var rowStart = at;
            for (var i = 0; i < ofCells.Length; i++)
            {
                var end = ends[next++];
                ReadOnlySpan<byte> cell;
                if (bytes[end] != Quote)
                    cell = bytes[at..end];
                else if (end != at || !TryQuoted(ends, ref next, length, ref line, out cell, out end))
                    return false;
                if (i + 1 < ofCells.Length ? end == length || bytes[end] != separator : bytes[end] is not (LineFeed or CarriageReturn))
                    return false;
                if (ofCells[i] is { } sink && !sink.Add(row, cell))
                    return false;
                at = end + 1;
            }
            at--; // the row's line break
            if (at - rowStart > table.LongestRow)
                return false;
            row++;
            // It, and those of blank lines.
            while (true)
            {
                line++;
                if (bytes[at] == CarriageReturn && at + 1 < length && bytes[at + 1] == LineFeed)
                    (at, next) = (at + 1, next + 1);
                if (++at >= length || bytes[at] is not (LineFeed or CarriageReturn))
                    break;
                next++;
            }
        }
        return row == chunk.Rows;
    }

    // A quoted cell whose first quote was the last end, and where it ends; false where it is not closed or text follows it.
    bool TryQuoted(ReadOnlySpan<int> ends, scoped ref int next, int length, scoped ref int line, out ReadOnlySpan<byte> cell, out int end)
    {
        var bytes = buffer.Bytes;
        var (open, doubled) = (ends[next - 1], false);
        cell = default;
        int close;
        while (true)
        {
            close = ends[next++];
            end = close;
            if (close >= length)
                return false;
            if (ends[next] != close + 1 || close + 1 == length || bytes[close + 1] != Quote)
                break;
            doubled = true;
            next++;
        }
        end = ends[next++];
        if (end != close + 1)
            return false;
        var content = bytes[(open + 1)..close];
        for (var rest = content; rest.IndexOfAny(LineFeed, CarriageReturn) is >= 0 and var found;)
        {
            line++;
            found += rest[found] == CarriageReturn && found + 1 < rest.Length && rest[found + 1] == LineFeed ? 2 : 1;
            rest = rest[found..];
        }
        cell = doubled ? Halved(content) : content;
        return true;
    }

    ReadOnlySpan<byte> Halved(ReadOnlySpan<byte> content)
    {
        if (scratch.Length < content.Length)
            scratch = new byte[content.Length];
        var count = 0;
        for (var i = 0; i < content.Length; i++)
        {
            scratch[count++] = content[i];
            if (content[i] == Quote)
                i++;
        }
        return scratch.AsSpan(0, count);
    }
}
