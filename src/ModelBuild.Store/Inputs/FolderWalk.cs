using System.Runtime.ExceptionServices;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>
/// One look at a folder and everything in it: lists all, takes the digests of what is known, reads the rest, and looks again
/// at what it listed and read. In parallel; what comes of it is the same as if it were not.
/// </summary>
/// <param name="trust">What counts as known: <see cref="Trust.Remembered"/> or <see cref="Trust.Read"/>.</param>
/// <param name="clock">Agrees with the file system's.</param>
/// <param name="hash">Reads a file of so many bytes.</param>
sealed class FolderWalk(byte trust, TimeProvider clock, Func<string, long?, (Digest Digest, long Size)> hash)
{
    const int WorthAThread = 8; // folders that wait; to list one takes less time than to start a thread
    const int FoldersOfALook = 256;

    readonly object gate = new();
    readonly List<ListedFolder> folders = []; // each behind the one that it is in
    Thread[] others = [];
    int next;
    int busy;
    ExceptionDispatchInfo? failure;
    volatile string? moving;

    /// <summary>A path that changed meanwhile; null where none did. Then the record is only good as what is known for the next walk.</summary>
    public string? Moving => moving;

    /// <summary>A digest of all names and stamps in a folder. Nothing is read.</summary>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact, or that changed meanwhile.</exception>
    public static Digest DigestOfStamps(string path, FileStamp stamp)
    {
        var walk = new FolderWalk(Trust.Read, TimeProvider.System, FileHash.Of);
        walk.List(path, stamp, known: null);
        if (walk.moving is { } moved)
            throw ArtifactErrors.Changing(moved);
        foreach (var folder in walk.folders)
            folder.SetDigestsToStamps();
        return walk.Finish().Digest;
    }

    /// <summary>What is in a folder.</summary>
    /// <param name="stamp">The folder's own.</param>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact; nothing was read.</exception>
    public FolderRecord Walk(string path, FileStamp stamp, FolderRecord? known)
    {
        List(path, stamp, known);
        if (IsAnythingUnread() && new UnreadFiles(folders, hash).Read() is { } moved)
            moving = moved;
        if (folders.Count <= FoldersOfALook)
            LookAgain(0);
        else
            SideBySide.ForEach((folders.Count + FoldersOfALook - 1) / FoldersOfALook, SideBySide.Reading, LookAgain);
        return Finish();
    }

    void List(string path, FileStamp stamp, FolderRecord? known)
    {
        folders.Add(new(path, stamp, known));
        ListAll();
        foreach (var thread in others)
            thread.Join();
        failure?.Throw();
    }

    /// <summary>Lists folders until there are no more; several threads at once.</summary>
    void ListAll()
    {
        while (Next() is { } folder)
        {
            IReadOnlyList<ListedFolder> found = [];
            try
            {
                found = List(folder);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
            lock (gate)
            {
                folders.AddRange(found);
                busy--;
                Monitor.PulseAll(gate);
            }
        }
    }

    ListedFolder? Next()
    {
        lock (gate)
        {
            while (failure is null && next == folders.Count && busy > 0)
                Monitor.Wait(gate);
            if (failure is not null || next == folders.Count)
                return null;
            busy++;
            if (folders.Count - next > WorthAThread && others.Length < SideBySide.Reading - 1)
                others = [.. others, SideBySide.Start(ListAll)];
            return folders[next++];
        }
    }

    IReadOnlyList<ListedFolder> List(ListedFolder folder)
    {
        IReadOnlyList<ListedFolder> found = [];
        try
        {
            found = folder.List(trust, clock);
        }
        catch (Exception exception) when ((exception is IOException or UnauthorizedAccessException) && !folder.IsAsListed())
        {
            // It is gone, or something else.
        }
        if (!folder.IsWhole)
            moving = folder.Path;
        return found;
    }

    bool IsAnythingUnread()
    {
        foreach (var folder in folders)
        {
            if (folder.IsAnythingUnread)
                return true;
        }
        return false;
    }

    void LookAgain(int group)
    {
        for (var i = group * FoldersOfALook; i < Math.Min((group + 1) * FoldersOfALook, folders.Count); i++)
        {
            if (!folders[i].IsAsListed())
                moving = folders[i].Path;
        }
    }

    FolderRecord Finish()
    {
        for (var i = folders.Count - 1; i >= 0; i--)
            folders[i].Finish();
        return folders[0].Record!;
    }
}
