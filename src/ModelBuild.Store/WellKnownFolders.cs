namespace ModelBuild.Store;

/// <summary>Where the user's cache and a project's records are.</summary>
public static class WellKnownFolders
{
    /// <summary>The user's cache: the given folder (<c>MODELBUILD_CACHE</c>), else <c>modelbuild</c> in the platform's cache folder.</summary>
    /// <param name="given">Empty where nothing was said; a relative path is rooted with <paramref name="projectFolder"/>.</param>
    public static string Cache(string? given, string projectFolder)
    {
        if (!string.IsNullOrWhiteSpace(given))
            return Path.GetFullPath(given, projectFolder);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var caches =
            OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg
            : Path.Combine(home, ".cache");
        return Path.Combine(caches, "modelbuild");
    }

    /// <summary>Run records: <c>.modelbuild/runs</c> at the root of the repository, without git in the project's folder.</summary>
    public static string Runs(string projectFolder)
    {
        var root = Repository(projectFolder) ?? projectFolder;
        return Path.Combine(root, ".modelbuild", "runs");
    }

    /// <summary>The root of the repository that a folder is in; null without git.</summary>
    public static string? Repository(string inside)
    {
        for (var folder = new DirectoryInfo(inside); folder is not null; folder = folder.Parent)
        {
            var git = Path.Combine(folder.FullName, ".git");
            if (Directory.Exists(git) || File.Exists(git)) // a file in worktrees and submodules
                return folder.FullName;
        }
        return null;
    }
}
