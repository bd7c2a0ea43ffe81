using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Files;

/// <summary>The digest of a file's bytes, read once from front to back; optionally written to a second place on the way.</summary>
static class FileHash
{
    // While this much is hashed, the kernel reads the next: a second thread that did so gained nothing over that.
    const int BufferSize = 1 << 18;
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
            var (count, more) = (0, 1);
            while (more > 0 && count < buffer.Length && (count != expected || count == 0))
            {
                more = RandomAccess.Read(file, buffer.AsSpan(count), start + count);
                count += more;
            }
            copy?.Write(buffer, 0, count);
            if (count < buffer.Length)
                return (Digest.Of(buffer.AsSpan(0, count)), count); // most files
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(buffer, 0, count);
            long size = count;
            for (; (count = RandomAccess.Read(file, buffer, start + size)) > 0; size += count)
            {
                hash.AppendData(buffer, 0, count);
                copy?.Write(buffer, 0, count);
            }
            Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(result);
            return (Digest.FromHash(result), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
