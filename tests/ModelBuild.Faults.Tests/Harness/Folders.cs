using System.Security.Cryptography;

namespace ModelBuild.Faults.Tests;

static class Folders
{
    static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <summary>Relative path and digest of each file, and the relative path of each folder.</summary>
    public static string Content(string folder) => !Directory.Exists(folder) ? "nothing" : string.Join('\n', Directory
        .GetFileSystemEntries(folder, "*", All)
        .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0] != "reports") // they say when; what a model is does not
        .Order(StringComparer.Ordinal)
        .Select(path => Path.GetRelativePath(folder, path) + (Directory.Exists(path) ? "/" : " " + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))));

    /// <summary>What is in a folder, by name.</summary>
    public static string[] Names(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    public static string[] Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*", All).Order(StringComparer.Ordinal)] : [];

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.GetFileSystemEntries(from))
        {
            var copy = Path.Combine(to, Path.GetFileName(path));
            if (Directory.Exists(path))
                Copy(path, copy);
            else
                File.Copy(path, copy);
        }
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
