using System.Globalization;

namespace ModelBuild.Store.Housekeeping;

/// <summary>
/// Says that a build uses the cache, for as long as its process lives: <c>root/builds/SECONDS-UNIQUE</c>, held open. Whatever a
/// build takes from the cache or puts there it touches, so what was touched since the oldest live build began is not collected.
/// </summary>
public sealed class BuildLease : IDisposable
{
    readonly string file;
    readonly FileStream held;

    BuildLease(string file, FileStream held) => (this.file, this.held) = (file, held);

    /// <exception cref="IOException">The cache cannot be written.</exception>
    public static BuildLease Take(string root, TimeProvider clock)
    {
        var folder = FolderIn(root);
        while (true)
        {
            Directory.CreateDirectory(folder);
            var seconds = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var path = Path.Combine(folder, $"{seconds}-{Guid.NewGuid():N}");
            try
            {
                var guard = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                // Opening and locking are two steps: somebody between them may have taken it for a dead build's.
                if (File.Exists(path))
                    return new(path, guard);
                guard.Dispose();
            }
            catch (DirectoryNotFoundException)
            {
                // Somebody deletes the cache; it is made anew.
            }
        }
    }

    /// <summary>When the oldest build that lives began; null where none does. Clears away what killed ones left.</summary>
    public static DateTimeOffset? OldestIn(string root)
    {
        DateTimeOffset? oldest = null;
        if (!Directory.Exists(FolderIn(root)))
            return null;
        foreach (var path in Directory.GetFiles(FolderIn(root)))
        {
            try
            {
                using var dead = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                File.Delete(path);
            }
            catch (FileNotFoundException)
            {
                // It ended just now.
            }
            catch (IOException)
            {
                if (long.TryParse(Path.GetFileName(path).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && DateTimeOffset.FromUnixTimeSeconds(seconds) is var began && (oldest is null || began < oldest))
                    oldest = began;
            }
        }
        return oldest;
    }

    public void Dispose()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                held.Dispose(); // it deletes no open file
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next collection does.
        }
        finally
        {
            held.Dispose();
        }
    }

    static string FolderIn(string root) => Path.Combine(Path.GetFullPath(root), "builds");
}
