using System.Globalization;

namespace ModelBuild.Store.Files;

/// <summary>Names for files that are being written, on the file system of their final place.</summary>
sealed class TemporaryFiles(string root, TimeProvider clock)
{
    // Nobody writes one file for a day; whoever left an older one is gone.
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    readonly string folder = Path.Combine(root, "tmp");

    /// <summary>A new name. It carries its time, because the time of a file that is moved here says nothing.</summary>
    public string Next()
    {
        Directory.CreateDirectory(folder);
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Path.Combine(folder, $"{seconds}-{Guid.NewGuid():N}");
    }

    /// <summary>Deletes what killed processes left.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(folder))
            return;
        var oldest = (clock.GetUtcNow() - Lifetime).ToUnixTimeSeconds();
        foreach (var path in Directory.GetFiles(folder))
        {
            if (BirthOf(Path.GetFileName(path.AsSpan())) is { } seconds && seconds < oldest)
                Discard(path);
        }
    }

    /// <summary>When a file of this name was begun, in seconds since 1970; null for a name that is none of ours.</summary>
    public static long? BirthOf(ReadOnlySpan<char> name) =>
        name.IndexOf('-') is > 0 and var end && long.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    /// <summary>
    /// Writes a file so that its name never stands for less than all of it, whatever dies meanwhile. The order is what matters:
    /// the bytes reach the disk under a name that nobody reads, and only then does the final name point at them.
    /// Should the power fail after the rename but before the folder reaches the disk, the file is missing, never torn.
    /// </summary>
    public void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        var temporary = Next();
        try
        {
            using (var file = Create(temporary, mode))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            Commit(temporary, path);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>The mode is for those who come later; this handle can write.</summary>
    public static FileStream Create(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }

    public static void Commit(string temporary, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows() && File.Exists(path))
        {
            // Windows does not replace a file that someone reads. What is there has this name for the same reason.
            Discard(temporary);
        }
    }

    /// <summary>Gives a file the present time, if it can be done.</summary>
    public static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It looks older than it is, and may have to be made again.
        }
    }

    /// <summary>Deletes a file if it can be; a folder that somebody put in its place, too.</summary>
    public static void Discard(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows() && File.Exists(path))
                File.SetAttributes(path, FileAttributes.Normal);
            if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
                WorkFolder.Delete(path);
            else
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It costs space, nothing else; a sweep or the next reader tries again.
        }
    }
}
