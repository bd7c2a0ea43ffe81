using System.ComponentModel;
using System.Diagnostics;

namespace ModelBuild.Packaging.Packing;

/// <summary>What source control knows of a project when its models are packed.</summary>
/// <param name="Root">The repository's folder; without one the project's.</param>
/// <param name="Commit">The commit that is checked out; null without git.</param>
/// <param name="Repository">Its URL without user and password; null where none is known.</param>
/// <param name="IsDirty">Whether anything differs from the commit, files that git neither tracks nor ignores included.</param>
sealed record SourceState(string Root, string? Commit, string? Repository, bool IsDirty)
{
    /// <summary>Asks git, where there is one; a build without it is no worse, so nothing is reported.</summary>
    /// <param name="commit">What the SDK found, if it did.</param>
    public static SourceState Of(string projectFile, string? commit, string? repository)
    {
        var folder = Path.GetDirectoryName(projectFile)!;
        if (Git(folder, "rev-parse", "--show-toplevel", "HEAD") is not { } answer || answer.Split('\n') is not [var root, var head, ..])
            return new(folder, commit, WithoutSecrets(repository), IsDirty: false);
        var changes = Git(folder, "status", "--porcelain");
        return new(root, commit ?? head, WithoutSecrets(repository), changes is not { Length: 0 });
    }

    /// <summary>The path as seen from the root, with <c>/</c>; of a file elsewhere only the name, since the rest is a machine's own.</summary>
    public string RelativePath(string path)
    {
        var relative = Path.GetRelativePath(Root, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? Path.GetFileName(path)
            : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>A remote may have been cloned with a token in its URL.</summary>
    static string? WithoutSecrets(string? repository) => Uri.TryCreate(repository, UriKind.Absolute, out var url) && url.UserInfo.Length > 0
        ? new UriBuilder(url) { UserName = "", Password = "" }.Uri.ToString()
        : repository;

    static string? Git(string folder, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            })!;
            git.StandardInput.Close();
            var errors = git.StandardError.ReadToEndAsync();
            var text = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            errors.GetAwaiter().GetResult();
            return git.ExitCode == 0 ? text.TrimEnd('\n') : null;
        }
        catch (Win32Exception)
        {
            return null; // no git
        }
    }
}
