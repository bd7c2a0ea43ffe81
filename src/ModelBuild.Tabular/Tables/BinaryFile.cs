using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// An array of numbers as a little-endian file, written and read piece by piece: no second copy in memory.
static class BinaryFile
{
    const int Piece = 1 << 16;

    public static void Write<T>(string path, ReadOnlySpan<T> values) where T : unmanaged
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
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
    }

    // The length is checked before anything is allocated.
    public static T[] Read<T>(string path, int count) where T : unmanaged
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var size = Unsafe.SizeOf<T>();
        if (stream.Length != (long)count * size)
            throw new InvalidDataException($"{path} is damaged: it has {stream.Length} bytes where {count} rows of {size} bytes should be.");
        var values = new T[count];
        for (var at = 0; at < count; at += Piece)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(Piece, count - at)));
            stream.ReadExactly(bytes);
            if (!BitConverter.IsLittleEndian)
                ReverseEach<T>(bytes);
        }
        return values;
    }

    static void ReverseEach<T>(Span<byte> bytes) where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        for (var at = 0; at < bytes.Length; at += size)
            bytes.Slice(at, size).Reverse();
    }
}
