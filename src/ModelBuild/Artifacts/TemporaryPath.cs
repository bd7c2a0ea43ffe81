namespace ModelBuild;

/// <summary>
/// Which files a stage may move: its own temporary ones. Inputs are links to what others own, the user's data among them, so it is
/// the real place that counts.
/// </summary>
static class TemporaryPath
{
    const int MostLinks = 40;

    /// <summary>The full path of what is in the temporary folder, which is the stage's own in a build.</summary>
    /// <exception cref="StageException">It is elsewhere, or the folder itself.</exception>
    public static string Check(string path) => Check(path, Path.GetTempPath());

    /// <summary>The full path of what is in a folder.</summary>
    /// <exception cref="StageException">It is elsewhere, or the folder itself.</exception>
    public static string Check(string path, string folder)
    {
        var full = Path.GetFullPath(path);
        var relative = Path.GetRelativePath(Real(folder), Real(full));
        return relative is "." or ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? throw new StageException($"'{full}' is not in the stage's temporary folder, and moving it would take it from those to whom it belongs. Copy it with Create, or write it into the context's {nameof(StageContext.TemporaryFolder)}.")
            : full;
    }

    /// <summary>With the links of all its parts followed: the runtime follows only those of the last one.</summary>
    static string Real(string path)
    {
        var rest = new Stack<string>();
        var links = 0;
        var real = Enter(Path.GetFullPath(path), "");
        while (rest.TryPop(out var part))
        {
            var next = Path.Combine(real, part);
            if (part == "..")
                real = Path.GetDirectoryName(real) ?? real;
            else if (part != ".")
                real = new FileInfo(next).LinkTarget is not { } target ? next
                    : ++links > MostLinks ? throw new IOException($"'{path}' goes through more than {MostLinks} links, or in a circle.")
                    : Enter(target, real);
        }
        return real;

        // What is left of the path waits behind the link's target.
        string Enter(string target, string folder)
        {
            var start = Path.GetPathRoot(target)!;
            foreach (var part in target[start.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(part);
            return start.Length > 0 ? start : folder;
        }
    }
}
