using System.Buffers;

namespace ModelBuild.Tabular;

// Cells of a CSV file (RFC 4180) that is written.
static class CsvText
{
    static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    // In quotes where it must be.
    public static void Write(IBufferWriter<byte> text, ReadOnlySpan<byte> cell)
    {
        if (!cell.ContainsAny(Special))
        {
            text.Write(cell);
            return;
        }
        text.Write("\""u8);
        for (int quote; (quote = cell.IndexOf((byte)'"')) >= 0; cell = cell[(quote + 1)..])
        {
            text.Write(cell[..(quote + 1)]);
            text.Write("\""u8);
        }
        text.Write(cell);
        text.Write("\""u8);
    }
}
