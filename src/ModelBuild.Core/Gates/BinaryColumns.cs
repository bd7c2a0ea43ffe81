using System.Buffers.Binary;
using System.Text;

namespace ModelBuild.Core.Gates;

/// <summary>Reads the files beside <c>evaluation.json</c>: little-endian numbers, texts as their length in bytes and UTF-8, and nothing behind the end.</summary>
/// <param name="content">From its beginning.</param>
/// <param name="magic">What such a file begins with.</param>
/// <param name="name">Of the file, for messages.</param>
sealed class BinaryColumns(Stream content, string magic, string name)
{
    const int Chunk = 1 << 16;
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[] buffer = new byte[Chunk];

    public BinaryColumns Begin()
    {
        if (content.Length < magic.Length || Encoding.ASCII.GetString(Take(magic.Length)) != magic)
            throw Wrong($"does not begin with {magic}");
        return this;
    }

    /// <summary>A count or an index.</summary>
    public int Count(string what) => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))) is >= 0 and var count ? count : throw Wrong($"has a negative number of {what}");

    public long LongCount(string what) => Long() is >= 0 and var count ? count : throw Wrong($"has a negative number of {what}");

    /// <summary>As <see cref="LongCount"/>, of what is then read at once.</summary>
    /// <param name="size">Of one, in bytes.</param>
    public int Length(string what, int size) => LongCount(what) is var count && count <= (content.Length - content.Position) / size && count <= Array.MaxLength
        ? (int)count
        : throw Wrong($"ends before the {count} {what} that it says it has");

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public string Text()
    {
        var length = Count("bytes of a text");
        CheckLeft(length);
        var bytes = new byte[length];
        content.ReadExactly(bytes);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw Wrong("has a text that is not UTF-8");
        }
    }

    public double[] Doubles(int count) => Read(count, sizeof(double), BinaryPrimitives.ReadDoubleLittleEndian);

    public ulong[] Ids(int count) => Read(count, sizeof(ulong), BinaryPrimitives.ReadUInt64LittleEndian);

    public int[] Ints(int count) => Read(count, sizeof(int), BinaryPrimitives.ReadInt32LittleEndian);

    public void End()
    {
        if (content.Position != content.Length)
            throw Wrong($"goes on for {content.Length - content.Position} bytes behind its end");
    }

    public EvaluationFormatException Wrong(string what) => new($"{name} {what}.");

    delegate T Reading<T>(ReadOnlySpan<byte> bytes);

    T[] Read<T>(int count, int size, Reading<T> read)
    {
        CheckLeft((long)count * size);
        var numbers = new T[count];
        for (var first = 0; first < count; first += Chunk / size)
        {
            var some = Math.Min(Chunk / size, count - first);
            var bytes = Take(some * size);
            for (var i = 0; i < some; i++)
                numbers[first + i] = read(bytes.Slice(i * size, size));
        }
        return numbers;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        CheckLeft(count);
        content.ReadExactly(buffer, 0, count);
        return buffer.AsSpan(0, count);
    }

    // Before memory is taken for what is not there.
    void CheckLeft(long count)
    {
        if (count > content.Length - content.Position)
            throw Wrong("ends too early");
    }
}
