using ModelBuild.Core.Digests;

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
    /// <exception cref="OperationCanceledException"/>
    public CheckpointFolder? TryTake(Digest key, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var place = Path.Combine(folder, key.Hex);
        // Nobody deletes the lock between our opening and our locking it, which are two steps.
        using var gate = CheckpointFolder.EnterGate(folder, cancellation);
        if (Lock(CheckpointFolder.LockPath(place)) is not { } guard)
            return null;
        // Some network file systems grant every lock, and a setting of .NET turns locks off.
        if (Lock(CheckpointFolder.LockPath(place)) is not { } second)
            return new(place, guard);
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

/// <summary>A stage key's folder, which is this process's own until it is disposed. It does not exist until somebody makes it.</summary>
public sealed class CheckpointFolder : IDisposable
{
    readonly FileStream guard;

    internal CheckpointFolder(string path, FileStream guard) => (Path, this.guard) = (path, guard);

    /// <summary>Where it is; absolute.</summary>
    public string Path { get; }

    internal static string LockPath(string place) => place + ".lock";

    internal static FileStream EnterGate(string folder, CancellationToken cancellation) =>
        OneAtATime.Enter(System.IO.Path.Combine(folder, ".gate"), cancellation);

    /// <summary>Deletes it: the stage succeeded. What cannot be deleted stays; it must not change the stage's output.</summary>
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
            if (Directory.Exists(Path) && Directory.GetFileSystemEntries(Path).Length == 0)
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
}
