using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Housekeeping;

/// <summary>How much a collection leaves of what nobody needs.</summary>
/// <param name="Age">Results that were not used for so long go.</param>
/// <param name="Size">In bytes: when the cache is larger, results go until it is not, least recently used first.</param>
public sealed record CacheLimits(TimeSpan Age, long Size);

/// <summary>What a collection did, or would do.</summary>
/// <param name="Results">How many results went.</param>
/// <param name="Objects">How many objects went, and how large they were together, in bytes.</param>
/// <param name="Checkpoints">How many stages' checkpoints went.</param>
/// <param name="Kept">How large the objects are that stay, in bytes.</param>
/// <param name="Needed">How large those are of them that somebody needs, in bytes.</param>
public sealed record CollectedCache(int Results, int Objects, long Bytes, int Checkpoints, long Kept, long Needed);

/// <summary>
/// Removes from a cache what nobody needs and nobody used for long. Safe beside builds: what they touched since the oldest of them
/// began stays. Results go before the objects that they name, so that one that is stopped leaves unused objects and nothing worse.
/// </summary>
public sealed class CacheCollection(string root, TimeProvider clock)
{
    /// <summary>What is younger may belong to a result that is about to be written down.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromHours(1);

    static ReadOnlySpan<byte> FileMark => "file sha"u8;
    static ReadOnlySpan<byte> FolderMark => "folder s"u8;

    readonly string root = Path.GetFullPath(root);

    /// <summary>An entry of the stage cache. A class: see <see cref="TreeMember"/>.</summary>
    sealed record Entry(Digest Key, string Path, DateTimeOffset Used, StageResult Result);

    /// <param name="needed">What stays in any case.</param>
    /// <param name="dryRun">Whether it only says what it would do.</param>
    /// <exception cref="OperationCanceledException">What went until then is gone; the rest is as it was.</exception>
    public CollectedCache Run(CacheLimits limits, NeededResults needed, bool dryRun, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var live = BuildLease.OldestIn(root);
        var untouchable = now - Settling;
        if (live < untouchable)
            untouchable = live.Value;

        var sizes = ObjectFiles().ToDictionary(file => file.Digest, file => file.Size);
        var kept = new HashSet<Digest>();
        foreach (var digest in needed.Objects)
            Keep(digest, kept, sizes);
        var entries = Entries();
        foreach (var entry in entries.Where(entry => needed.Keys.Contains(entry.Key)))
            Keep(entry.Result, kept, sizes);
        var neededSize = SizeOf(kept, sizes);

        // The most recently used first; each costs what it adds to those before it.
        var gone = new List<Entry>();
        var size = neededSize;
        foreach (var entry in entries.Where(entry => !needed.Keys.Contains(entry.Key)).OrderByDescending(entry => entry.Used))
        {
            cancellation.ThrowIfCancellationRequested();
            var with = new HashSet<Digest>();
            Keep(entry.Result, with, sizes);
            with.ExceptWith(kept);
            var more = SizeOf(with, sizes);
            if (entry.Used < untouchable && (now - entry.Used > limits.Age || size + more > limits.Size))
            {
                gone.Add(entry);
                continue;
            }
            kept.UnionWith(with);
            size += more;
        }
        foreach (var entry in gone)
            Delete(entry.Path, dryRun);
        if (gone.Count > 0 && !dryRun)
            foreach (var shelf in gone.Select(entry => Path.GetDirectoryName(entry.Path)!).Distinct())
                FolderFlush.Flush(shelf);

        int objects = 0;
        long bytes = 0;
        foreach (var (digest, path, length) in ObjectFiles())
        {
            cancellation.ThrowIfCancellationRequested();
            if (kept.Contains(digest) || File.GetLastWriteTimeUtc(path) >= untouchable.UtcDateTime)
                continue;
            Delete(path, dryRun);
            objects++;
            bytes += length;
        }
        var checkpoints = new CheckpointFolders(root).Collect(now - limits.Age, dryRun);
        var all = sizes.Values.Sum();
        return new(gone.Count, objects, bytes, checkpoints, all - bytes, neededSize);
    }

    void Keep(StageResult result, HashSet<Digest> kept, Dictionary<Digest, long> sizes)
    {
        Keep(result.Output, kept, sizes);
        kept.Add(result.Log);
        if (result.Metrics is { } metrics)
            kept.Add(metrics);
    }

    /// <summary>An object, and if it is a folder what is in it.</summary>
    void Keep(Digest digest, HashSet<Digest> kept, Dictionary<Digest, long> sizes)
    {
        if (!sizes.ContainsKey(digest) || !kept.Add(digest))
            return;
        foreach (var member in MembersOf(digest))
            if (member.Kind == ArtifactKind.Folder)
                Keep(member.Digest, kept, sizes);
            else
                kept.Add(member.Digest);
    }

    /// <summary>Nobody says of a pin whether it is a folder: what reads like one is taken for one.</summary>
    List<TreeMember> MembersOf(Digest digest)
    {
        var path = Path.Combine(root, "cas", digest.Hex[..2], digest.Hex);
        try
        {
            using (var file = File.OpenRead(path))
            {
                Span<byte> start = stackalloc byte[FolderMark.Length];
                start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
                if (!start.SequenceEqual(FolderMark) && !start.SequenceEqual(FileMark))
                    return [];
            }
            return TreeMember.Parse(File.ReadAllBytes(path)) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // removed meanwhile
        }
    }

    static long SizeOf(HashSet<Digest> digests, Dictionary<Digest, long> sizes)
    {
        long sum = 0;
        foreach (var digest in digests)
            sum += sizes.GetValueOrDefault(digest);
        return sum;
    }

    List<Entry> Entries()
    {
        var entries = new List<Entry>();
        foreach (var (key, path, _) in Files("ac"))
            try
            {
                if (StageCache.Read(key, File.ReadAllText(path)) is { } result)
                    entries.Add(new(key, path, new(File.GetLastWriteTimeUtc(path)), result));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is being replaced, or the next build removes it.
            }
        return entries;
    }

    IEnumerable<(Digest Digest, string Path, long Size)> ObjectFiles() => Files("cas");

    IEnumerable<(Digest Digest, string Path, long Size)> Files(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(root, name));
        if (!folder.Exists)
            yield break;
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
            if (Digest.TryParse("sha256:" + file.Name, out var digest))
                yield return (digest, file.FullName, file.Length);
    }

    static void Delete(string path, bool dryRun)
    {
        if (!dryRun)
            TemporaryFiles.Discard(path);
    }
}
