using System.Globalization;
using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store;

/// <summary>
/// Folders in which stages keep how far they came: <c>root/checkpoints/KEY</c>, for one attempt at a stage key at a time. They
/// outlive failures and kills, until the stage succeeds.
/// </summary>
/// <param name="root">The content store's root.</param>
public sealed class CheckpointFolders(string root)
{
    readonly string folder = Path.Combine(Path.GetFullPath(root), "checkpoints");

    /// <summary>The folder of a stage key; null where another attempt has it, or where the file system has no locks.</summary>
    /// <param name="inputs">Paths of the data that the key is about.</param>
    /// <exception cref="OperationCanceledException"/>
    public CheckpointFolder? TryTake(Digest key, IReadOnlyList<string> inputs, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var place = Path.Combine(folder, key.Hex);
        return LockOf(place, cancellation) is { } guard ? new(place, guard, inputs) : null;
    }

    /// <summary>Deletes what is kept for keys whose stage succeeded, when whoever ran it was killed before he could.</summary>
    public void Sweep(Func<Digest, bool> succeeded)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            if (!Digest.TryParse("sha256:" + Path.GetFileNameWithoutExtension(path), out var key) || !succeeded(key))
                continue;
            try
            {
                if (LockOf(Path.Combine(folder, key.Hex), CancellationToken.None) is not { } guard)
                    continue;
                using var left = new CheckpointFolder(Path.Combine(folder, key.Hex), guard, []);
                left.Delete();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It costs space; the next build tries again.
            }
        }
    }

    /// <summary>Deletes what nobody came back to.</summary>
    /// <param name="oldest">When the last attempt must have touched it to keep it.</param>
    /// <param name="dryRun">Whether it only counts.</param>
    /// <returns>How many stage keys lost theirs.</returns>
    public int Collect(DateTimeOffset oldest, bool dryRun)
    {
        var count = 0;
        if (!Directory.Exists(folder))
            return count;
        foreach (var place in new DirectoryInfo(folder).EnumerateDirectories())
        {
            try
            {
                // Its lock is written by each attempt.
                if (File.GetLastWriteTimeUtc(CheckpointFolder.LockPath(place.FullName)) >= oldest.UtcDateTime || place.LastWriteTimeUtc >= oldest.UtcDateTime
                    || LockOf(place.FullName, CancellationToken.None) is not { } guard)
                    continue;
                count++;
                if (dryRun)
                {
                    guard.Dispose();
                    continue;
                }
                using var left = new CheckpointFolder(place.FullName, guard, []);
                left.Delete();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The next collection tries again.
            }
        }
        return count;
    }

    FileStream? LockOf(string place, CancellationToken cancellation)
    {
        // Nobody deletes the lock between our opening and our locking it, which are two steps.
        using var gate = CheckpointFolder.EnterGate(folder, cancellation);
        if (Lock(CheckpointFolder.LockPath(place)) is not { } guard)
            return null;
        // Some network file systems grant every lock, and a setting of .NET turns locks off.
        if (Lock(CheckpointFolder.LockPath(place)) is not { } second)
            return guard;
        second.Dispose();
        guard.Dispose();
        return null;
    }

    static FileStream? Lock(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}

/// <summary>
/// A stage key's folder, which is this process's own until it is disposed. It does not exist until somebody makes it. What an
/// attempt leaves in it counts only if its inputs were all the time what the key says: the lock's file says so once that is
/// known; before, and so after a kill, it has the inputs' stamps, and what is there goes when they are others by then. It goes,
/// too, when the machine was started anew meanwhile, since nobody knows how much of it had reached the disk.
/// </summary>
public sealed class CheckpointFolder : IDisposable
{
    const string Settled = "settled";

    readonly FileStream guard;
    readonly IReadOnlyList<string> inputs;
    readonly string stamps;
    bool wasSettled;

    internal CheckpointFolder(string path, FileStream guard, IReadOnlyList<string> inputs)
    {
        (Path, this.guard, this.inputs, stamps) = (path, guard, inputs, StampsOf(inputs));
        var word = Word();
        wasSettled = word == Settled;
        if (!wasSettled && word != stamps)
            Delete();
    }

    /// <summary>Where it is; absolute.</summary>
    public string Path { get; }

    internal static string LockPath(string place) => place + ".lock";

    internal static FileStream EnterGate(string folder, CancellationToken cancellation) =>
        OneAtATime.Enter(System.IO.Path.Combine(folder, ".gate"), cancellation);

    /// <summary>Whether an attempt left anything.</summary>
    public bool Exists => Directory.Exists(Path) && Directory.GetFileSystemEntries(Path).Length > 0;

    /// <summary>Whether the attempt that left it was killed, and its processes may not have ended yet.</summary>
    public bool WasInterrupted => Exists && !wasSettled;

    /// <summary>An attempt begins.</summary>
    public void Begin()
    {
        Say(stamps);
        // What the attempt changes must not outlive a power failure under the old word.
        if (wasSettled)
            guard.Flush(flushToDisk: true);
        wasSettled = false;
    }

    /// <summary>The attempt ended. What it left is flushed; if anybody touched its inputs since this was taken, it is deleted.</summary>
    public void Settle()
    {
        if (StampsOf(inputs) != stamps)
        {
            Delete();
            return;
        }
        try
        {
            if (Exists)
                FolderFlush.FlushAll(Path);
            Say(Settled);
            wasSettled = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It counts as after a kill.
        }
    }

    /// <summary>Deletes it. What cannot be deleted stays, and counts for nothing if the attempt was not settled.</summary>
    public void Delete()
    {
        try
        {
            if (Directory.Exists(Path))
                WorkFolder.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The result, which is in the cache, is worth more.
        }
    }

    /// <summary>Lets the next attempt have it.</summary>
    public void Dispose()
    {
        try
        {
            using var gate = EnterGate(System.IO.Path.GetDirectoryName(Path)!, CancellationToken.None);
            if (Directory.Exists(Path) && Directory.GetFileSystemEntries(Path).Length > 0)
                return;
            if (Directory.Exists(Path))
                Directory.Delete(Path);
            guard.Dispose(); // Windows deletes no open file
            File.Delete(LockPath(Path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file alone locks nothing.
        }
        finally
        {
            guard.Dispose();
        }
    }

    static string StampsOf(IReadOnlyList<string> inputs) => StampsOf(inputs, Boot.Id);

    internal static string StampsOf(IReadOnlyList<string> inputs, long boot) =>
        Digest.OfText($"{boot.ToString(CultureInfo.InvariantCulture)} {InputStamps.Of(inputs)}").Hex;

    string Word()
    {
        guard.Position = 0;
        Span<byte> word = stackalloc byte[64];
        return Encoding.ASCII.GetString(word[..guard.ReadAtLeast(word, word.Length, throwOnEndOfStream: false)]);
    }

    void Say(string word)
    {
        guard.SetLength(0);
        guard.Position = 0;
        guard.Write(Encoding.ASCII.GetBytes(word));
    }
}
