using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Code;

/// <summary>
/// Feeds values to a digest so that different sequences of values are different bytes: whatever has no fixed size
/// comes after its length.
/// </summary>
sealed class DigestWriter
{
    byte[] buffer = new byte[1 << 12];
    int used;

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);
        used += sizeof(int);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
        used += bytes.Length;
    }

    /// <summary>The UTF-16 code units: IL may hold strings that are not valid Unicode.</summary>
    public void WriteUtf16(string text) => Write(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>A name, as UTF-8.</summary>
    public void Write(string text)
    {
        var room = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, length);
        used += sizeof(int) + length;
    }

    /// <summary>The digest of everything so far; the writer is then as new.</summary>
    public Digest Finish()
    {
        var digest = Digest.Of(buffer.AsSpan(0, used));
        used = 0;
        return digest;
    }

    Span<byte> Room(int size)
    {
        if (size > buffer.Length - used)
            Array.Resize(ref buffer, Math.Max(checked(used + size), 2 * buffer.Length));
        return buffer.AsSpan(used);
    }
}
