using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Faults.Tests;

/// <summary>Deleted under a build, or not to be written to: an error at most, and the next build is right.</summary>
public class A_cache_that_is_taken_away(Untouched untouched)
{
    [Fact]
    public async Task While_a_build_runs_costs_that_build_at_most()
    {
        var random = new Random(31);
        var (failures, builds) = (0, Extent.IsFull ? 60 : 6);
        for (var i = 0; i < builds; i++)
        {
            var project = SmallProject.Changed(Path.Combine(untouched.NewFolder(), "project"));
            var delay = TimeSpan.FromMilliseconds(random.Next(200, 1100));
            var what = $"deleted after {delay.TotalMilliseconds} ms";
            using var run = EngineRun.Start(project);
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            Take(project.Cache);

            var build = await run.EndAsync();

            if (build.ExitCode != 0)
            {
                failures++;
                build.ExitCode.ShouldBe(1, $"{what}\n{build.Words}");
                build.Errors.ShouldBeEmpty(what);
                build.Diagnostics.ShouldContain(diagnostic => diagnostic.Severity == Severity.Error, what);
            }
            await untouched.ShouldBeRightAsync(project, 1, $"{what}\n{build.Words}");
            Folders.Delete(Path.GetDirectoryName(project.Folder)!);
        }
        Extent.Tell($"{failures} of {builds} builds failed");
    }

    [Theory]
    [InlineData("cache")]
    [InlineData("bin")]
    [InlineData("obj")]
    [InlineData(".modelbuild")]
    public async Task Since_it_is_read_only_is_an_error_until_it_is_not(string what)
    {
        Extent.SkipUnlessRoot("mounting a folder read-only needs root");
        var project = untouched.Built(0);
        project.Change(1);
        var folder = Path.Combine(project.Folder, what);

        var build = await EngineRun.BuildAsync(project,
            "unshare", "--mount", "sh", "-c", $"mount --bind '{folder}' '{folder}' && mount -o remount,bind,ro '{folder}' && exec \"$@\"", "sh");

        A_full_disk.ShouldComplain(build, what);
        await untouched.ShouldBeRightAsync(project, 1, what);
        Folders.Delete(Path.GetDirectoryName(project.Folder)!);
    }

    /// <summary>As `rm -rf` does, which is not put off by what others make meanwhile.</summary>
    static void Take(string folder)
    {
        for (var attempt = 0; attempt < 100 && Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A file was made in it just now.
            }
        }
    }
}
