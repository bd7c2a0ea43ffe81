using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store;

/// <summary>
/// Objects by their SHA-256 digest, read-only once written: <c>root/cas/ab/DIGEST</c>. A file is one object, a folder is a tree
/// object (the list of its members) and the objects that it names. Safe for any number of threads and processes.
/// </summary>
/// <remarks>Every read for use computes the digest again. An object that does not match is removed, and a <see cref="MissingObjectException"/> says so.</remarks>
/// <param name="root">A folder, made when needed. Best on the file system of the files that are moved in.</param>
/// <param name="clock">Names temporary files. Default: the system's.</param>
public sealed class ContentStore(string root, TimeProvider? clock = null)
{
    const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const int InputOutputError = 5, WindowsBadSector = unchecked((int)0x80070017);
    readonly string objects = Path.Combine(Path.GetFullPath(root), "cas");
    readonly TemporaryFiles temporaryFiles = new(Path.GetFullPath(root), clock ?? TimeProvider.System);

    /// <summary>The folder with all objects in it; made when needed.</summary>
    public string Objects => objects;

    /// <summary>Whether there is an object of this name; says nothing about its content, which reading it does.</summary>
    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Adds bytes as an object. One that is there already is kept, unless it is damaged.</summary>
    public Digest AddBytes(ReadOnlySpan<byte> bytes)
    {
        var digest = Digest.Of(bytes);
        var path = PathOf(digest);
        if (!Holds(digest))
        {
            temporaryFiles.Write(path, bytes, ReadOnly);
            Protect(path);
        }
        return digest;
    }

    /// <summary>Adds a regular file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="move">The caller gives the file away: it becomes the object where it can, and is gone in any case.</param>
    /// <exception cref="ArtifactException">It is a link, device, pipe or socket.</exception>
    public Digest AddFile(string path, bool move)
    {
        var facts = FileFacts.Find(path, followLink: false) ?? throw new FileNotFoundException($"There is no file '{path}' to store.", path);
        return facts.Kind switch
        {
            FileKind.File => AddFile(path, facts, move).Digest,
            FileKind.Folder => throw new ArgumentException($"'{path}' is a folder.", nameof(path)),
            _ => throw ArtifactErrors.NotRegular(path, facts.Kind),
        };
    }

    /// <summary>Adds a folder with all that is in it; names count, times and modes do not.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="move">The caller gives the files away; the folders stay, empty.</param>
    /// <returns>The digest of its tree object.</returns>
    /// <exception cref="ArtifactException">It is a link or no folder, or something in it is no regular file or folder, or has a name that cannot be kept. Nothing was added or moved.</exception>
    public Digest AddFolder(string path, bool move)
    {
        // Through a link, moving would empty a folder that is somebody else's.
        if (FileFacts.Find(path, followLink: false) is { Kind: not FileKind.Folder and var kind })
            throw ArtifactErrors.NotAFolder(path, kind);
        var folder = DiskFolder.List(path);
        var files = new List<(string Path, FileFacts Facts)>();
        folder.AddFilesTo(files);
        var added = new (Digest Digest, long Size)[files.Count];
        SideBySide.ForEach(files.Count, i => added[i] = AddFile(files[i].Path, files[i].Facts, move));
        var next = 0; // both walk the folder in the same order
        return folder.Hash((_, _) => added[next++], tree => AddBytes(tree));
    }

    /// <summary>Adds a folder of files that are objects already.</summary>
    /// <param name="files">By path with <c>/</c> between names, each once.</param>
    /// <returns>The digest of its tree object.</returns>
    public Digest AddTree(IEnumerable<StoredFile> files)
    {
        var members = new List<TreeMember>();
        foreach (var group in files.GroupBy(file => file.Path.Split('/')[0], StringComparer.Ordinal))
        {
            var first = group.First();
            members.Add(first.Path == group.Key
                ? new(ArtifactKind.File, group.Key, first.Digest, first.Size)
                : new(ArtifactKind.Folder, group.Key, AddTree(group.Select(file => file with { Path = file.Path[(group.Key.Length + 1)..] })), 0));
        }
        return AddBytes(TreeMember.Write(members));
    }

    /// <summary>Begins to take an object that arrives in pieces from somewhere that is not trusted.</summary>
    /// <param name="size">How many bytes it has; not one more is taken.</param>
    public ArrivingObject Receive(Digest digest, long size) => new(digest, size, PathOf(digest), temporaryFiles);

    /// <summary>Whether a folder is there with everything in it, every byte verified. What is damaged is removed.</summary>
    public bool IsWhole(Digest tree)
    {
        try
        {
            foreach (var digest in ListFolder(tree).Select(file => file.Digest))
            {
                using var source = Open(digest);
                if (!IsSound(source, digest))
                    throw Damaged(digest);
            }
            return true;
        }
        catch (MissingObjectException)
        {
            return false;
        }
    }

    /// <summary>An object's bytes.</summary>
    /// <exception cref="MissingObjectException"/>
    public byte[] ReadBytes(Digest digest)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(PathOf(digest));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Absent(digest);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Damaged(digest);
        }
        return Digest.Of(bytes) == digest ? bytes : throw Damaged(digest);
    }

    /// <summary>An object as a stream, not verified: for those who will verify it.</summary>
    /// <exception cref="MissingObjectException"/>
    public FileStream OpenUnverified(Digest digest) => Open(digest);

    /// <summary>Copies an object to a file that does not exist yet; where the file system can, without taking space for it.</summary>
    /// <exception cref="MissingObjectException">There is no such object or it is damaged; then no file is left.</exception>
    public void CopyFile(Digest digest, string destination)
    {
        using var source = Open(digest);
        MakeParent(destination);
        var copy = new FileStream(destination, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var complete = false;
        try
        {
            using (copy)
                complete = FileClone.TryMake(source, copy) ? IsSound(copy, digest) : IsSound(source, digest, copy);
        }
        finally
        {
            if (!complete)
                TemporaryFiles.Discard(destination);
        }
        if (!complete)
            throw Damaged(digest);
    }

    /// <summary>Copies a folder to a place where there is nothing, or an empty folder.</summary>
    /// <exception cref="MissingObjectException">A part of it is missing or damaged; what was copied before that is left there.</exception>
    public void CopyFolder(Digest tree, string destination) => MakeFolder(tree, destination, CopyFile);

    /// <summary>All files of a folder and of the folders in it, by path with <c>/</c> between names, sorted by name in each folder.</summary>
    /// <exception cref="MissingObjectException"/>
    public IReadOnlyList<StoredFile> ListFolder(Digest tree)
    {
        var files = new List<StoredFile>();
        ListFolder(tree, "", files);
        return files;
    }

    /// <summary>The tree objects of a folder, its own first, each once; with their sizes in bytes.</summary>
    /// <exception cref="MissingObjectException"/>
    public IReadOnlyList<(Digest Digest, long Size)> ListTrees(Digest tree)
    {
        var trees = new Dictionary<Digest, long>();
        ListTrees(tree, trees);
        return [.. trees.Select(found => (found.Key, found.Value))];
    }

    /// <summary>
    /// Gives a stage its input without copying it: a symbolic link to the object, for a folder real folders with links in
    /// them. Where links need rights that users lack (Windows), copies. The content is verified first.
    /// </summary>
    /// <param name="artifact">What to give.</param>
    /// <param name="destination">A place where there is nothing; folders above it are made.</param>
    /// <exception cref="MissingObjectException">A part of it is missing or damaged.</exception>
    public void Link(ArtifactDigest artifact, string destination)
    {
        if (artifact.Kind == ArtifactKind.Folder)
            MakeFolder(artifact.Digest, destination, LinkFile);
        else
            LinkFile(artifact.Digest, destination);
    }

    /// <summary>Deletes temporary files that killed processes left more than a day ago.</summary>
    public void SweepTemporaryFiles() => temporaryFiles.Sweep();

    (Digest Digest, long Size) AddFile(string path, FileFacts facts, bool move)
    {
        var temporary = temporaryFiles.Next();
        try
        {
            // A file with a second name is copied: whoever holds that name could change the object.
            var (digest, size, held) = move && facts.Links == 1 ? Take(path, temporary) : Copy(path, temporary);
            var final = PathOf(digest);
            if (held)
            {
                TemporaryFiles.Discard(temporary);
            }
            else
            {
                TemporaryFiles.Commit(temporary, final);
                Protect(final);
            }
            if (move)
                File.Delete(path);
            return (digest, size);
        }
        catch
        {
            TemporaryFiles.Discard(temporary);
            throw;
        }
    }

    // Both bring the bytes to the disk before the caller renames, unless they are there already; see TemporaryFiles.Write for why.

    (Digest Digest, long Size, bool Held) Take(string path, string temporary)
    {
        File.Move(path, temporary);
        if (OperatingSystem.IsWindows())
            File.SetAttributes(temporary, FileAttributes.Normal);
        else
            File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var (digest, size) = FileHash.Of(file, copy: null);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file.SafeFileHandle, ReadOnly);
        var held = Holds(digest);
        if (!held)
        {
            File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UtcNow); // whatever time the stage gave it
            file.Flush(flushToDisk: true);
        }
        return (digest, size, held);
    }

    (Digest Digest, long Size, bool Held) Copy(string path, string temporary)
    {
        using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var copy = TemporaryFiles.Create(temporary, ReadOnly);
        var (digest, size) = FileHash.Of(source, copy);
        var held = Holds(digest);
        if (!held)
            copy.Flush(flushToDisk: true);
        return (digest, size, held);
    }

    void LinkFile(Digest digest, string destination)
    {
        if (OperatingSystem.IsWindows())
        {
            CopyFile(digest, destination);
            return;
        }
        using (var source = Open(digest))
        {
            if (!IsSound(source, digest))
                throw Damaged(digest);
        }
        MakeParent(destination);
        File.CreateSymbolicLink(destination, PathOf(digest));
    }

    void MakeFolder(Digest tree, string destination, Action<Digest, string> makeFile)
    {
        var members = ReadTree(tree);
        if (Directory.Exists(destination) && Directory.GetFileSystemEntries(destination).Length > 0)
            throw new IOException($"The folder '{destination}' is not empty.");
        Directory.CreateDirectory(destination);
        foreach (var member in members)
        {
            var path = Path.Combine(destination, member.Name);
            if (member.Kind == ArtifactKind.Folder)
                MakeFolder(member.Digest, path, makeFile);
            else
                makeFile(member.Digest, path);
        }
    }

    void ListFolder(Digest tree, string prefix, List<StoredFile> files)
    {
        foreach (var member in ReadTree(tree))
        {
            if (member.Kind == ArtifactKind.Folder)
                ListFolder(member.Digest, $"{prefix}{member.Name}/", files);
            else
                files.Add(new(prefix + member.Name, member.Digest, member.Size));
        }
    }

    void ListTrees(Digest tree, Dictionary<Digest, long> trees)
    {
        if (trees.ContainsKey(tree))
            return;
        var bytes = ReadBytes(tree);
        trees.Add(tree, bytes.Length);
        foreach (var member in ParseTree(tree, bytes))
            if (member.Kind == ArtifactKind.Folder)
                ListTrees(member.Digest, trees);
    }

    // Reading it is what makes a stage that runs again mend a store with many damaged objects at once.
    bool Holds(Digest digest)
    {
        try
        {
            using (var source = Open(digest))
                if (!IsSound(source, digest))
                    return false;
            TemporaryFiles.Touch(PathOf(digest)); // a collection of the cache leaves what was just wanted
            return true;
        }
        catch (MissingObjectException)
        {
            return false;
        }
    }

    List<TreeMember> ReadTree(Digest tree) => ParseTree(tree, ReadBytes(tree));

    // An object that is what its name says stays, even if someone took it for a folder.
    static List<TreeMember> ParseTree(Digest tree, byte[] bytes) =>
        TreeMember.Parse(bytes) ?? throw new MissingObjectException(tree, "is not the list of a folder's members");

    FileStream Open(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Absent(digest);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Damaged(digest);
        }
    }

    static bool IsSound(FileStream source, Digest digest, Stream? copy = null)
    {
        try
        {
            return FileHash.Of(source, copy).Digest == digest;
        }
        catch (IOException exception) when (IsUnreadable(exception))
        {
            return false;
        }
    }

    // Nobody takes the right to read objects away, or puts a folder in their place, but by mistake; and a bad sector stays bad.
    static bool IsUnreadable(Exception exception) => exception is UnauthorizedAccessException or IOException { HResult: InputOutputError or WindowsBadSector };

    static MissingObjectException Absent(Digest digest) => new(digest, "is not there");

    MissingObjectException Damaged(Digest digest)
    {
        TemporaryFiles.Discard(PathOf(digest));
        return new(digest, "was damaged and is removed");
    }

    internal static void Protect(string path)
    {
        if (OperatingSystem.IsWindows())
            File.SetAttributes(path, FileAttributes.ReadOnly);
    }

    static void MakeParent(string path) => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

    string PathOf(Digest digest)
    {
        var hex = digest.Hex;
        return Path.Combine(objects, hex[..2], hex);
    }
}
