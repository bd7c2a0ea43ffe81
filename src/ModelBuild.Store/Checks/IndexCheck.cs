using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Checks;

/// <summary>Whether what a stat index says of files that look as they did is what is in them. Safe to make while builds use it.</summary>
public sealed record IndexCheck
{
    /// <summary>How many files were read.</summary>
    public required int Files { get; init; }

    /// <summary>How many changed since they were remembered, or are gone: the index does not count for them.</summary>
    public required int Changed { get; init; }

    /// <summary>What is wrong. Empty for a sound index.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Reads every file that the index would spare a build to read, and changes nothing.</summary>
    /// <param name="file">The index; need not exist. What is torn in it counts as empty, as it does for a build.</param>
    /// <exception cref="OperationCanceledException"/>
    public static IndexCheck Of(string file, CancellationToken cancellation = default)
    {
        var remembered = new StatIndex(file).Remembered().ToList();
        var folders = file + ".folders";
        foreach (var index in Directory.Exists(folders) ? Directory.GetFiles(folders) : [])
            if (!index.EndsWith(".tmp", StringComparison.Ordinal) && FolderIndexFile.RootOf(index) is { } root && FolderIndexFile.Read(index, root, Boot.Id) is { } record)
                Add(root, record);

        var (read, changed) = (0, 0);
        var findings = new List<Finding>();
        var gate = new Lock();
        SideBySide.ForEach(remembered.Count, SideBySide.Reading, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            var (path, stamp, digest) = remembered[i];
            var found = LooksLike(path, stamp) ? TryHash(path) : null;
            if (found is null || !LooksLike(path, stamp)) // else it was edited while it was read
                Interlocked.Increment(ref changed);
            else if (found == digest)
                Interlocked.Increment(ref read);
            else
                lock (gate)
                    findings.Add(new(path, $"'{path}' has another content than '{file}' remembers, though its size, times and inode are the same. A file system that keeps these does not do that: look at the disk, and delete the index."));
        });
        return new() { Files = read, Changed = changed, Findings = [.. findings.OrderBy(finding => finding.Path, StringComparer.Ordinal)] };

        void Add(string folder, FolderRecord record)
        {
            var next = 0;
            for (var members = record.Members.Span; members.Length > 0; members = MemberBytes.Next(members))
            {
                var path = Path.Combine(folder, MemberBytes.Name(members).ToString());
                var trust = MemberBytes.Trust(members);
                if (trust == Trust.Folder)
                    Add(path, record.Folders[next++]);
                else if (trust != Trust.Nothing)
                    remembered.Add((path, MemberBytes.Stamp(members), Digest.FromHash(MemberBytes.Digest(members))));
            }
        }
    }

    static bool LooksLike(string path, FileStamp stamp)
    {
        try
        {
            return FileFacts.Find(path, followLink: true)?.Stamp == stamp;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static Digest? TryHash(string path)
    {
        try
        {
            return FileHash.Of(path).Digest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
