using System.Buffers.Binary;

namespace ModelBuild.Tabular;

// Arrays of numbers one after the other: little-endian, each beginning at a multiple of 64 bytes, with zeros between them.
// Written and read piece by piece: no second copy in memory. Not generic: generic code over numbers is not compiled ahead of time.
static class ArrayStream
{
    // What Apache Arrow recommends for its buffers: a cache line, and the widest vector of a processor.
    const int Alignment = 64;
    const int Piece = 1 << 16;

    // How many bytes an array takes, with what follows it up to the next.
    public static long SizeOfDoubles(int count) => Aligned((long)count * sizeof(double));

    public static long SizeOfInts(int count) => Aligned((long)count * sizeof(int));

    public static void Write(Stream stream, double[] values)
    {
        var buffer = new byte[Math.Min(Piece, SizeOfDoubles(values.Length))];
        for (var at = 0; at < values.Length;)
        {
            var piece = Math.Min(values.Length - at, buffer.Length / sizeof(double));
            for (var i = 0; i < piece; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(buffer.AsSpan(i * sizeof(double)), values[at++]);
            stream.Write(buffer, 0, piece * sizeof(double));
        }
        Pad(stream, (long)values.Length * sizeof(double));
    }

    public static void Write(Stream stream, int[] values)
    {
        var buffer = new byte[Math.Min(Piece, SizeOfInts(values.Length))];
        for (var at = 0; at < values.Length;)
        {
            var piece = Math.Min(values.Length - at, buffer.Length / sizeof(int));
            for (var i = 0; i < piece; i++)
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(i * sizeof(int)), values[at++]);
            stream.Write(buffer, 0, piece * sizeof(int));
        }
        Pad(stream, (long)values.Length * sizeof(int));
    }

    public static double[] ReadDoubles(Stream stream, int count)
    {
        var values = new double[count];
        var buffer = new byte[Math.Min(Piece, SizeOfDoubles(count))];
        for (var at = 0; at < count;)
        {
            var piece = Math.Min(count - at, buffer.Length / sizeof(double));
            stream.ReadExactly(buffer, 0, piece * sizeof(double));
            for (var i = 0; i < piece; i++)
                values[at++] = BinaryPrimitives.ReadDoubleLittleEndian(buffer.AsSpan(i * sizeof(double)));
        }
        Skip(stream, (long)count * sizeof(double));
        return values;
    }

    public static int[] ReadInts(Stream stream, int count)
    {
        var values = new int[count];
        var buffer = new byte[Math.Min(Piece, SizeOfInts(count))];
        for (var at = 0; at < count;)
        {
            var piece = Math.Min(count - at, buffer.Length / sizeof(int));
            stream.ReadExactly(buffer, 0, piece * sizeof(int));
            for (var i = 0; i < piece; i++)
                values[at++] = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(i * sizeof(int)));
        }
        Skip(stream, (long)count * sizeof(int));
        return values;
    }

    static void Pad(Stream stream, long size) => stream.Write(new byte[Aligned(size) - size]);

    static void Skip(Stream stream, long size) => stream.ReadExactly(new byte[Aligned(size) - size]);

    static long Aligned(long size) => (size + Alignment - 1) / Alignment * Alignment;
}
