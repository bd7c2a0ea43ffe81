using ModelBuild.Store.Files;

namespace ModelBuild.Store;

/// <summary>
/// Folders for stages to run in: <c>root/work/NAME-UNIQUE</c>, each guarded by a lock that the operating system releases
/// when its process ends, however that happens.
/// </summary>
/// <param name="root">A folder, made when needed. On the file system of the content store, outputs move there without a copy.</param>
public sealed class WorkFolders(string root)
{
    const int MaximumAttempts = 10;
    readonly string folder = Path.Combine(Path.GetFullPath(root), "work");

    /// <summary>Makes an empty folder (but for its lock); disposing it deletes it.</summary>
    /// <param name="name">What people see when they look, for instance a stage's name.</param>
    public WorkFolder Create(string name)
    {
        for (var attempt = 1; ; attempt++)
        {
            var path = Path.Combine(folder, $"{name}-{Guid.NewGuid():N}");
            Directory.CreateDirectory(path);
            try
            {
                var guard = WorkFolder.Lock(path, FileMode.CreateNew);
                // Opening and locking are two steps: a sweep between them has deleted the folder by the time that it lets go.
                if (File.Exists(WorkFolder.LockPath(path)))
                    return new WorkFolder(path, guard);
                guard.Dispose();
            }
            catch (IOException) when (attempt < MaximumAttempts)
            {
                // A sweep saw the folder before its lock and took it; the next name is as good.
            }
        }
    }

    /// <summary>Deletes the folders that killed processes left. Does nothing where the file system has no locks.</summary>
    /// <param name="before">Called with each such folder before it is deleted.</param>
    public void Sweep(Action<string>? before = null)
    {
        if (!Directory.Exists(folder))
            return;
        using var own = Create("sweep");
        if (!own.LockHolds())
            return;
        foreach (var path in Directory.GetDirectories(folder))
        {
            try
            {
                // Whoever is about to create the folder's lock finds it taken and picks another name.
                using var left = new WorkFolder(path, WorkFolder.Lock(path, FileMode.OpenOrCreate));
                before?.Invoke(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, or just deleted by another sweep.
            }
        }
    }
}

/// <summary>A folder that is this process's own until it is disposed.</summary>
public sealed class WorkFolder : IDisposable
{
    const string LockName = ".lock";
    readonly FileStream guard;

    internal WorkFolder(string path, FileStream guard)
    {
        Path = path;
        this.guard = guard;
    }

    /// <summary>Where it is; absolute.</summary>
    public string Path { get; }

    internal static string LockPath(string folder) => System.IO.Path.Combine(folder, LockName);

    internal static FileStream Lock(string folder, FileMode mode) =>
        new(LockPath(folder), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    /// <summary>Some network file systems grant every lock, and a setting of .NET turns locks off.</summary>
    internal bool LockHolds()
    {
        try
        {
            Lock(Path, FileMode.Open).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Deletes the folder. What cannot be deleted now is left to a sweep.</summary>
    public void Dispose()
    {
        try
        {
            // The lock last: a folder that is half deleted is still taken. Windows deletes no open file.
            foreach (var path in Directory.GetFileSystemEntries(Path))
            {
                if (System.IO.Path.GetFileName(path) != LockName)
                    Delete(path);
            }
            if (OperatingSystem.IsWindows())
                guard.Dispose();
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A sweep tries again.
        }
        finally
        {
            guard.Dispose();
        }
    }

    internal static void Delete(string path)
    {
        var attributes = File.GetAttributes(path);
        if (!attributes.HasFlag(FileAttributes.Directory) || attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            TemporaryFiles.Discard(path);
            return;
        }
        // A stage may have made its own folders read-only.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var member in Directory.GetFileSystemEntries(path))
            Delete(member);
        Directory.Delete(path);
    }
}
