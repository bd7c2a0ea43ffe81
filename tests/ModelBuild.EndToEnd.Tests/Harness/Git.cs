namespace ModelBuild.EndToEnd.Tests;

/// <summary>What tests do with git, without the user's own settings.</summary>
static class Git
{
    public static async Task RunAsync(UserProject project, params string[] arguments)
    {
        ChildProcess git;
        try
        {
            git = ChildProcess.Start("git", arguments, project.Folder, project.Environment);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("needs git, which is not installed here");
            return;
        }
        using (git)
        {
            var (exitCode, text) = await git.EndAsync();
            exitCode.ShouldBe(0, text);
        }
    }

    public static async Task CommitAsync(UserProject project)
    {
        await RunAsync(project, "add", "--all");
        await RunAsync(project, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "more");
    }
}
