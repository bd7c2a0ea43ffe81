using System.Diagnostics;

namespace ModelBuild.Faults.Tests;

/// <summary>SIGKILL, with or without the stages: the next build is right.</summary>
public class Killing_a_build(Untouched untouched)
{
    /// <summary>What a build that is killed has to do.</summary>
    public enum Work
    {
        /// <summary>Everything, in an empty cache.</summary>
        Everything,

        /// <summary>All stages again, and to replace the model of other data.</summary>
        Change,

        /// <summary>To put back the model from the cache.</summary>
        Restore,
    }

    [Theory]
    [InlineData(Work.Everything, 16)]
    [InlineData(Work.Change, 8)]
    [InlineData(Work.Restore, 6)]
    public async Task At_any_of_its_steps_leaves_what_the_next_one_can_use(Work work, int sample)
    {
        Extent.SkipWithoutTracer();
        var whole = Begin(work);
        using var counting = EngineRun.Trace(whole, whole.Folder);
        var count = (await counting.EndAsync()).ShouldSucceed().Steps.Count;
        Folders.Delete(Path.GetDirectoryName(whole.Folder)!);

        var kills = 0;
        foreach (var step in Extent.Of(count, sample))
        {
            var project = Begin(work);
            string[] all = step % 2 == 0 ? ["--all"] : [];
            using var run = EngineRun.Trace(project, project.Folder, ["--kill", $"{step + 1}", .. all]);
            var killed = await run.EndAsync();
            kills += killed.ExitCode == 137 ? 1 : 0; // else its steps came in another order, and were fewer
            var what = $"{work} killed at step {step + 1} of {count}{(all.Length > 0 ? " with its stages" : "")}, after {killed.Steps.LastOrDefault()}";
            await untouched.ShouldBeRightAsync(project, 1, what);
            Folders.Delete(Path.GetDirectoryName(project.Folder)!);
        }
        Extent.Tell($"{work}: {count} steps, {kills} kills");
        kills.ShouldBeGreaterThan(Math.Min(count, sample) / 2);
    }

    [Theory]
    [InlineData(Work.Everything, 8, 100)]
    [InlineData(Work.Change, 4, 40)]
    public async Task At_any_moment_leaves_what_the_next_one_can_use(Work work, int sample, int all)
    {
        var whole = Begin(work);
        var clock = Stopwatch.StartNew();
        (await EngineRun.BuildAsync(whole)).ShouldSucceed();
        var duration = clock.Elapsed;
        Folders.Delete(Path.GetDirectoryName(whole.Folder)!);

        var random = new Random(17);
        var kills = 0;
        for (var i = 0; i < (Extent.IsFull ? all : sample); i++)
        {
            var project = Begin(work);
            var (delay, withStages) = (duration * random.NextDouble(), i % 2 == 0);
            using var run = EngineRun.Start(project);
            kills += await KillAfterAsync(run, delay, withStages) ? 1 : 0;
            await untouched.ShouldBeRightAsync(project, 1, $"{work} killed after {delay.TotalMilliseconds:0} ms{(withStages ? " with its stages" : "")}");
            Folders.Delete(Path.GetDirectoryName(project.Folder)!);
        }
        Extent.Tell($"{work}: {kills} kills at random moments of {duration.TotalMilliseconds:0} ms");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beside_another_leaves_that_one_right(bool sameProject)
    {
        var kills = 0;
        var random = new Random(23);
        for (var i = 0; i < (Extent.IsFull ? 60 : 4); i++)
        {
            var folder = untouched.NewFolder();
            var cache = Path.Combine(folder, "cache");
            var killed = Changed(Path.Combine(folder, "one"), cache);
            var other = sameProject ? killed : Changed(Path.Combine(folder, "two"), cache);
            var what = $"kill {i} beside another build of {(sameProject ? "the same project" : "another project")}";

            using var one = EngineRun.Start(killed);
            using var two = EngineRun.Start(other);
            kills += await KillAfterAsync(one, TimeSpan.FromMilliseconds(random.Next(1200)), withStages: i % 2 == 0) ? 1 : 0;
            var survivor = await two.EndAsync();

            survivor.ExitCode.ShouldBe(0, $"{what}\n{survivor.Words}");
            Folders.Content(other.ModelFolder).ShouldBe(untouched.Model(1), what);
            await untouched.ShouldBeRightAsync(killed, 1, what);
            Folders.Delete(folder);
        }
        Extent.Tell($"{kills} kills beside another build of {(sameProject ? "the same project" : "another project")}");
    }

    [Fact]
    public async Task And_another_one_at_once_leaves_what_the_next_one_can_use()
    {
        var kills = 0;
        var random = new Random(29);
        for (var i = 0; i < (Extent.IsFull ? 30 : 3); i++)
        {
            var folder = untouched.NewFolder();
            var project = Changed(Path.Combine(folder, "one"), Path.Combine(folder, "cache"));
            using var one = EngineRun.Start(project);
            using var two = EngineRun.Start(project);
            var first = KillAfterAsync(one, TimeSpan.FromMilliseconds(random.Next(1200)), withStages: i % 2 == 0);
            var second = KillAfterAsync(two, TimeSpan.FromMilliseconds(random.Next(1200)), withStages: i % 3 == 0);
            kills += (await first ? 1 : 0) + (await second ? 1 : 0);

            await untouched.ShouldBeRightAsync(project, 1, $"both killed, {i}");
            Folders.Delete(folder);
        }
        Extent.Tell($"{kills} kills of two builds at once");
    }

    SmallProject Begin(Work work)
    {
        if (work == Work.Everything)
            return Changed(Path.Combine(untouched.NewFolder(), "project"), null);
        var project = untouched.Built(work == Work.Change ? 0 : 1);
        project.Change(1);
        if (work == Work.Restore)
        {
            Folders.Delete(project.StateFolder);
            Folders.Delete(project.ModelsFolder);
        }
        return project;
    }

    static SmallProject Changed(string folder, string? cache)
    {
        var project = new SmallProject(folder, cache);
        project.Change(1);
        return project;
    }

    /// <returns>Whether it was still there to be killed.</returns>
    static async Task<bool> KillAfterAsync(EngineRun run, TimeSpan delay, bool withStages)
    {
        await Task.Delay(delay);
        run.Kill(withStages);
        return (await run.EndAsync()).ExitCode == 137;
    }
}
