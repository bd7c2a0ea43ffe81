using System.Buffers.Binary;

namespace ModelBuild.Tabular;

// Arrays of numbers one after the other: little-endian, each beginning at a multiple of 64 bytes, with zeros between them.
// Written and read piece by piece: no second copy in memory. Not generic: generic code over numbers is not compiled ahead of time.
static class ArrayStream
{
    // What Apache Arrow recommends for its buffers: a cache line, and the widest vector of a processor.
    const int Alignment = 64;
    const int Piece = 1 << 16;

    // Where an array ends that follows after so many bytes.
    public static long EndOfDoubles(long position, int count) => Aligned(position) + (long)count * sizeof(double);

    public static long EndOfInts(long position, int count) => Aligned(position) + (long)count * sizeof(int);

    public static void Write(Stream stream, double[] values)
    {
        Pad(stream);
        var buffer = new byte[BufferSize(values.Length, sizeof(double))];
        for (var at = 0; at < values.Length;)
        {
            var piece = Math.Min(values.Length - at, buffer.Length / sizeof(double));
            for (var i = 0; i < piece; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(buffer.AsSpan(i * sizeof(double)), values[at++]);
            stream.Write(buffer, 0, piece * sizeof(double));
        }
    }

    public static void Write(Stream stream, int[] values)
    {
        Pad(stream);
        var buffer = new byte[BufferSize(values.Length, sizeof(int))];
        for (var at = 0; at < values.Length;)
        {
            var piece = Math.Min(values.Length - at, buffer.Length / sizeof(int));
            for (var i = 0; i < piece; i++)
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(i * sizeof(int)), values[at++]);
            stream.Write(buffer, 0, piece * sizeof(int));
        }
    }

    public static double[] ReadDoubles(Stream stream, int count)
    {
        stream.Position = Aligned(stream.Position);
        var values = new double[count];
        var buffer = new byte[BufferSize(count, sizeof(double))];
        for (var at = 0; at < count;)
        {
            var piece = Math.Min(count - at, buffer.Length / sizeof(double));
            stream.ReadExactly(buffer, 0, piece * sizeof(double));
            for (var i = 0; i < piece; i++)
                values[at++] = BinaryPrimitives.ReadDoubleLittleEndian(buffer.AsSpan(i * sizeof(double)));
        }
        return values;
    }

    public static int[] ReadInts(Stream stream, int count)
    {
        stream.Position = Aligned(stream.Position);
        var values = new int[count];
        var buffer = new byte[BufferSize(count, sizeof(int))];
        for (var at = 0; at < count;)
        {
            var piece = Math.Min(count - at, buffer.Length / sizeof(int));
            stream.ReadExactly(buffer, 0, piece * sizeof(int));
            for (var i = 0; i < piece; i++)
                values[at++] = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(i * sizeof(int)));
        }
        return values;
    }

    static void Pad(Stream stream) => stream.Write(new byte[Aligned(stream.Position) - stream.Position]);

    static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;

    static int BufferSize(int count, int size) => Math.Min(count, Piece / size) * size;
}
