using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Code;

/// <summary>
/// Feeds values to a digest so that different sequences of values are different bytes: whatever has no fixed size
/// comes after its length.
/// </summary>
sealed class DigestWriter : IDisposable
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 14);
    int used;

    public void Write(byte value)
    {
        if (used == buffer.Length)
            Flush();
        buffer[used++] = value;
    }

    public void Write(int value)
    {
        if (buffer.Length - used < sizeof(int))
            Flush();
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used), value);
        used += sizeof(int);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        if (bytes.Length > buffer.Length - used)
            Flush();
        if (bytes.Length > buffer.Length)
        {
            hash.AppendData(bytes);
            return;
        }
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    /// <summary>The UTF-16 code units: IL may hold strings that are not valid Unicode.</summary>
    public void WriteUtf16(string text) => Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>A name, as UTF-8.</summary>
    public void Write(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most + sizeof(int) > buffer.Length)
        {
            Write(Encoding.UTF8.GetBytes(text));
            return;
        }
        if (most + sizeof(int) > buffer.Length - used)
            Flush();
        var length = Encoding.UTF8.GetBytes(text, buffer.AsSpan(used + sizeof(int)));
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used), length);
        used += sizeof(int) + length;
    }

    /// <summary>The digest of everything so far; the writer is then as new.</summary>
    public Digest Finish()
    {
        Flush();
        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(result);
        return Digest.FromHash(result);
    }

    void Flush()
    {
        hash.AppendData(buffer.AsSpan(0, used));
        used = 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        hash.Dispose();
    }
}
