namespace ModelBuild;

/// <summary>The files of a folder, and a copy of one for a stage that hands on what it was given.</summary>
static class FileTree
{
    static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Relative paths with <c>/</c> between the parts, in the platform's order.</summary>
    public static List<string> Files(string folder)
    {
        var files = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", All))
            files.Add(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'));
        return files;
    }

    /// <summary>By the file system where it can share blocks. What a stage was given is read-only, and its output is not.</summary>
    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
        File.SetAttributes(target, FileAttributes.Normal);
    }
}
