using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>The files of a <see cref="FolderWalk"/> whose digests are not known: reads them all, then looks whether they stayed as they were.</summary>
/// <remarks>The largest first, lest one thread reads it when the others are done; then the small ones as they were listed, some at a time.</remarks>
sealed class UnreadFiles
{
    const int MaximumAtATime = 64;
    const long Big = 1 << 20;

    readonly List<FolderPart> parts = [];
    readonly Func<string, long?, (Digest Digest, long Size)> hash;
    volatile string? moving;

    public UnreadFiles(List<ListedFolder> folders, Func<string, long?, (Digest Digest, long Size)> hash)
    {
        this.hash = hash;
        var small = new List<FolderPart>();
        foreach (var folder in folders)
            folder.AddUnread(parts, small, Big, MaximumAtATime);
        parts.Sort((left, right) => right.Size.CompareTo(left.Size));
        parts.AddRange(small);
    }

    /// <returns>A path that changed meanwhile; null where none did.</returns>
    public string? Read()
    {
        SideBySide.ForEach(parts.Count, SideBySide.Reading, i => Read(parts[i]));
        SideBySide.ForEach(parts.Count, SideBySide.Reading, i => LookAgain(parts[i]));
        return moving;
    }

    void Read(FolderPart part)
    {
        for (var members = part.Members.Span; members.Length > 0; members = MemberBytes.Next(members))
        {
            if ((MemberBytes.Trust(members) & Trust.Pending) == 0)
                continue;
            var path = part.Folder.PathOf(members);
            var stamp = MemberBytes.Stamp(members);
            try
            {
                var (digest, size) = hash(path, stamp.Size);
                if (size == stamp.Size)
                {
                    MemberBytes.SetDigest(members, digest);
                    continue;
                }
            }
            catch (Exception exception) when ((exception is IOException or UnauthorizedAccessException)
                && FileFacts.Find(path, followLink: false)?.Stamp != stamp)
            {
                // It is gone, or something else.
            }
            MemberBytes.SetTrust(members, Trust.Nothing);
            moving = path;
        }
    }

    void LookAgain(FolderPart part)
    {
        var facts = new FileFacts.OfMembers(part.Folder.Path);
        for (var members = part.Members.Span; members.Length > 0; members = MemberBytes.Next(members))
        {
            var trust = MemberBytes.Trust(members);
            if ((trust & Trust.Pending) == 0)
                continue;
            var same = facts.Find(MemberBytes.Name(members).ToString()) is { Kind: FileKind.File } now && now.Stamp == MemberBytes.Stamp(members);
            MemberBytes.SetTrust(members, same ? (byte)(trust & ~Trust.Pending) : Trust.Nothing);
            if (!same)
                moving = part.Folder.PathOf(members);
        }
    }
}

/// <summary>Members of a folder that one thread reads one after the other; not all of them need be unread.</summary>
/// <param name="Size">Of a big file in bytes.</param>
sealed record FolderPart(ListedFolder Folder, Memory<byte> Members, long Size);
