using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Store.Checks;
using ModelBuild.Store.Housekeeping;
using ModelBuild.Store.State;

namespace ModelBuild.Store.Tests;

public sealed class A_collection_of_the_cache : IDisposable
{
    static readonly CacheLimits Generous = new(TimeSpan.FromDays(30), long.MaxValue);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("collection-");
    readonly ContentStore store;
    readonly StageCache cache;

    public A_collection_of_the_cache()
    {
        store = new(Root);
        cache = new(Root);
    }

    public void Dispose()
    {
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
            file.Attributes = FileAttributes.Normal;
        folder.Delete(recursive: true);
    }

    string Root => Path.Combine(folder.FullName, "cache");

    /// <summary>A result whose output is a folder with a file of a text; it and its objects look as old as they are said to be.</summary>
    StageResult Result(string key, string text, int days)
    {
        var file = store.AddBytes(System.Text.Encoding.UTF8.GetBytes(text));
        var tree = store.AddTree([new("a.txt", file, text.Length)]);
        var log = store.AddBytes(System.Text.Encoding.UTF8.GetBytes("log of " + key));
        var result = new StageResult(tree, log, null, TimeSpan.FromSeconds(1));
        cache.Add(Key(key), result);
        foreach (var path in new[] { PathOf("cas", file), PathOf("cas", tree), PathOf("cas", log), PathOf("ac", Key(key)) })
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-days));
        return result;
    }

    static Digest Key(string name) => Digest.OfText("key " + name);

    string PathOf(string kind, Digest digest) => Path.Combine(Root, kind, digest.Hex[..2], digest.Hex);

    CollectedCache Collect(CacheLimits limits, bool dryRun = false) => new CacheCollection(Root, TimeProvider.System).Run(
        limits, NeededResults.Of(new ProjectRegistry(Root).All(), new Pins(Root).All().Select(pin => pin.Digest)), dryRun, TestContext.Current.CancellationToken);

    bool IsThere(string key) => cache.Find(Key(key)) is { } result && store.IsWhole(result.Output);

    void ShouldBeSound()
    {
        var check = StoreCheck.Of(Root, TestContext.Current.CancellationToken);
        check.Findings.ShouldBeEmpty();
        check.Misses.ShouldBe(0);
    }

    [Fact]
    public void Removes_what_was_not_used_for_long_and_nothing_else()
    {
        var old = Result("old", "one", days: 40);
        Result("new", "two", days: 20);

        var collected = Collect(Generous);

        (collected.Results, collected.Objects).ShouldBe((1, 3));
        IsThere("old").ShouldBeFalse();
        store.Contains(old.Output).ShouldBeFalse();
        IsThere("new").ShouldBeTrue();
        ShouldBeSound();
    }

    [Fact]
    public void Keeps_objects_that_a_result_that_stays_shares()
    {
        Result("old", "the same", days: 40);
        Result("new", "the same", days: 1);
        foreach (var file in new DirectoryInfo(Path.Combine(Root, "cas")).EnumerateFiles("*", SearchOption.AllDirectories))
            file.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-50);

        Collect(Generous);

        IsThere("new").ShouldBeTrue();
        ShouldBeSound();
    }

    [Fact]
    public void Removes_the_least_recently_used_until_it_is_small_enough()
    {
        for (var i = 1; i <= 5; i++)
            Result($"{i}", new string((char)('a' + i), 1000), days: i);

        Collect(Generous with { Size = 3500 });

        Enumerable.Range(1, 5).Where(i => IsThere($"{i}")).ShouldBe([1, 2, 3]);
        ShouldBeSound();
    }

    [Fact]
    public void Keeps_what_a_state_a_lock_file_a_run_or_a_pin_needs()
    {
        var state = Result("state", "1", days: 400);
        var locked = Result("lock", "2", days: 400);
        Result("run", "3", days: 400);
        Result("pin", "4", days: 400);
        Result("nobody", "5", days: 400);
        var project = Project("p");
        ModelStateFile.Write(project.StateFile("m"), new(
            new Dictionary<NodeId, NodeState> { [new("train")] = new(new([new("stage", "train", "")]), state) }, Key("g"), Key("m"), ""));
        File.WriteAllBytes(Path.Combine(folder.FullName, "p", "m.model.lock.json"),
            new LockFile(null, new Dictionary<string, LockedStage> { ["train"] = new(new Dictionary<string, string>(), new Dictionary<string, Digest> { [""] = locked.Output }) }, new Dictionary<string, double>(), []).Write());
        var runs = Directory.CreateDirectory(Path.Combine(folder.FullName, "p", "runs", "1")).FullName;
        File.WriteAllText(Path.Combine(runs, "run.json"), $$"""{"events": [{"stageKey": "{{Key("run")}}"}, {"other": 1}]}""");
        new ProjectRegistry(Root).Add(project, Path.GetDirectoryName(runs)!);
        new Pins(Root).Add(new(Key("pin"), "for the audit"));

        var collected = Collect(new(TimeSpan.Zero, 0));

        store.IsWhole(state.Output).ShouldBeTrue();
        store.IsWhole(locked.Output).ShouldBeTrue();
        IsThere("run").ShouldBeTrue();
        IsThere("pin").ShouldBeTrue();
        IsThere("nobody").ShouldBeFalse();
        collected.Needed.ShouldBe(collected.Kept);
    }

    [Fact]
    public void Forgets_projects_that_are_gone()
    {
        var project = Project("gone");
        var registry = new ProjectRegistry(Root);
        registry.Add(project, "runs");
        registry.All().ShouldBeEmpty(); // nothing of it was ever built

        ModelStateFile.Write(project.StateFile("m"), new(new Dictionary<NodeId, NodeState>(), Key("g"), Key("m"), ""));
        registry.Add(project, "runs");
        registry.All().ShouldHaveSingleItem().Name.ShouldBe("gone");
        Directory.Delete(Path.Combine(folder.FullName, "gone"), recursive: true);
        registry.All().ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(Root, "projects")).ShouldBeEmpty();
    }

    [Fact]
    public void Only_says_what_it_would_do_when_it_is_dry()
    {
        Result("old", "one", days: 40);

        Collect(Generous, dryRun: true).Results.ShouldBe(1);

        IsThere("old").ShouldBeTrue();
    }

    [Fact]
    public void Leaves_what_a_build_that_runs_has_touched()
    {
        var clock = new Past(TimeSpan.FromDays(10));
        using var lease = BuildLease.Take(Root, clock);
        Result("touched", "one", days: 5);
        Result("old", "two", days: 20);

        Collect(new(TimeSpan.FromDays(1), 0));

        IsThere("touched").ShouldBeTrue();
        IsThere("old").ShouldBeFalse();
    }

    [Fact]
    public void Is_not_held_up_by_a_build_that_was_killed()
    {
        Directory.CreateDirectory(Path.Combine(Root, "builds"));
        var dead = Path.Combine(Root, "builds", "1000-dead");
        File.WriteAllText(dead, "");
        Result("old", "two", days: 5);

        Collect(new(TimeSpan.FromDays(1), 0));

        IsThere("old").ShouldBeFalse();
        File.Exists(dead).ShouldBeFalse();
    }

    [Fact]
    public void Leaves_objects_of_a_result_that_is_about_to_be_written()
    {
        var fresh = store.AddBytes("output of a stage that just ended"u8);

        Collect(new(TimeSpan.Zero, 0));

        store.Contains(fresh).ShouldBeTrue();
    }

    [Fact]
    public void Leaves_an_old_object_that_a_build_wants_again()
    {
        var old = store.AddBytes("the same bytes"u8);
        File.SetLastWriteTimeUtc(PathOf("cas", old), DateTime.UtcNow.AddDays(-400));
        store.AddBytes("the same bytes"u8);

        Collect(new(TimeSpan.Zero, 0));

        store.Contains(old).ShouldBeTrue();
    }

    [Fact]
    public void Removes_checkpoints_that_nobody_came_back_to()
    {
        var kept = new CheckpointFolders(Root);
        foreach (var key in new[] { "old", "new", "in use" })
            using (var checkpoint = kept.TryTake(Key(key), [], TestContext.Current.CancellationToken)!)
            {
                checkpoint.Begin();
                Directory.CreateDirectory(checkpoint.Path);
                File.WriteAllText(Path.Combine(checkpoint.Path, "epoch"), "3");
                checkpoint.Settle();
            }
        string At(string key) => Path.Combine(Root, "checkpoints", Key(key).Hex);
        foreach (var path in new[] { At("old"), At("in use") })
        {
            File.SetLastWriteTimeUtc(path + ".lock", DateTime.UtcNow.AddDays(-40));
            Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-40));
        }
        using var used = kept.TryTake(Key("in use"), [], TestContext.Current.CancellationToken);

        Collect(Generous, dryRun: true).Checkpoints.ShouldBe(1);
        Directory.Exists(At("old")).ShouldBeTrue();
        Collect(Generous).Checkpoints.ShouldBe(1);

        Directory.Exists(At("old")).ShouldBeFalse();
        Directory.Exists(At("new")).ShouldBeTrue();
        Directory.Exists(At("in use")).ShouldBeTrue();
    }

    [Fact]
    public void Counts_what_builds_found()
    {
        Directory.CreateDirectory(Root);
        var uses = new CacheUse(Root);
        var now = DateTimeOffset.UtcNow;
        uses.Add(now.AddDays(-40), 9, 9);
        uses.Add(now.AddDays(-1), 3, 1);
        File.AppendAllText(Path.Combine(Root, "uses"), "torn li");
        File.AppendAllText(Path.Combine(Root, "uses"), "\n");
        uses.Add(now, 4, 0);

        uses.Since(now.AddDays(-30)).ShouldBe(new(2, 7, 1));
        uses.Trim(now.AddDays(-30));
        uses.Since(DateTimeOffset.UnixEpoch).ShouldBe(new(2, 7, 1));
    }

    ModelProject Project(string name) => new()
    {
        Name = name,
        Definitions = [new("m", Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, name)).FullName, "m.model.yaml"))],
        ProjectAssemblies = [],
        PackageAssemblies = [],
        BuiltInAssemblies = [],
        DepsFile = "",
        RuntimeConfig = "",
        Environment = new("10.0.0", "any"),
        StateFolder = Path.Combine(folder.FullName, name, "obj"),
        ModelsFolder = Path.Combine(folder.FullName, name, "models"),
    };

    sealed class Past(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow - ago;
    }
}
