using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>
/// Remembers the digests of files by what the file system says about them, so that a build without work reads no content.
/// One file, read when first asked, written by <see cref="Save"/> if anything changed. Safe for threads; of two processes
/// that save, the last one's file stays, and what the other one knew is computed again.
/// </summary>
/// <remarks>
/// A digest is trusted while size, times, inode and device are the same, and only if the file had been left alone for two
/// seconds before it was read: a file system's clock is coarse, and a second change within one tick would leave the same times
/// (https://git-scm.com/docs/racy-git). After another start of the machine it is trusted only if the file was so old when the
/// index was saved that its content had long reached the disk: a power failure may take content and leave size and times.
/// </remarks>
public sealed class StatIndex
{
    // Enough for any project; beyond it, what this process did not ask for is forgotten.
    const int MaximumKept = 8192;
    const long Settled = 2_000_000_000;
    // Linux writes what is not flushed after half a minute, ten with power-saving settings; an hour is far from both.
    const long OnDisk = 3_600_000_000_000;
    const int MaximumAttempts = 8;
    const int SeenSize = 2 * sizeof(long);
    const int EntrySize = 5 * sizeof(long) + SHA256.HashSizeInBytes;

    readonly Lock gate = new();
    readonly string file;
    readonly TimeProvider clock;
    readonly Func<string, (Digest Digest, long Size)> hash;
    readonly long boot;
    Dictionary<string, Entry>? entries;
    bool changed;

    sealed record Entry(FileStamp Stamp, Digest Digest)
    {
        public bool Used { get; set; }
    }

    static ReadOnlySpan<byte> Header => "modelbuild stat index 2\n"u8;

    /// <summary>An index that lives in a file.</summary>
    /// <param name="file">Where; need not exist. Anything unreadable there counts as empty.</param>
    /// <param name="clock">When files are observed. Default: the system's; it must agree with the file system's clock.</param>
    public StatIndex(string file, TimeProvider? clock = null) : this(file, clock ?? TimeProvider.System, FileHash.Of) { }

    internal StatIndex(string file, TimeProvider clock, Func<string, (Digest Digest, long Size)> hash, long? boot = null)
    {
        this.boot = boot ?? Boot.Id;
        this.file = Path.GetFullPath(file);
        this.clock = clock;
        this.hash = hash;
    }

    /// <summary>An index that knows nothing and is never saved.</summary>
    internal static StatIndex InMemory() => new("memory") { entries = [] };

    /// <summary>The digest of a regular file whose facts were just read.</summary>
    internal (Digest Digest, long Size) DigestOf(string path, FileFacts facts, bool followLink)
    {
        lock (gate)
        {
            entries ??= Load();
            if (entries.TryGetValue(path, out var known) && known.Stamp == facts.Stamp)
            {
                known.Used = true;
                return (known.Digest, known.Stamp.Size);
            }
        }
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            // The clock first: whatever happens to the file from here on is later than this.
            var observedAt = FileFacts.Nanoseconds(clock.GetUtcNow().UtcDateTime);
            if (Regular(path, followLink) is not { } before)
                break;
            Digest digest;
            long size;
            try
            {
                (digest, size) = hash(path);
            }
            catch (FileNotFoundException)
            {
                continue;
            }
            if (Regular(path, followLink) is not { } after || after.Stamp != before.Stamp || size != after.Stamp.Size)
                continue;
            Remember(path, before.Stamp, observedAt, digest);
            return (digest, size);
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
            if (!changed)
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

    static FileFacts? Regular(string path, bool followLink) =>
        FileFacts.Find(path, followLink) is { Kind: FileKind.File } facts ? facts : null;

    void Remember(string path, FileStamp stamp, long observedAt, Digest digest)
    {
        lock (gate)
        {
            // Unsettled entries could never be trusted, so they are not kept.
            if (stamp.Modified + Settled <= observedAt && stamp.Changed + Settled <= observedAt)
            {
                entries![path] = new(stamp, digest) { Used = true };
                changed = true;
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
            if (sameBoot || (stamp.Modified + OnDisk <= savedAt && stamp.Changed + OnDisk <= savedAt))
                loaded[path] = new(stamp, Digest.FromHash(bytes.Slice(40, SHA256.HashSizeInBytes)));
            bytes = bytes[EntrySize..];
        }
        return loaded;
    }
}
