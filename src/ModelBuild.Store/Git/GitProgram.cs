using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ModelBuild.Store.Git;

/// <summary>Asks the git program about the repository that a folder is in.</summary>
sealed class GitProgram(string folder)
{
    // Of its questions: the answer is no. Anything else that is not 0 is a failure, and no answer.
    const int No = 1;
    const int Fatal = 128;

    // A partial clone fetches what it lacks.
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // Set in hooks, with these a build would be about the hook's repository, from whatever folder.
    static readonly string[] OfAHook =
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE",
            "GIT_NAMESPACE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"];

    /// <summary>The commit that a revision is; null where there is no such one.</summary>
    /// <exception cref="GitException"/>
    public string? TryResolve(string revision) => TryRun("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");

    /// <summary>The merge base of HEAD and a revision; null where there is none, for whatever reason.</summary>
    public string? TryMergeBase(string revision)
    {
        try
        {
            return TryRun("merge-base", "HEAD", revision);
        }
        catch (GitException)
        {
            return null; // other questions say why
        }
    }

    /// <summary>Whether nothing was committed yet: HEAD is a branch, and there is none.</summary>
    /// <exception cref="GitException"/>
    public bool IsEmpty() => TryRun("symbolic-ref", "--quiet", "HEAD") is not null && TryRun("for-each-ref", "--count=1") is null or "";

    /// <summary>The content of the file of that name in this folder, in a commit; null where it has none.</summary>
    /// <exception cref="GitException"/>
    public byte[]? TryRead(string commit, string name)
    {
        // Unlike COMMIT:NAME, this fails where a tree is missing.
        var (code, output, errors) = Run("ls-tree", "-z", commit, "--", "./" + name);
        var entry = Encoding.UTF8.GetString(output);
        if (code != 0)
            throw new GitException(errors, code);
        if (entry.Length == 0)
            return null;
        // MODE TYPE ID, a tab and the path
        if (entry[..entry.IndexOf('\t', StringComparison.Ordinal)].Split(' ') is not [_, "blob", var id])
            throw new GitException($"'{name}' is no file there", code);
        (code, output, errors) = Run("cat-file", "blob", id);
        return code == 0 ? output : throw new GitException(errors, code);
    }

    /// <summary>The first line of what it prints; null where it says no.</summary>
    /// <exception cref="GitException">It failed.</exception>
    public string? TryRun(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        return code switch
        {
            0 => Encoding.UTF8.GetString(output).Split('\n')[0].TrimEnd('\r'),
            No => null,
            Fatal when IsNo(errors) => null,
            _ => throw new GitException(errors, code),
        };
    }

    // Of a revision with `^` or `~` behind what is not there, git says so also when it is to be quiet.
    static bool IsNo(string errors) => errors.Contains("Needed a single revision", StringComparison.Ordinal) || errors.Contains("unknown revision", StringComparison.Ordinal);

    (int Code, byte[] Output, string Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach (var name in OfAHook)
            start.Environment.Remove(name);
        try
        {
            using var git = Process.Start(start)!;
            git.StandardInput.Close();
            var errors = git.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            var copied = git.StandardOutput.BaseStream.CopyToAsync(output);
            if (!Task.WaitAll([errors, copied], Longest) || !git.WaitForExit(Longest))
            {
                git.Kill(entireProcessTree: true);
                throw new GitException($"nothing in {Longest.TotalMinutes} minutes; it was ended", -1);
            }
            return (git.ExitCode, output.ToArray(), errors.Result);
        }
        catch (Win32Exception)
        {
            throw new GitException("it is not installed, and the repository cannot be read without it", -1);
        }
    }
}

/// <summary>Git failed; the message is its own first line, or says what to do.</summary>
sealed class GitException(string errors, int exitCode)
    : Exception($"git says: {What(errors) ?? $"nothing, and ends with exit code {exitCode}"}. {(errors.Contains("dubious ownership", StringComparison.Ordinal)
        ? "Trust the repository (git config --global --add safe.directory PATH)." : "Look at the repository with git status and git fsck.")}")
{
    // Warnings may come first.
    static string? What(string errors)
    {
        var lines = errors.Split('\n').Where(line => line.Length > 0).ToList();
        return (lines.Find(line => line.StartsWith("fatal:", StringComparison.Ordinal) || line.StartsWith("error:", StringComparison.Ordinal)) ?? lines.FirstOrDefault())?.TrimEnd('.');
    }
}
