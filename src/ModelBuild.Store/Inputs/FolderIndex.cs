using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>Remembers one folder, in a file of its own. One thread at a time looks at the folder; the others then find what it found.</summary>
/// <param name="root">The folder.</param>
/// <param name="file">Where it is remembered; null for nowhere.</param>
/// <param name="boot">Which start of the machine this is.</param>
sealed class FolderIndex(string root, string? file, TimeProvider clock, Func<string, long?, (Digest Digest, long Size)> hash, long boot)
{
    const int MaximumAttempts = 8;

    readonly Lock gate = new();
    FolderRecord? known;
    bool loaded;
    bool changed;

    /// <summary>The digest of what is in the folder now.</summary>
    /// <param name="stamp">The folder's own, just read.</param>
    /// <param name="trust">What counts without being read again, while it looks the same.</param>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact, or that does not stop changing.</exception>
    public Digest DigestOf(FileStamp stamp, byte trust)
    {
        lock (gate)
        {
            if (!loaded && file is not null)
                known = FolderIndexFile.Read(file, root, boot);
            loaded = true;
            for (var attempt = 1; ; attempt++)
            {
                var walk = new FolderWalk(trust, clock, hash);
                var record = walk.Walk(root, stamp, known);
                changed |= known is null || !record.SaysTheSameAs(known);
                known = record;
                if (walk.Moving is not { } moving)
                    return record.Digest;
                if (attempt == MaximumAttempts || FileFacts.Find(root, followLink: true) is not { Kind: FileKind.Folder } now)
                    throw ArtifactErrors.Changing(moving);
                stamp = now.Stamp;
            }
        }
    }

    /// <summary>Writes what changed, if anything did.</summary>
    public void Save()
    {
        lock (gate)
        {
            if (changed && file is not null && known is not null)
                changed = !FolderIndexFile.Write(file, root, known, boot, FileFacts.Nanoseconds(clock.GetUtcNow().UtcDateTime));
        }
    }
}
