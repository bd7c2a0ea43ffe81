using System.Buffers;
using System.Security.Cryptography;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>The digest of a file's bytes, read once from front to back; optionally written to a second place on the way.</summary>
static class FileHash
{
    const int BufferSize = 1 << 20;

    public static (Digest Digest, long Size) Of(string path)
    {
        // Shared with writers: StatIndex finds out whether anyone wrote, and a lock would only annoy them.
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete, options: FileOptions.SequentialScan);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(RandomAccess.GetLength(file) + 1, 4096, BufferSize));
        try
        {
            // Most files fit: one read, one hash, no hash object.
            var size = RandomAccess.Read(file, buffer, 0);
            if (size < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(size), size) == 0)
                return (Digest.Of(buffer.AsSpan(0, size)), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        stream.Position = 0;
        return Of(stream, copy: null);
    }

    public static (Digest Digest, long Size) Of(FileStream source, Stream? copy)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(source.Length - source.Position + 1, 4096, BufferSize));
        try
        {
            var count = source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            copy?.Write(buffer, 0, count);
            if (count < buffer.Length)
                return (Digest.Of(buffer.AsSpan(0, count)), count); // most files
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(buffer, 0, count);
            long size = count;
            for (; (count = source.Read(buffer, 0, buffer.Length)) > 0; size += count)
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
