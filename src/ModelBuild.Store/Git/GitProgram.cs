using System.ComponentModel;
using System.Diagnostics;

namespace ModelBuild.Store.Git;

/// <summary>Asks the git program about the repository that a folder is in.</summary>
sealed class GitProgram(string folder)
{
    const int Fatal = 128;

    /// <summary>The commit that a revision is; null where there is no such one.</summary>
    /// <exception cref="GitException"/>
    public string? TryResolve(string revision) => TryRun("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");

    /// <summary>The first line of what it prints; null where it says no, which for its questions is another exit code than 0.</summary>
    /// <exception cref="GitException">It failed.</exception>
    public string? TryRun(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        return code switch
        {
            0 => System.Text.Encoding.UTF8.GetString(output).Split('\n')[0].TrimEnd('\r'),
            >= Fatal when !IsNo(errors) => throw new GitException(errors),
            _ => null,
        };
    }

    /// <exception cref="GitException"/>
    public byte[] ReadBlob(string id)
    {
        var (code, output, errors) = Run("cat-file", "blob", id);
        return code == 0 ? output : throw new GitException(errors);
    }

    // Of a revision with `^` or `~` behind what is not there, git says so also when it is to be quiet.
    static bool IsNo(string errors) => errors.Length == 0 || errors.Contains("Needed a single revision", StringComparison.Ordinal) || errors.Contains("unknown revision", StringComparison.Ordinal);

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
        try
        {
            using var git = Process.Start(start)!;
            git.StandardInput.Close();
            var errors = git.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            git.StandardOutput.BaseStream.CopyTo(output);
            git.WaitForExit();
            return (git.ExitCode, output.ToArray(), errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            throw new GitException("it is not installed, and the repository cannot be read without it");
        }
    }
}

/// <summary>Git failed; the message is its own first line, or says what to do.</summary>
sealed class GitException(string errors) : Exception($"git says: {errors.Split('\n').FirstOrDefault(line => line.Length > 0) ?? "nothing"}");
