using System.Text.Json;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Store.Checks;
using ModelBuild.Store.State;

namespace ModelBuild.Faults.Tests;

/// <summary>The writes, flushes and renames of a build, recorded, and replayed up to every cut with every loss that a power failure may bring.</summary>
public class Losing_power(Untouched untouched)
{
    /// <summary>What there is when the build begins, or what it comes to.</summary>
    public enum Scene
    {
        Cold,

        /// <summary>A model of other data is replaced.</summary>
        Trained,

        /// <summary>The same, but nothing is known of it.</summary>
        TrainedWithoutState,

        /// <summary>A stage leaves checkpoints and fails.</summary>
        Fails,

        /// <summary>It goes on from them.</summary>
        GoesOn,
    }

    [Theory]
    [InlineData(Scene.Cold)]
    [InlineData(Scene.Trained)]
    [InlineData(Scene.TrainedWithoutState)]
    [InlineData(Scene.Fails)]
    [InlineData(Scene.GoesOn)]
    public async Task Leaves_nothing_that_looks_like_more_than_it_is(Scene scene)
    {
        Extent.SkipWithoutTracer();
        var (project, model) = await RecordAsync(scene);
        var replayed = new SmallProject(Path.Combine(Path.GetDirectoryName(project.Folder)!, "replayed"));
        var disk = new Disk(replayed.Folder);
        File.Delete(replayed.Definition);
        File.Delete(replayed.Data);
        var seen = new HashSet<string>();
        var states = 0;
        ModelPlan? plan = null;

        foreach (var (cut, lost) in Losses(model, samples: Extent.IsFull ? 40 : 2, pairs: Extent.IsFull ? 300 : 0, every: Extent.IsFull ? 1 : 8))
        {
            states++;
            var state = model.StateAt(cut, lost);
            foreach (var path in state.Keys.Where(path => !Counts(path)).ToList())
                state.Remove(path);
            if (!seen.Add(Fingerprint(state)))
                continue;
            disk.Become(state);
            plan ??= ProjectPlan.Load(replayed.Request.Project, Extent.Unindexed()).Models.Single();
            ShouldBeHonest(replayed, plan, scene, () => $"after step {cut}: {string.Join("; ", lost.Select(model.Describe))}");
        }
        Extent.Tell($"{scene}: {model.Count} steps, {states} losses, {seen.Count} states of the disk");
        Folders.Delete(Path.GetDirectoryName(project.Folder)!);
    }

    [Theory]
    [InlineData(Scene.Cold, 6, 200)]
    [InlineData(Scene.Trained, 3, 100)]
    [InlineData(Scene.TrainedWithoutState, 3, 50)]
    [InlineData(Scene.GoesOn, 4, 100)]
    public async Task Leaves_what_the_next_build_can_use(Scene scene, int sample, int all)
    {
        Extent.SkipWithoutTracer();
        Extent.SkipUnlessRoot("pretending to have started the machine anew needs root");
        var (project, model) = await RecordAsync(scene);
        var random = new Random(5);
        var losses = Losses(model, samples: 8, pairs: 0, every: 1).ToArray();
        random.Shuffle(losses);
        var builds = 0;
        foreach (var (cut, lost) in losses.Take(Extent.IsFull ? all : sample))
        {
            // In the same place, since names of files are made from it.
            Folders.Delete(project.Folder);
            var replayed = new SmallProject(project.Folder);
            File.Delete(replayed.Definition);
            File.Delete(replayed.Data);
            new Disk(replayed.Folder).Become(model.StateAt(cut, lost));
            var what = $"after step {cut}: {string.Join("; ", lost.Select(model.Describe))}";

            var next = await EngineRun.BuildAsync(replayed, AnotherBoot());
            if (scene == Scene.GoesOn && next.ExitCode != 0)
                next = await EngineRun.BuildAsync(replayed, AnotherBoot()); // it began from the beginning, and fails once as told

            next.ExitCode.ShouldBe(0, $"{what}\n{next.Words}");
            untouched.ShouldBeSound(replayed, 1, what, others: scene == Scene.GoesOn);
            builds++;
        }
        Extent.Tell($"{scene}: {builds} builds after as many of {losses.Length} losses");
        Folders.Delete(Path.GetDirectoryName(project.Folder)!);
    }

    async Task<(SmallProject Project, DiskModel Model)> RecordAsync(Scene scene)
    {
        var project = scene is Scene.Trained or Scene.TrainedWithoutState ? untouched.Built(0) : new SmallProject(Path.Combine(untouched.NewFolder(), "project"));
        project.Change(1);
        if (scene == Scene.TrainedWithoutState)
            Folders.Delete(project.StateFolder);
        if (scene is Scene.Fails or Scene.GoesOn)
            project.FailOnce();
        if (scene == Scene.GoesOn)
            (await EngineRun.BuildAsync(project)).ExitCode.ShouldBe(1);
        var model = new DiskModel(project.Folder, Counts);
        using var run = EngineRun.Trace(project, project.Folder, "--record");
        var build = await run.EndAsync();
        build.ExitCode.ShouldBe(scene == Scene.Fails ? 1 : 0, build.Words);
        model.Apply(build.Steps);
        return (project, model);
    }

    /// <summary>What is in a folder that only its maker looks into is as good as nothing.</summary>
    static bool Counts(string path) => !path.StartsWith("cache/tmp/", StringComparison.Ordinal) && !path.StartsWith("cache/work/", StringComparison.Ordinal);

    /// <summary>For every cut: nothing lost, everything, each thing alone, two of them, and random ones.</summary>
    /// <param name="pairs">So many random ones at a cut; after the last step, any two.</param>
    /// <param name="every">Each thing alone only at every so-manieth cut.</param>
    static IEnumerable<(int Cut, List<DiskModel.Omission> Lost)> Losses(DiskModel model, int samples, int pairs, int every)
    {
        const int FewEnoughForAll = 8;
        var random = new Random(3);
        var cuts = 0;
        for (var cut = 0; cut <= model.Count; cut++)
        {
            if (cut > 0 && !model.Matters(cut))
                continue;
            var pending = model.Pending(cut);
            yield return (cut, []);
            if (pending.Count <= FewEnoughForAll)
            {
                for (var some = 1; some < 1 << pending.Count; some++)
                    yield return (cut, [.. pending.Where((_, i) => (some & (1 << i)) != 0)]);
                continue;
            }
            foreach (var loss in new[] { Loss.BackToFlushed, Loss.Half, Loss.Zeros })
                yield return (cut, [.. pending.Where(omission => omission.Node is null || omission.Loss == loss)]);
            cuts++;
            for (var i = 0; i < pending.Count && (cuts % every == 0 || cut == model.Count); i++)
                yield return (cut, [pending[i]]);
            var chance = pairs == 0 ? 0 : cut == model.Count ? 1 : 2.0 * pairs / pending.Count / pending.Count;
            for (var i = 0; i < pending.Count; i++)
                for (var j = 0; chance > 0 && j < i; j++)
                    if (random.NextDouble() < chance && (pending[i].Node is null || pending[i].Node != pending[j].Node))
                        yield return (cut, [pending[i], pending[j]]);
            for (var i = 0; i < samples; i++)
            {
                var share = random.NextDouble();
                yield return (cut, [.. pending.Where(_ => random.NextDouble() < share)]);
            }
        }
    }

    static string Fingerprint(SortedDictionary<string, object?> state)
    {
        var hash = new HashCode();
        var length = 0L;
        foreach (var (path, content) in state)
        {
            hash.Add(path, StringComparer.Ordinal);
            if (content is byte[] bytes)
            {
                hash.AddBytes(bytes);
                length += bytes.Length;
            }
        }
        return $"{hash.ToHashCode()} {state.Count} {length}";
    }

    /// <summary>Nothing is believed that is not so, and nothing stops the next build. Looks as the product does, without a build.</summary>
    void ShouldBeHonest(SmallProject project, ModelPlan plan, Scene scene, Func<string> what)
    {
        StoreCheck.Of(project.Cache).Findings.ShouldBeEmpty(what());
        untouched.ShouldHaveRightEntries(project.Cache, others: scene is Scene.Fails or Scene.GoesOn);

        var request = project.Request.Project;
        var state = ModelStateFile.Read(request.StateFile(SmallProject.Model));
        if (File.Exists(project.Data) && UpToDateCheck.FirstReason(plan, state, Extent.Unindexed(), request, [], DateOnly.MinValue) is null)
            Folders.Content(project.ModelFolder).ShouldBe(untouched.Model(1), what());
        // Else the engine would take the model for the user's own files, and ask to move them away. Reports alone it takes for its own.
        if (Folders.Names(project.ModelFolder).Any(name => name != "reports"))
            (File.Exists(request.LockFile(SmallProject.Model)) || File.Exists(Path.Combine(project.ModelFolder, "gates.json"))).ShouldBeTrue(what());
        foreach (var record in Folders.Files(project.Runs).Where(file => Path.GetFileName(file) == "run.json"))
            Should.NotThrow(() => JsonDocument.Parse(File.ReadAllBytes(record)).Dispose(), what());
        // Nothing of ModelBuild replaces one that somebody committed so.
        if (File.Exists(project.Lock))
            Should.NotThrow(() => LockFile.Parse(File.ReadAllBytes(project.Lock)), what());
        // Once it is there, nobody writes it again.
        if (File.Exists(Path.Combine(project.Folder, ".modelbuild", ".gitignore")))
            File.ReadAllText(Path.Combine(project.Folder, ".modelbuild", ".gitignore")).ShouldBe("*\n", what());
        foreach (var guard in Folders.Files(Path.Combine(project.Cache, "checkpoints")).Where(file => file.EndsWith(".lock", StringComparison.Ordinal)))
            if (File.ReadAllText(guard) == "settled" && File.Exists(Path.Combine(guard[..^".lock".Length], "round.txt")))
                File.ReadAllText(Path.Combine(guard[..^".lock".Length], "round.txt")).ShouldMatch("^[0-9]+ [0-9a-f]{64}$", what());
    }

    /// <summary>A program that starts the rest of its command line with another boot id.</summary>
    static string[] AnotherBoot()
    {
        var boot = Path.Combine(Path.GetTempPath(), "modelbuild-faults-boot");
        File.WriteAllText(boot, "00000000-0000-4000-8000-000000000000\n");
        return ["unshare", "--mount", "sh", "-c", $"mount --bind '{boot}' /proc/sys/kernel/random/boot_id && exec \"$@\"", "sh"];
    }
}
