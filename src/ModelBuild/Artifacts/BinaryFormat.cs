using System.Buffers.Binary;
using System.Text;

namespace ModelBuild;

// Numbers in little-endian order, texts as their length in bytes and UTF-8: what the files beside evaluation.json are made of.
static class BinaryFormat
{
    const int Chunk = 8192;

    public static void WriteText(BinaryWriter file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        file.Write(bytes.Length);
        file.Write(bytes);
    }

    public static string ReadText(BinaryReader file) => Encoding.UTF8.GetString(ReadBytes(file, file.ReadInt32()));

    public static void WriteMagic(BinaryWriter file, ReadOnlySpan<byte> magic) => file.Write(magic);

    public static void CheckMagic(BinaryReader file, ReadOnlySpan<byte> magic, string name)
    {
        if (!file.ReadBytes(magic.Length).AsSpan().SequenceEqual(magic))
            throw new InvalidDataException($"{name} does not begin as such a file does.");
    }

    // In chunks, since a call for each number costs more than the number.
    public static void Write(BinaryWriter file, IReadOnlyList<double> numbers) =>
        Write(file, numbers.Count, sizeof(double), (bytes, i) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, numbers[i]));

    public static void Write(BinaryWriter file, IReadOnlyList<ulong> numbers) =>
        Write(file, numbers.Count, sizeof(ulong), (bytes, i) => BinaryPrimitives.WriteUInt64LittleEndian(bytes, numbers[i]));

    public static void Write(BinaryWriter file, IReadOnlyList<int> numbers) =>
        Write(file, numbers.Count, sizeof(int), (bytes, i) => BinaryPrimitives.WriteInt32LittleEndian(bytes, numbers[i]));

    public static double[] ReadDoubles(BinaryReader file, int count) => Read(file, count, sizeof(double), BinaryPrimitives.ReadDoubleLittleEndian);

    public static ulong[] ReadIds(BinaryReader file, int count) => Read(file, count, sizeof(ulong), BinaryPrimitives.ReadUInt64LittleEndian);

    public static int[] ReadInts(BinaryReader file, int count) => Read(file, count, sizeof(int), BinaryPrimitives.ReadInt32LittleEndian);

    delegate void Writing(Span<byte> bytes, int index);

    delegate T Reading<T>(ReadOnlySpan<byte> bytes);

    static void Write(BinaryWriter file, int count, int size, Writing write)
    {
        var buffer = new byte[Chunk * size];
        for (var first = 0; first < count; first += Chunk)
        {
            var some = Math.Min(Chunk, count - first);
            for (var i = 0; i < some; i++)
                write(buffer.AsSpan(i * size, size), first + i);
            file.Write(buffer, 0, some * size);
        }
    }

    static T[] Read<T>(BinaryReader file, int count, int size, Reading<T> read)
    {
        var numbers = new T[CheckLength(file, count, size)];
        for (var first = 0; first < count; first += Chunk)
        {
            var bytes = ReadBytes(file, Math.Min(Chunk, count - first) * size);
            for (var i = 0; i < bytes.Length / size; i++)
                numbers[first + i] = read(bytes.AsSpan(i * size, size));
        }
        return numbers;
    }

    static byte[] ReadBytes(BinaryReader file, int count) => file.ReadBytes(CheckLength(file, count, 1));

    // Before memory is taken for what is not there.
    static int CheckLength(BinaryReader file, int count, int size) =>
        count >= 0 && (long)count * size <= file.BaseStream.Length - file.BaseStream.Position
            ? count
            : throw new InvalidDataException($"The file ends before {count} entries that it says it has.");
}
