using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>The digest of a file's bytes, read once from front to back; optionally written to a second place on the way.</summary>
static class FileHash
{
    const int BufferSize = 1 << 20;
    const int SmallSize = 1 << 16;

    /// <param name="expected">How many bytes it should have, which saves asking; what it has is said anyway.</param>
    public static (Digest Digest, long Size) Of(string path, long? expected = null)
    {
        if (expected < SmallSize && OfSmall(path, (int)expected) is { } small)
            return small;
        // Shared with writers: StatIndex finds out whether anyone wrote, and a lock would only annoy them.
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete,
            options: expected < BufferSize ? FileOptions.None : FileOptions.SequentialScan);
        return Of(file, 0, expected ?? RandomAccess.GetLength(file), copy: null);
    }

    static (Digest Digest, long Size)? OfSmall(string path, int expected)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(expected + 1);
        try
        {
            var size = SmallFile.TryRead(path, buffer.AsSpan(0, expected + 1), expected);
            return size < 0 || size > expected ? null : (Digest.Of(buffer.AsSpan(0, size)), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>From where the stream is to its end; afterwards it is anywhere.</summary>
    public static (Digest Digest, long Size) Of(FileStream source, Stream? copy) =>
        Of(source.SafeFileHandle, source.Position, source.Length - source.Position, copy);

    static (Digest Digest, long Size) Of(SafeFileHandle file, long start, long expected, Stream? copy)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expected + 1, 4096, BufferSize));
        try
        {
            // Most files fit: one read, one hash, no hash object.
            var count = 0;
            for (int more; count < buffer.Length && (more = RandomAccess.Read(file, buffer.AsSpan(count), start + count)) > 0;)
            {
                count += more;
                if (count == expected)
                    break;
            }
            if (count < buffer.Length)
            {
                copy?.Write(buffer, 0, count);
                return (Digest.Of(buffer.AsSpan(0, count)), count);
            }
            return Of(file, start, buffer, copy);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="buffer">Full of the first bytes. While a buffer is hashed, another is filled.</param>
    static (Digest Digest, long Size) Of(SafeFileHandle file, long start, byte[] buffer, Stream? copy)
    {
        var (current, next) = (buffer, ArrayPool<byte>.Shared.Rent(buffer.Length));
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            for (var count = buffer.Length; count > 0;)
            {
                size += count;
                var reading = RandomAccess.ReadAsync(file, next.AsMemory(), start + size).AsTask();
                try
                {
                    hash.AppendData(current, 0, count);
                    copy?.Write(current, 0, count);
                }
                finally
                {
                    count = reading.GetAwaiter().GetResult(); // before anyone else gets the buffer
                }
                (current, next) = (next, current);
            }
            Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(result);
            return (Digest.FromHash(result), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ReferenceEquals(current, buffer) ? next : current);
        }
    }
}
