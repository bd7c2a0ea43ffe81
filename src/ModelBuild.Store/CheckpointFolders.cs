using System.Globalization;
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
    public CheckpointFolder? TryTake(Digest key)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, key.Hex);
        var lockPath = path + ".lock";
        FileStream guard;
        try
        {
            guard = new(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return null;
        }
        // Whoever had it deleted the file, and another made it anew: then this one is no longer the one of that name.
        var unique = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        guard.SetLength(0);
        guard.Write(System.Text.Encoding.ASCII.GetBytes(unique));
        if (Holds(lockPath) && Read(lockPath, guard) == unique)
            return new(path, lockPath, guard);
        guard.Dispose();
        return null;
    }

    /// <summary>Some network file systems grant every lock, and a setting of .NET turns locks off.</summary>
    static bool Holds(string lockPath)
    {
        try
        {
            new FileStream(lockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    static string Read(string lockPath, FileStream guard)
    {
        if (OperatingSystem.IsWindows())
        {
            // An open file cannot be deleted there, so it is still the one of that name; nor can it be opened again.
            guard.Position = 0;
            return new StreamReader(guard, leaveOpen: true).ReadToEnd();
        }
        try
        {
            using var reader = new StreamReader(new FileStream(lockPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>A stage key's folder, which is this process's own until it is disposed. It does not exist until somebody makes it.</summary>
public sealed class CheckpointFolder : IDisposable
{
    readonly string lockPath;
    readonly FileStream guard;

    internal CheckpointFolder(string path, string lockPath, FileStream guard) => (Path, this.lockPath, this.guard) = (path, lockPath, guard);

    /// <summary>Where it is; absolute.</summary>
    public string Path { get; }

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
            // A result in the cache is worth more.
        }
    }

    /// <summary>Lets the next attempt have it.</summary>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(Path) && Directory.GetFileSystemEntries(Path).Length == 0)
                Directory.Delete(Path);
            if (OperatingSystem.IsWindows())
                guard.Dispose(); // an open file cannot be deleted there
            File.Delete(lockPath);
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
