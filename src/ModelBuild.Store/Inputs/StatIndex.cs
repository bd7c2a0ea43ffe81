using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>
/// Remembers the digests of files by what the file system says about them, so that a build without work reads no content.
/// One file, and beside it one for each folder; read when first asked, written by <see cref="Save"/> if anything changed in
/// them. Safe for threads; of two processes that save, the last one's file stays, and what the other one knew is computed again.
/// </summary>
/// <remarks>
/// A digest is trusted while size, times, inode and device are the same, and only if the file had been left alone for two
/// seconds before it was read. After another start of the machine <see cref="Boot.MayHaveLost"/> decides.
/// </remarks>
public sealed class StatIndex
{
    // Enough for any project; beyond it, what this process did not ask for is forgotten.
    const int MaximumKept = 8192;
    const int MaximumAttempts = 8;
    const int SeenSize = 2 * sizeof(long);
    const int EntrySize = 5 * sizeof(long) + SHA256.HashSizeInBytes;

    readonly object gate = new();
    readonly List<string> reading = []; // paths; a few at most
    readonly Dictionary<string, FolderIndex> folders = [];
    readonly string? file;
    readonly TimeProvider clock;
    readonly Func<string, long?, (Digest Digest, long Size)> hash;
    readonly long boot;
    Dictionary<string, Entry>? entries;
    bool changed;

    sealed record Entry(FileStamp Stamp, Digest Digest, byte Trust)
    {
        public bool Used { get; set; }
    }

    static ReadOnlySpan<byte> Header => "modelbuild stat index 2\n"u8;

    /// <summary>An index that lives in a file.</summary>
    /// <param name="file">Where; need not exist. Anything unreadable there counts as empty.</param>
    /// <param name="clock">When files are observed. Default: the system's; it must agree with the file system's clock.</param>
    public StatIndex(string file, TimeProvider? clock = null) : this(file, clock ?? TimeProvider.System, FileHash.Of) { }

    internal StatIndex(string? file, TimeProvider clock, Func<string, long?, (Digest Digest, long Size)> hash, long? boot = null)
    {
        this.boot = boot ?? Boot.Id;
        this.file = file is null ? null : Path.GetFullPath(file);
        this.clock = clock;
        this.hash = hash;
    }

    /// <summary>An index that begins empty and is never saved.</summary>
    internal static StatIndex InMemory() => new(null, TimeProvider.System, FileHash.Of);

    /// <summary>The digest of a folder whose stamp was just read.</summary>
    /// <param name="trust">What counts without being read again.</param>
    internal Digest DigestOfFolder(string path, FileStamp stamp, byte trust)
    {
        FolderIndex? folder;
        lock (gate)
        {
            if (!folders.TryGetValue(path, out folder))
                folders[path] = folder = new(path, file is null ? null : Path.Combine(file + ".folders", Digest.OfText(path).Hex[..32]), clock, hash, boot);
        }
        return folder.DigestOf(stamp, trust);
    }

    /// <summary>The digest of a regular file whose stamp was just read. Follows links.</summary>
    /// <param name="trust">What counts without being read again.</param>
    internal Digest DigestOfFile(string path, FileStamp stamp, byte trust)
    {
        lock (gate)
        {
            // Who comes while another reads it, waits for what that finds.
            while (reading.Contains(path))
                Monitor.Wait(gate);
            entries ??= Load();
            if (entries.TryGetValue(path, out var known) && known.Stamp == stamp && known.Trust >= trust)
            {
                known.Used = true;
                return known.Digest;
            }
            reading.Add(path);
        }
        try
        {
            return Read(path);
        }
        finally
        {
            lock (gate)
            {
                reading.Remove(path);
                Monitor.PulseAll(gate);
            }
        }
    }

    Digest Read(string path)
    {
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            // The clock first: whatever happens to the file from here on is later than this.
            var observedAt = FileFacts.Nanoseconds(clock.GetUtcNow().UtcDateTime);
            if (Regular(path) is not { } before)
                break;
            Digest digest;
            long size;
            try
            {
                (digest, size) = hash(path, before.Size);
            }
            catch (FileNotFoundException)
            {
                continue;
            }
            if (Regular(path) is not { } after || after != before || size != after.Size)
                continue;
            Remember(path, before, observedAt, digest);
            return digest;
        }
        throw ArtifactErrors.Changing(path);
    }

    /// <summary>Forgets a path that is not there any more.</summary>
    internal void Forget(string path)
    {
        lock (gate)
        {
            entries ??= Load();
            changed |= entries.Remove(path);
        }
    }

    /// <summary>Writes the index if it changed. A failure to write costs time, not correctness, and is not reported.</summary>
    public void Save()
    {
        lock (gate)
        {
            foreach (var folder in folders.Values)
                folder.Save();
            if (!changed || file is null)
                return;
            var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                // Not flushed to disk: should a crash tear it, the hash at its end says so.
                File.WriteAllBytes(temporary, Write());
                File.Move(temporary, file, overwrite: true);
                changed = false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                TemporaryFiles.Discard(temporary);
            }
        }
    }

    /// <summary>Every single file that is remembered.</summary>
    internal IEnumerable<(string Path, FileStamp Stamp, Digest Digest)> Remembered()
    {
        foreach (var (path, entry) in entries ??= Load())
            yield return (path, entry.Stamp, entry.Digest);
    }

    static FileStamp? Regular(string path) =>
        FileFacts.Find(path, followLink: true) is { Kind: FileKind.File } facts ? facts.Stamp : null;

    void Remember(string path, FileStamp stamp, long observedAt, Digest digest)
    {
        lock (gate)
        {
            // Unsettled entries could never be trusted, so they are not kept.
            if (stamp.IsSettledAt(observedAt))
            {
                var entry = new Entry(stamp, digest, Trust.Read) { Used = true };
                changed |= !entries!.TryGetValue(path, out var known) || known.Stamp != stamp || known.Digest != digest;
                entries[path] = entry;
            }
            else
            {
                changed |= entries!.Remove(path);
            }
        }
    }

    // Header, the start of the machine, the time, then for each file the length of its path in bytes, the path in UTF-16 (which holds any name), the stamp and the
    // hash; at the end the hash of all that. Little-endian.
    byte[] Write()
    {
        var all = entries!.Count <= MaximumKept;
        var stream = new MemoryStream();
        stream.Write(Header);
        Span<byte> fields = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteInt64LittleEndian(fields, boot);
        BinaryPrimitives.WriteInt64LittleEndian(fields[8..], FileFacts.Nanoseconds(clock.GetUtcNow().UtcDateTime));
        stream.Write(fields[..SeenSize]);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (path, entry) in entries)
        {
            if (!all && !entry.Used)
                continue;
            BinaryPrimitives.WriteInt32LittleEndian(length, path.Length * sizeof(char));
            stream.Write(length);
            stream.Write(MemoryMarshal.AsBytes(path.AsSpan()));
            BinaryPrimitives.WriteInt64LittleEndian(fields, entry.Stamp.Size);
            BinaryPrimitives.WriteInt64LittleEndian(fields[8..], entry.Stamp.Modified);
            BinaryPrimitives.WriteInt64LittleEndian(fields[16..], entry.Stamp.Changed);
            BinaryPrimitives.WriteInt64LittleEndian(fields[24..], entry.Stamp.Inode);
            BinaryPrimitives.WriteInt64LittleEndian(fields[32..], entry.Stamp.Device);
            Convert.FromHexString(entry.Digest.Hex).CopyTo(fields[40..]);
            stream.Write(fields);
        }
        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    Dictionary<string, Entry> Load()
    {
        ReadOnlySpan<byte> bytes;
        try
        {
            if (file is null)
                return [];
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        if (bytes.Length < Header.Length + SeenSize + SHA256.HashSizeInBytes || !bytes.StartsWith(Header))
            return [];
        var expected = bytes[^SHA256.HashSizeInBytes..];
        bytes = bytes[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(expected))
            return [];
        // The hash matched, so the rest is as Write left it.
        var loaded = new Dictionary<string, Entry>();
        bytes = bytes[Header.Length..];
        var sameBoot = BinaryPrimitives.ReadInt64LittleEndian(bytes) == boot;
        var savedAt = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        for (bytes = bytes[SeenSize..]; bytes.Length > 0;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            var path = new string(MemoryMarshal.Cast<byte, char>(bytes.Slice(sizeof(int), length)));
            bytes = bytes[(sizeof(int) + length)..];
            var stamp = new FileStamp(
                BinaryPrimitives.ReadInt64LittleEndian(bytes),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
            if (sameBoot || !Boot.MayHaveLost(stamp, savedAt))
                loaded[path] = new(stamp, Digest.FromHash(bytes.Slice(40, SHA256.HashSizeInBytes)), Trust.Remembered);
            bytes = bytes[EntrySize..];
        }
        return loaded;
    }
}
