using System.Security.Cryptography;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>What tests do with whole folders.</summary>
static class Folders
{
    /// <summary>Copies regular files, with their modification times, except in folders of the names <paramref name="without"/>.</summary>
    public static void Copy(string source, string destination, params string[] without)
    {
        Directory.CreateDirectory(destination);
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(destination, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(source))
            if (!without.Contains(Path.GetFileName(folder)))
                Copy(folder, Path.Combine(destination, Path.GetFileName(folder)), without);
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Relative path and digest of each file.</summary>
    public static string Content(string folder) => string.Join('\n', Files(folder)
        .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"));

    /// <summary>Content, modification time and, where the platform tells, the inode: equal means that nobody wrote, even the same bytes.</summary>
    public static async Task<string> IdentityAsync(string folder)
    {
        var files = Files(folder);
        var identity = Content(folder) + string.Join('\n', files.Select(file => $"{File.GetLastWriteTimeUtc(file):O}"));
        if (!OperatingSystem.IsLinux())
            return identity;
        using var stat = ChildProcess.Start("stat", ["--format=%i", .. files], folder, new Dictionary<string, string>());
        var (exitCode, inodes) = await stat.EndAsync();
        exitCode.ShouldBe(0, inodes);
        return identity + inodes;
    }

    // But for folders of reports in it, which say when: a model is the same without them.
    static string[] Files(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).SkipLast(1).Contains("reports")).Order(StringComparer.Ordinal)];
}
