using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// Arrays of numbers one after the other: little-endian, each beginning at a multiple of 64 bytes, with zeros between them.
// Written and read piece by piece: no second copy in memory.
static class ArrayStream
{
    // What Apache Arrow recommends for its buffers: a cache line, and the widest vector of a processor.
    const int Alignment = 64;
    const int Piece = 1 << 16;

    // How many bytes an array takes, with what follows it up to the next.
    public static long SizeOf<T>(int count) where T : unmanaged =>
        checked((long)count * Unsafe.SizeOf<T>() + Alignment - 1) / Alignment * Alignment;

    public static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        for (var at = 0; at < values.Length; at += Piece)
        {
            var bytes = MemoryMarshal.AsBytes(values.Slice(at, Math.Min(Piece, values.Length - at)));
            if (!BitConverter.IsLittleEndian)
            {
                var swapped = bytes.ToArray();
                ReverseEach<T>(swapped);
                bytes = swapped;
            }
            stream.Write(bytes);
        }
        Span<byte> zeros = stackalloc byte[Alignment];
        zeros.Clear();
        stream.Write(zeros[..Padding<T>(values.Length)]);
    }

    public static T[] Read<T>(Stream stream, int count) where T : unmanaged
    {
        var values = new T[count];
        for (var at = 0; at < count; at += Piece)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(Piece, count - at)));
            stream.ReadExactly(bytes);
            if (!BitConverter.IsLittleEndian)
                ReverseEach<T>(bytes);
        }
        Span<byte> zeros = stackalloc byte[Alignment];
        stream.ReadExactly(zeros[..Padding<T>(count)]);
        return values;
    }

    static int Padding<T>(int count) where T : unmanaged => (int)(SizeOf<T>(count) - (long)count * Unsafe.SizeOf<T>());

    static void ReverseEach<T>(Span<byte> bytes) where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        for (var at = 0; at < bytes.Length; at += size)
            bytes.Slice(at, size).Reverse();
    }
}
