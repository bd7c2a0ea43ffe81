using System.Buffers;
using System.IO.Enumeration;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>A folder during a <see cref="FolderWalk"/>, from its list to its record.</summary>
/// <param name="path">Where it is.</param>
/// <param name="stamp">Its own, from before it is listed: it tells whether a name came or went.</param>
/// <param name="known">What was known of it before.</param>
/// <param name="place">Where it is among the bytes of the folder that it is in; -1 for the one that the walk began with.</param>
sealed class ListedFolder(string path, FileStamp stamp, FolderRecord? known, int place = -1)
{
    const int ManyMembers = 4096; // whose facts are worth more threads
    const int Borrowed = 1 << 20; // what is larger is better given up than kept for others

    static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
    static readonly ByName InOrder = new();

    byte[]? members; // null where all is as known
    readonly List<ListedFolder> folders = [];

    public string Path => path;

    /// <summary>What is known of it now; null until it is finished.</summary>
    public FolderRecord? Record { get; private set; }

    /// <summary>Whether a digest is missing.</summary>
    public bool IsAnythingUnread { get; private set; }

    /// <summary>Whether everything that was listed was still there when it was looked at.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Lists it and finds out what is not known.</summary>
    /// <returns>The folders in it.</returns>
    public IReadOnlyList<ListedFolder> List(byte trust, TimeProvider clock)
    {
        members = []; // should it be gone
        var names = Names();
        var length = 0;
        foreach (var name in names)
            length = checked(length + MemberBytes.Length(name));
        var buffer = length <= Borrowed ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
        IsWhole = LookAt(names, buffer, clock);
        if (IsKnown(buffer.AsSpan(0, length), trust))
            members = null;
        else
            members = length <= Borrowed ? buffer.AsSpan(0, length).ToArray() : buffer;
        if (length <= Borrowed)
            ArrayPool<byte>.Shared.Return(buffer);
        return folders;
    }

    /// <summary>Whether nothing came or went since it was listed.</summary>
    public bool IsAsListed() => FileFacts.Find(path, followLink: place < 0) is { Kind: FileKind.Folder } now && now.Stamp == stamp;

    /// <summary>Adds what must be read: big files each, small ones so many at a time.</summary>
    public void AddUnread(List<FolderPart> big, List<FolderPart> small, long bigSize, int maximum)
    {
        var (start, count) = (0, 0);
        var rest = members.AsSpan();
        while (rest.Length > 0)
        {
            var at = members!.Length - rest.Length;
            var (unread, size) = ((MemberBytes.Trust(rest) & Trust.Pending) != 0, MemberBytes.Stamp(rest).Size);
            rest = MemberBytes.Next(rest);
            var end = members.Length - rest.Length;
            if (unread && size >= bigSize)
            {
                AddSmall(at);
                big.Add(new(this, members.AsMemory(at..end), size));
                start = end;
            }
            else if (unread && ++count == maximum)
            {
                AddSmall(end);
            }
        }
        AddSmall(members?.Length ?? 0);

        void AddSmall(int end)
        {
            if (count > 0)
                small.Add(new(this, members.AsMemory(start..end), 0));
            (start, count) = (end, 0);
        }
    }

    /// <summary>For a walk that asks only whether anybody touched a file.</summary>
    public void SetDigestsToStamps()
    {
        for (var rest = members.AsSpan(); rest.Length > 0; rest = MemberBytes.Next(rest))
        {
            if (MemberBytes.Trust(rest) != Trust.Folder)
                MemberBytes.SetDigest(rest, InputStamps.Of(MemberBytes.Stamp(rest)));
        }
    }

    public string PathOf(ReadOnlySpan<byte> member) => System.IO.Path.Join(path, MemberBytes.Name(member));

    /// <summary>Makes the record, after those of the folders in it.</summary>
    public void Finish()
    {
        var same = members is null;
        for (var i = 0; same && i < folders.Count; i++)
            same = ReferenceEquals(folders[i].Record, known!.Folders[i]);
        if (same)
        {
            Record = known;
            return;
        }
        members ??= known!.Members.ToArray();
        var records = new FolderRecord[folders.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = folders[i].Record!;
            MemberBytes.SetDigest(members.AsSpan(folders[i].Place), records[i].Digest);
        }
        Record = new(FolderRecord.DigestOf(members), members, records);
    }

    int Place => place;

    string[] Names()
    {
        var names = new List<string>();
        using (var listing = new Listing(path))
        {
            while (listing.MoveNext())
            {
                if (!TreeMember.IsName(listing.Current))
                    throw ArtifactErrors.BadName(System.IO.Path.Join(path, listing.Current), listing.Current);
                names.Add(listing.Current);
            }
        }
        var sorted = names.ToArray();
        Array.Sort(sorted, InOrder);
        return sorted;
    }

    /// <returns>Whether they were all there.</returns>
    bool LookAt(string[] names, byte[] buffer, TimeProvider clock)
    {
        var starts = new int[(names.Length + ManyMembers - 1) / ManyMembers];
        for (var (i, at) = (0, 0); i < names.Length; at += MemberBytes.Length(names[i++]))
        {
            MemberBytes.SetName(buffer.AsSpan(at), names[i]);
            if (i % ManyMembers == 0)
                starts[i / ManyMembers] = at;
        }
        return starts.Length > 1 ? LookAt(names, buffer, starts, clock) : LookAt(names.AsSpan(), buffer, clock);
    }

    bool LookAt(string[] names, byte[] buffer, int[] starts, TimeProvider clock)
    {
        var whole = true;
        SideBySide.ForEach(starts.Length, SideBySide.Reading, part =>
        {
            var from = part * ManyMembers;
            if (!LookAt(names.AsSpan(from, Math.Min(ManyMembers, names.Length - from)), buffer.AsSpan(starts[part]), clock))
                whole = false;
        });
        return whole;
    }

    bool LookAt(ReadOnlySpan<string> names, Span<byte> members, TimeProvider clock)
    {
        // The clock first: whatever happens to a file from here on is later than this.
        var observedAt = FileFacts.Nanoseconds(clock.GetUtcNow().UtcDateTime);
        var facts = new FileFacts.OfMembers(path);
        var whole = true;
        foreach (var name in names)
        {
            if (facts.Find(name) is not { } found)
            {
                whole = false;
                found = new(FileKind.File, default, 1);
            }
            if (found.Kind is FileKind.Link or FileKind.Other)
                throw ArtifactErrors.NotRegular(System.IO.Path.Join(path, name), found.Kind);
            MemberBytes.SetStamp(members, found.Stamp);
            MemberBytes.SetTrust(members, found.Kind == FileKind.Folder ? Trust.Folder
                : (byte)(Trust.Pending | (found.Stamp.IsSettledAt(observedAt) ? Trust.Read : Trust.Nothing)));
            members = MemberBytes.Next(members);
        }
        return whole;
    }

    /// <summary>Takes over the digests that are known, and finds the folders.</summary>
    /// <returns>Whether it is all as known, apart from what is in the folders.</returns>
    bool IsKnown(Span<byte> members, byte trust)
    {
        var before = known is null ? [] : known.Members.Span;
        var (foldersBefore, same) = (0, known is not null);
        var length = members.Length;
        for (; members.Length > 0; members = MemberBytes.Next(members))
        {
            var name = MemberBytes.Name(members);
            var order = 1;
            while (before.Length > 0 && (order = TreeMember.CompareNames(MemberBytes.Name(before), name)) < 0)
            {
                same = false;
                Skip(ref before);
            }
            var found = before.Length > 0 && order == 0;
            var wasFolder = found && MemberBytes.Trust(before) == Trust.Folder;
            if (MemberBytes.Trust(members) == Trust.Folder)
            {
                folders.Add(new(System.IO.Path.Join(path, name), MemberBytes.Stamp(members), wasFolder ? known!.Folders[foldersBefore] : null, length - members.Length));
                same &= wasFolder;
            }
            else if (found && MemberBytes.Trust(before) >= trust && MemberBytes.Stamp(before) == MemberBytes.Stamp(members))
            {
                MemberBytes.SetTrust(members, MemberBytes.Trust(before));
                MemberBytes.SetDigest(members, MemberBytes.Digest(before));
            }
            else
            {
                IsAnythingUnread = true;
                same = false;
            }
            if (found)
                Skip(ref before);
        }
        return same && before.Length == 0;

        void Skip(ref ReadOnlySpan<byte> member)
        {
            if (MemberBytes.Trust(member) == Trust.Folder)
                foldersBefore++;
            member = MemberBytes.Next(member);
        }
    }

    sealed class ByName : IComparer<string>
    {
        public int Compare(string? left, string? right) => TreeMember.CompareNames(left, right);
    }

    sealed class Listing(string path) : FileSystemEnumerator<string>(path, Everything)
    {
        protected override string TransformEntry(ref FileSystemEntry entry) => entry.FileName.ToString();
    }
}
