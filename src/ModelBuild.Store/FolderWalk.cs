using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>
/// One look at a folder and everything in it: lists all, takes the digests of what is known, reads the rest, and looks again
/// at what it listed and read. In parallel; what comes of it is the same as if it were not.
/// </summary>
/// <param name="trust">What counts as known: <see cref="Trust.Remembered"/> or <see cref="Trust.Read"/>.</param>
/// <param name="clock">Agrees with the file system's.</param>
/// <param name="hash">Reads a file.</param>
sealed class FolderWalk(byte trust, TimeProvider clock, Func<string, long?, (Digest Digest, long Size)> hash)
{
    const int WorthAThread = 8; // folders that wait; to look at one takes less time than to start a thread
    const int FoldersOfALook = 256;
    const int MaximumOfAReading = 64; // files
    const long BigFile = 1 << 20;

    readonly List<ListedFolder> folders = []; // each behind the one that it is in
    volatile string? moving;

    /// <summary>A path that changed meanwhile; null where none did. Then the record is only good as what is known for the next walk.</summary>
    public string? Moving => moving;

    /// <summary>What is in a folder.</summary>
    /// <param name="stamp">The folder's own.</param>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact; nothing was read.</exception>
    public FolderRecord Walk(string path, FileStamp stamp, FolderRecord? known)
    {
        folders.Add(new(path, stamp, known));
        SideBySide.ForEach(folders, WorthAThread, List);
        var readings = Readings();
        SideBySide.ForEach(readings.Count, SideBySide.Reading, i => Read(readings[i]));
        SideBySide.ForEach(readings.Count, SideBySide.Reading, i => LookAgain(readings[i]));
        SideBySide.ForEach((folders.Count + FoldersOfALook - 1) / FoldersOfALook, SideBySide.Reading, LookAgain);
        for (var i = folders.Count - 1; i >= 0; i--)
            folders[i].Finish();
        return folders[0].Record!;
    }

    IReadOnlyList<ListedFolder> List(ListedFolder folder)
    {
        try
        {
            if (folder.List(trust, clock) is { } found)
                return found;
        }
        catch (Exception exception) when ((exception is IOException or UnauthorizedAccessException) && !folder.IsAsListed())
        {
            // It is gone, or something else.
        }
        moving = folder.Path;
        return [];
    }

    /// <summary>The largest files first, lest one thread reads them when the others are done; then the small ones as they were listed.</summary>
    List<FolderPart> Readings()
    {
        var big = new List<FolderPart>();
        var small = new List<FolderPart>();
        foreach (var folder in folders)
            folder.AddUnread(big, small, BigFile, MaximumOfAReading);
        big.Sort((left, right) => right.Size.CompareTo(left.Size));
        big.AddRange(small);
        return big;
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
            var known = MemberBytes.Trust(members);
            if ((known & Trust.Pending) == 0)
                continue;
            var name = MemberBytes.Name(members).ToString();
            if (facts.Find(name) is { Kind: FileKind.File } now && now.Stamp == MemberBytes.Stamp(members))
            {
                MemberBytes.SetTrust(members, (byte)(known & ~Trust.Pending));
                continue;
            }
            MemberBytes.SetTrust(members, Trust.Nothing);
            moving = part.Folder.PathOf(members);
        }
    }

    void LookAgain(int group)
    {
        for (var i = group * FoldersOfALook; i < Math.Min((group + 1) * FoldersOfALook, folders.Count); i++)
        {
            if (!folders[i].IsAsListed())
                moving = folders[i].Path;
        }
    }
}
