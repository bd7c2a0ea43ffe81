using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Faults.Tests;

/// <summary>One clear error while it lasts, nothing half-written, and the next build with space is right.</summary>
public class A_full_disk(Untouched untouched)
{
    [Theory]
    [InlineData("cache")]
    [InlineData("obj")]
    [InlineData("bin/models")]
    [InlineData(".modelbuild")]
    public async Task Fails_the_build_with_an_error_until_there_is_space(string what)
    {
        var (failures, builds) = (0, 0);
        foreach (var kilobytes in Extent.IsFull ? Enumerable.Range(0, 40).Select(i => 4 * i) : [0, 12, 100])
        {
            var folder = untouched.NewFolder();
            var project = SmallProject.Changed(Path.Combine(folder, "project"));
            using (var small = new Mount(Path.Combine(project.Folder, what), kilobytes))
            {
                var build = await EngineRun.BuildAsync(project);

                builds++;
                if (build.ExitCode != 0)
                {
                    failures++;
                    ShouldComplain(build, $"{what} of {kilobytes} KiB");
                }
                small.MakeSpace();
                await untouched.ShouldBeRightAsync(project, 1, $"{what} of {kilobytes} KiB, and then more");
            }
            Folders.Delete(folder);
        }
        Extent.Tell($"{what}: {failures} of {builds} builds failed");
        failures.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 6)]
    public async Task At_any_step_leaves_what_the_next_build_can_use(bool stays, int sample)
    {
        Extent.SkipWithoutTracer();
        const int MoreThanThereAre = 100_000;
        var (failures, builds) = (0, 0);
        foreach (var step in Extent.Of(await CountAsync(MoreThanThereAre), sample))
        {
            var project = SmallProject.Changed(Path.Combine(untouched.NewFolder(), "project"));
            var what = $"no space at step {step + 1}{(stays ? " and after it" : "")}";
            using var run = EngineRun.Trace(project, project.Folder, "--fail", $"{step + 1}{(stays ? "+" : "")}");
            var build = await run.EndAsync();

            builds++;
            if (build.ExitCode != 0)
            {
                failures++;
                ShouldComplain(build, what);
            }
            await untouched.ShouldBeRightAsync(project, 1, what);
            Folders.Delete(Path.GetDirectoryName(project.Folder)!);
        }
        Extent.Tell($"{failures} of {builds} builds failed");
        failures.ShouldBeGreaterThan(0); // some can be done without
    }

    /// <summary>How many steps of a build take space.</summary>
    async Task<int> CountAsync(int never)
    {
        var project = new SmallProject(Path.Combine(untouched.NewFolder(), "project"));
        using var run = EngineRun.Trace(project, project.Folder, "--fail", $"{never}");
        var steps = (await run.EndAsync()).ShouldSucceed().Steps;
        Folders.Delete(Path.GetDirectoryName(project.Folder)!);
        return steps.Count(step => step.TakesSpace);
    }

    internal static void ShouldComplain(EngineResult build, string what)
    {
        build.ExitCode.ShouldBe(1, $"{what}\n{build.Words}");
        build.Errors.ShouldBeEmpty(what);
        var errors = build.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToList();
        errors.ShouldHaveSingleItem($"{what}\n{build.Words}").Code.ShouldStartWith("MB");
    }
}
