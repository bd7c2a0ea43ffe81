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

        /// <summary>Everything, and to upload it.</summary>
        Share,

        /// <summary>To fetch the model that another machine made.</summary>
        Fetch,
    }

    [Theory]
    [InlineData(Work.Everything, 16)]
    [InlineData(Work.Change, 8)]
    [InlineData(Work.Restore, 6)]
    [InlineData(Work.Share, 5)]
    [InlineData(Work.Fetch, 5)]
    public async Task At_any_of_its_steps_leaves_what_the_next_one_can_use(Work work, int sample)
    {
        Extent.SkipWithoutTracer();
        var whole = Begin(work);
        using var counting = EngineRun.Trace(whole, Above(whole));
        var count = (await counting.EndAsync()).ShouldSucceed().Steps.Count;
        Folders.Delete(Above(whole));

        var kills = 0;
        foreach (var step in Extent.Of(count, sample))
        {
            var project = Begin(work);
            string[] all = step % 2 == 0 ? ["--all"] : [];
            using var run = EngineRun.Trace(project, Above(project), ["--kill", $"{step + 1}", .. all]);
            var killed = await run.EndAsync();
            kills += killed.ExitCode == 137 ? 1 : 0; // else its steps came in another order, and were fewer
            var what = $"{work} killed at step {step + 1} of {count}{(all.Length > 0 ? " with its stages" : "")}, after {killed.Steps.LastOrDefault()}";
            await ShouldBeRightAsync(project, what);
            Folders.Delete(Above(project));
        }
        Extent.Tell($"{work}: {count} steps, {kills} kills");
        kills.ShouldBeGreaterThan(Math.Min(count, sample) / 2);
    }

    [Theory]
    [InlineData(Work.Everything, 8, 100)]
    [InlineData(Work.Change, 4, 40)]
    [InlineData(Work.Share, 2, 40)]
    public async Task At_any_moment_leaves_what_the_next_one_can_use(Work work, int sample, int all)
    {
        var whole = Begin(work);
        var clock = Stopwatch.StartNew();
        (await EngineRun.BuildAsync(whole)).ShouldSucceed();
        var duration = clock.Elapsed;
        Folders.Delete(Above(whole));

        var random = new Random(17);
        var kills = 0;
        for (var i = 0; i < (Extent.IsFull ? all : sample); i++)
        {
            var project = Begin(work);
            var (delay, withStages) = (duration * random.NextDouble() * 0.8, i % 2 == 0);
            using var run = EngineRun.Start(project);
            kills += await run.KillAfterAsync(delay, withStages) ? 1 : 0;
            await ShouldBeRightAsync(project, $"{work} killed after {delay.TotalMilliseconds:0} ms{(withStages ? " with its stages" : "")}");
            Folders.Delete(Above(project));
        }
        Extent.Tell($"{work}: {kills} kills at random moments of {duration.TotalMilliseconds:0} ms");
    }

    async Task ShouldBeRightAsync(SmallProject project, string what)
    {
        await untouched.ShouldBeRightAsync(project, 1, what);
        if (project.Remote is { } remote)
            await untouched.ShouldShareRightAsync(remote, 1, what);
    }

    SmallProject Begin(Work work)
    {
        if (work is Work.Share or Work.Fetch)
        {
            var shared = SmallProject.Changed(Path.Combine(untouched.NewFolder(), "project"));
            shared.Remote = Path.Combine(Above(shared), "remote");
            if (work == Work.Fetch)
                Folders.Copy(untouched.Shared, shared.Remote);
            else
                Directory.CreateDirectory(shared.Remote);
            return shared;
        }
        if (work == Work.Everything)
            return SmallProject.Changed(Path.Combine(untouched.NewFolder(), "project"));
        var project = untouched.Built(work == Work.Change ? 0 : 1);
        project.Change(1);
        if (work == Work.Restore)
        {
            Folders.Delete(project.StateFolder);
            Folders.Delete(project.ModelsFolder);
        }
        return project;
    }

    /// <summary>The folder of the project and of what it shares.</summary>
    static string Above(SmallProject project) => Path.GetDirectoryName(project.Folder)!;
}
