using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>
/// The file of a <see cref="FolderIndex"/>: the start of the machine and the time, whose it is, the records of all folders, each after those of the folders in it, and a
/// hash of all that. Little-endian.
/// </summary>
static class FolderIndexFile
{
    const int ChunkSize = 1 << 20; // hashed apart, since large files would take long otherwise
    const int SeenSize = 2 * sizeof(long);
    const int HashSize = SHA256.HashSizeInBytes;

    static ReadOnlySpan<byte> Header => "modelbuild folder index 1\n"u8;

    /// <summary>What is remembered of a folder; null where that is nothing, or another's, or damaged.</summary>
    /// <param name="boot">Which start of the machine this is. In another one than that of the file, only members count that were on the disk for certain.</param>
    public static FolderRecord? Read(string file, string root, long boot)
    {
        byte[] bytes;
        try
        {
            if (ReadWhole(file) is not { } whole)
                return null;
            bytes = whole;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        var end = bytes.Length - HashSize;
        var at = Header.Length + SeenSize;
        if (!bytes.AsSpan().StartsWith(Header) || !Take(bytes, ref at).SequenceEqual(MemoryMarshal.AsBytes(root.AsSpan())))
            return null;
        // The hash matched, so the rest is as Write left it.
        var sameBoot = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(Header.Length)) == boot;
        var savedAt = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(Header.Length + sizeof(long)));
        var done = new List<FolderRecord>();
        while (at < end)
        {
            var folders = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            var digest = Digest.FromHash(bytes.AsSpan(at + sizeof(int), HashSize));
            at += sizeof(int) + HashSize;
            var length = Take(bytes, ref at).Length;
            if (!sameBoot)
                Distrust(bytes.AsSpan(at - length, length), savedAt);
            var own = done.GetRange(done.Count - folders, folders).ToArray();
            done.RemoveRange(done.Count - folders, folders);
            done.Add(new(digest, bytes.AsMemory(at - length, length), own));
        }
        return done[0];
    }

    /// <summary>The folder that a file is about; null where that cannot be read.</summary>
    public static string? RootOf(string file)
    {
        try
        {
            var at = Header.Length + SeenSize;
            return ReadWhole(file) is { } bytes && bytes.AsSpan().StartsWith(Header) ? new(MemoryMarshal.Cast<byte, char>(Take(bytes, ref at))) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <returns>Whether it could be written; if not, that costs time, not correctness.</returns>
    /// <param name="now">In nanoseconds since 1970.</param>
    public static bool Write(string file, string root, FolderRecord record, long boot, long now)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using (var writer = new Writer(temporary))
            {
                writer.Add(Header);
                writer.Add(boot);
                writer.Add(now);
                writer.AddWithLength(MemoryMarshal.AsBytes(root.AsSpan()));
                writer.Add(record);
                writer.End();
            }
            // Not flushed to disk: should a crash tear it, the hash at its end says so.
            File.Move(temporary, file, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TemporaryFiles.Discard(temporary);
            return false;
        }
    }

    static void Distrust(Span<byte> members, long savedAt)
    {
        for (; members.Length > 0; members = MemberBytes.Next(members))
            if (MemberBytes.Trust(members) != Trust.Folder && Boot.MayHaveLost(MemberBytes.Stamp(members), savedAt))
                MemberBytes.SetTrust(members, Trust.Nothing);
    }

    static byte[]? ReadWhole(string file)
    {
        using var handle = File.OpenHandle(file);
        var length = RandomAccess.GetLength(handle);
        if (length < Header.Length + SeenSize + sizeof(int) + HashSize || length > Array.MaxLength)
            return null;
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        var end = bytes.Length - HashSize;
        var hashes = new byte[(end + ChunkSize - 1) / ChunkSize * HashSize];
        if (end > ChunkSize)
            SideBySide.ForEach(hashes.Length / HashSize, Environment.ProcessorCount, i => ReadChunk(handle, bytes, i, hashes));
        else
            ReadChunk(handle, bytes, 0, hashes);
        Fill(handle, bytes.AsSpan(end), end);
        return SHA256.HashData(hashes).AsSpan().SequenceEqual(bytes.AsSpan(end)) ? bytes : null;
    }

    static void ReadChunk(SafeFileHandle handle, byte[] bytes, int number, byte[] hashes)
    {
        var at = number * ChunkSize;
        var chunk = bytes.AsSpan(at, Math.Min(ChunkSize, bytes.Length - HashSize - at));
        Fill(handle, chunk, at);
        SHA256.HashData(chunk, hashes.AsSpan(number * HashSize));
    }

    static void Fill(SafeFileHandle handle, Span<byte> part, long at)
    {
        for (int count; part.Length > 0; part = part[count..], at += count)
        {
            count = RandomAccess.Read(handle, part, at);
            if (count == 0)
                throw new EndOfStreamException();
        }
    }

    static ReadOnlySpan<byte> Take(byte[] bytes, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        at += sizeof(int) + length;
        return bytes.AsSpan(at - length, length);
    }

    sealed class Writer(string file) : IDisposable
    {
        readonly FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        readonly byte[] chunk = new byte[ChunkSize];
        readonly MemoryStream hashes = new();
        int length;

        public void Add(FolderRecord record)
        {
            foreach (var folder in record.Folders)
                Add(folder);
            Add(record.Folders.Length);
            Add(Convert.FromHexString(record.Digest.Hex));
            Add(record.Members.Length);
            for (var members = record.Members.Span; members.Length > 0;)
            {
                var next = MemberBytes.Next(members);
                // Who loads it did not read it.
                Add([Math.Min(MemberBytes.Trust(members), Trust.Remembered)]);
                Add(members[1..^next.Length]);
                members = next;
            }
        }

        public void AddWithLength(ReadOnlySpan<byte> bytes)
        {
            Add(bytes.Length);
            Add(bytes);
        }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > chunk.Length - length)
            {
                var fits = chunk.Length - length;
                bytes[..fits].CopyTo(chunk.AsSpan(length));
                length = chunk.Length;
                EndChunk();
                bytes = bytes[fits..];
            }
            bytes.CopyTo(chunk.AsSpan(length));
            length += bytes.Length;
        }

        public void End()
        {
            if (length > 0)
                EndChunk();
            stream.Write(SHA256.HashData(hashes.GetBuffer().AsSpan(0, (int)hashes.Length)));
        }

        public void Dispose() => stream.Dispose();

        public void Add(long number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            Add(bytes);
        }

        void Add(int number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            Add(bytes);
        }

        void EndChunk()
        {
            hashes.Write(SHA256.HashData(chunk.AsSpan(0, length)));
            stream.Write(chunk.AsSpan(0, length));
            length = 0;
        }
    }
}
