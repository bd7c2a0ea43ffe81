using ModelBuild.Store.Files;

namespace ModelBuild.Store.Checks;

/// <summary>What a folder is good for as the place of a cache or of a project's state: tried out, not read from a list of file systems.</summary>
/// <param name="FileSystem">For instance <c>ext4</c>; empty where the system does not say.</param>
/// <param name="FreeBytes">That the user may write; null where the system does not say.</param>
/// <param name="SharesBlocks">Whether copies take neither time nor space.</param>
public sealed record PlaceCheck(string FileSystem, long? FreeBytes, bool SharesBlocks, IReadOnlyList<Finding> Findings)
{
    /// <summary>The index takes a file for settled two seconds after its time: a clock that runs behind further than that deceives it.</summary>
    static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(1);

    /// <summary>Writes two small files there, and deletes them.</summary>
    /// <param name="folder">Made if it does not exist.</param>
    public static PlaceCheck Of(string folder)
    {
        var findings = new List<Finding>();
        var sharesBlocks = false;
        var trial = Path.Combine(folder, $"doctor-{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            var before = DateTime.UtcNow;
            using (var file = new FileStream(trial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            using (var copy = new FileStream(trial + "2", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                file.Write(new byte[4096]);
                file.Flush(flushToDisk: true);
                if (!IsTaken(trial))
                    Find("does not keep locks on files, so two builds at once could disturb each other. Mount it with locks, or use a folder on a local disk.");
                sharesBlocks = FileClone.TryMake(file, copy);
            }
            var time = File.GetLastWriteTimeUtc(trial);
            if (before - time > MostBehind)
                Find($"has a clock that is {(before - time).TotalSeconds:0} s behind this machine's, so that two edits shortly after each other may look like one. Set both by the same time server.");
            else if (time - DateTime.UtcNow > MostBehind)
                Find($"has a clock that is {(time - DateTime.UtcNow).TotalSeconds:0} s ahead of this machine's, so that files are read again in each build until then. Set both by the same time server.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Find($"cannot be written: {e.Message} Correct the permissions, free space, or use another folder.");
        }
        finally
        {
            TemporaryFiles.Discard(trial);
            TemporaryFiles.Discard(trial + "2");
        }
        var (fileSystem, free) = Ask(folder);
        return new(fileSystem, free, sharesBlocks, findings);

        void Find(string message) => findings.Add(new(folder, $"'{folder}' {message}"));
    }

    static bool IsTaken(string path)
    {
        try
        {
            using var second = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    static (string FileSystem, long? Free) Ask(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return (drive.DriveFormat, drive.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ("", null);
        }
    }
}
