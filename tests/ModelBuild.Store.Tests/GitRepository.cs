using System.Diagnostics;

namespace ModelBuild.Store.Tests;

/// <summary>A git repository of a test's own, without the user's settings.</summary>
sealed class GitRepository
{
    readonly string folder;

    public GitRepository(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        Git("init", "--quiet");
    }

    public string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = Path.Combine(folder, "no-git-config");
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var git = Process.Start(start)!;
        var errors = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output.Trim();
    }

    /// <summary>Commits a file; null deletes it.</summary>
    public void Commit(string name, string? content)
    {
        if (content is null)
            File.Delete(Path.Combine(folder, name));
        else
            File.WriteAllText(Path.Combine(folder, name), content);
        Git("add", "--all");
        Git("commit", "--quiet", "-m", name);
    }
}
