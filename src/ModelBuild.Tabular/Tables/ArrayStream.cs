using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// Writes arrays of numbers one after the other, little-endian as tables are read, with zeros up to where each begins.
// What is selected or renumbered goes through a small buffer: no second copy in memory.
static class ArrayStream
{
    const int Piece = 8192;

    public static void Write(Stream stream, long start, ReadOnlySpan<double> values, int[]? rows)
    {
        Pad(stream, start);
        if (rows is null)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }
        var buffer = new double[Math.Min(rows.Length, Piece)];
        for (var at = 0; at < rows.Length;)
        {
            var piece = Math.Min(rows.Length - at, buffer.Length);
            for (var i = 0; i < piece; i++)
                buffer[i] = values[rows[at++]];
            stream.Write(MemoryMarshal.AsBytes(buffer.AsSpan(0, piece)));
        }
    }

    // Codes become what places has for them; -1 stays.
    public static void Write(Stream stream, long start, ReadOnlySpan<int> codes, int[]? rows, int[]? places)
    {
        Pad(stream, start);
        if (rows is null && places is null)
        {
            stream.Write(MemoryMarshal.AsBytes(codes));
            return;
        }
        var count = rows?.Length ?? codes.Length;
        var buffer = new int[Math.Min(count, Piece)];
        for (var at = 0; at < count;)
        {
            var piece = Math.Min(count - at, buffer.Length);
            for (var i = 0; i < piece; i++, at++)
            {
                var code = codes[rows is null ? at : rows[at]];
                buffer[i] = code >= 0 && places is not null ? places[code] : code;
            }
            stream.Write(MemoryMarshal.AsBytes(buffer.AsSpan(0, piece)));
        }
    }

    public static void Pad(Stream stream, long start) => stream.Write(new byte[start - stream.Position]);
}
