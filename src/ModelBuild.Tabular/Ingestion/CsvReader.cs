using System.Buffers;
using System.Text;

namespace ModelBuild.Tabular;

// Rows of cells from a CSV file as RFC 4180 has it: quotes, "" in them, line breaks in them; CRLF, LF or CR; a BOM.
// Exact about places, and slow: ChunkParser reads data, this reader headers and whatever a message is about.
// Streams: memory holds one buffer and the longest row. Blank lines are skipped. Places are kept for error messages.
sealed class CsvReader : IDisposable
{
    public const int LongestRow = 1 << 26;

    const byte Quote = (byte)'"';
    const byte LineFeed = (byte)'\n';
    const byte CarriageReturn = (byte)'\r';

    readonly string input;
    readonly string? member;
    readonly Stream stream;
    readonly byte separator;
    readonly SearchValues<byte> unquotedEnds;
    readonly int longestRow;
    byte[] buffer;
    byte[] scratch = new byte[256]; // cells that had "" in them, with one of the two taken out
    Cell[] cells = new Cell[16];
    int start, end, scratchUsed;
    long position; // of the buffer's first byte
    int nextLine;
    bool begun, ended;

    // The reader owns the stream, which may stand at the beginning of a later line than the first.
    public CsvReader(string input, Stream stream, char separator, int bufferSize = 1 << 16, int longestRow = LongestRow, string? member = null, int firstLine = 1)
    {
        (this.input, this.member, this.stream, this.separator, this.longestRow) = (input, member, stream, (byte)separator, longestRow);
        (nextLine, begun) = (firstLine, firstLine > 1);
        unquotedEnds = SearchValues.Create([this.separator, LineFeed, CarriageReturn, Quote]);
        buffer = new byte[Math.Max(4, bufferSize)];
    }

    // A cell's bytes are in the buffer or the scratch; Raw is where it begins in the buffer with its quote.
    readonly record struct Cell(int Offset, int Length, bool InScratch, int Raw, int Line, int LineStart);

    // How many cells the row has.
    public int Count { get; private set; }

    // The line on which the row begins, from 1.
    public int Line { get; private set; }

    // Where the next row begins, or blank lines before it: in bytes of the stream, and its line.
    public (long Offset, int Line) Next => (position + start, nextLine);

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ref readonly var cell = ref cells[index];
            return (cell.InScratch ? scratch : buffer).AsSpan(cell.Offset, cell.Length);
        }
    }

    // Line and column, both from 1; the column counts UTF-16 units, as editors do.
    public (int Line, int Column) Place(int index) => Place(cells[index].Raw, cells[index].Line, cells[index].LineStart);

    // Goes to the next row; false after the last.
    public bool Read()
    {
        if (!begun)
            Begin();
        while (true)
        {
            while (!TryParse())
                Fill();
            if (Count == 0)
                return false;
            if (Count > 1 || cells[0].Length > 0 || cells[0].Offset != cells[0].Raw)
                return true;
        }
    }

    public StageException Error(string code, string message, (int Line, int Column) place) =>
        new(new StageError(message) { Code = code, Input = input, Member = member, Line = place.Line, Column = place.Column });

    public void Dispose() => stream.Dispose();

    void Begin()
    {
        begun = true;
        while (end < 4 && !ended)
            Fill();
        if (end >= 2 && (buffer[0], buffer[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
            throw Error(Codes.InvalidUtf8, "The data is UTF-16 text. Save it as UTF-8.", (1, 1));
        if (end >= 3 && (buffer[0], buffer[1], buffer[2]) is (0xEF, 0xBB, 0xBF))
            start = 3;
    }

    // Parses the row that begins at start; false where the buffer ends before it does. No cells at the end of the data.
    bool TryParse()
    {
        var (at, line, lineStart) = (start, nextLine, start);
        Count = 0;
        scratchUsed = 0;
        Line = line;
        if (at == end)
            return ended;
        while (true)
        {
            var raw = at;
            var (rawLine, rawLineStart) = (line, lineStart);
            if (at < end && buffer[at] == Quote)
            {
                var doubled = false;
                at++;
                while (true)
                {
                    var found = buffer.AsSpan(at, end - at).IndexOfAny(Quote, LineFeed, CarriageReturn);
                    if (found < 0)
                        return !ended
                            ? false
                            : throw Error(Codes.UnclosedQuote, "The quote that opens here is never closed. Close it, or double it if it belongs to the text.", Place(raw, rawLine, rawLineStart));
                    at += found;
                    if (buffer[at] == LineFeed)
                    {
                        at++;
                        (line, lineStart) = (line + 1, at);
                        continue;
                    }
                    if (at + 1 == end && !ended)
                        return false;
                    var next = at + 1 < end ? buffer[at + 1] : (byte)0;
                    if (buffer[at] == CarriageReturn)
                    {
                        at += next == LineFeed ? 2 : 1;
                        (line, lineStart) = (line + 1, at);
                        continue;
                    }
                    if (next != Quote)
                        break;
                    doubled = true;
                    at += 2;
                }
                Add(raw + 1, at - raw - 1, doubled, raw, rawLine, rawLineStart);
                at++;
                if (at < end && buffer[at] != separator && buffer[at] is not (LineFeed or CarriageReturn))
                    throw Error(Codes.MisplacedQuote, $"Text follows the closing quote.{(rawLine == line ? "" : $" The cell began at line {rawLine}.")} Double a quote that belongs to the text, or set the separator.", Place(at, line, lineStart));
            }
            else
            {
                var found = buffer.AsSpan(at, end - at).IndexOfAny(unquotedEnds);
                if (found < 0 && !ended)
                    return false;
                at = found < 0 ? end : at + found;
                if (at < end && buffer[at] == Quote)
                    throw Error(Codes.MisplacedQuote, "A quote stands inside a cell that does not begin with one. Quote the whole cell and double the quotes in it.", Place(at, line, lineStart));
                Add(raw, at - raw, false, raw, rawLine, rawLineStart);
            }

            if (at == end && !ended)
                return false;
            if (at - start > longestRow)
                throw TooLong();
            if (at == end)
                break;
            if (buffer[at] == separator)
            {
                at++;
                continue;
            }
            if (buffer[at] == CarriageReturn)
            {
                if (at + 1 == end && !ended)
                    return false;
                if (at + 1 < end && buffer[at + 1] == LineFeed)
                    at++;
            }
            at++;
            line++;
            break;
        }
        (start, nextLine) = (at, line);
        return true;
    }

    void Add(int offset, int length, bool doubled, int raw, int line, int lineStart)
    {
        if (Count == cells.Length)
            Array.Resize(ref cells, Count * 2);
        if (!doubled)
        {
            cells[Count++] = new(offset, length, false, raw, line, lineStart);
            return;
        }
        if (scratchUsed + length > scratch.Length)
            Array.Resize(ref scratch, Math.Max(scratchUsed + length, scratch.Length * 2));
        var begin = scratchUsed;
        for (var i = offset; i < offset + length; i++)
        {
            scratch[scratchUsed++] = buffer[i];
            if (buffer[i] == Quote)
                i++;
        }
        cells[Count++] = new(begin, scratchUsed - begin, true, raw, line, lineStart);
    }

    void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            position += start;
            (start, end) = (0, end - start);
        }
        else if (end == buffer.Length)
        {
            if (end >= longestRow + 2) // a row that long with its line break
                throw TooLong();
            Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, longestRow + 2));
        }
        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        ended = read == 0;
    }

    StageException TooLong() =>
        Error(Codes.RowTooLong, $"The row that begins here is longer than {longestRow} bytes. A quote that is opened and never closed is the usual reason.", (nextLine, 1));

    (int Line, int Column) Place(int at, int line, int lineStart) =>
        (line, Encoding.UTF8.GetCharCount(buffer, lineStart, at - lineStart) + 1);
}
