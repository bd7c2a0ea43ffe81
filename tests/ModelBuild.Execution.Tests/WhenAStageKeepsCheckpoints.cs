using ModelBuild.Core.Definitions;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAStageKeepsCheckpoints : IDisposable
{
    readonly ToyModel toy = new ToyModel().WithThreeStages();

    public void Dispose() => toy.Dispose();

    string Kept => Path.Combine(toy.Cache, "checkpoints");

    /// <summary>The stage fails while it finds no checkpoint; else its model is the checkpoint.</summary>
    void Train(string failure, StageResources? resources = null) => toy.Stage("train",
        $$"""{ [ -e "$MODELBUILD_CHECKPOINTS/state" ] || { echo half > "$MODELBUILD_CHECKPOINTS/state"; {{failure}}; } && cp "$MODELBUILD_CHECKPOINTS/state" output.partial/model.txt; }""",
        ["prepare"], resources);

    [Theory]
    [InlineData("exit 3", "MB3001")]
    [InlineData("exit 7", "MB3010")]
    [InlineData("kill -9 $$", "MB3010")]
    [InlineData("exec tail -f /dev/null", "MB3013")]
    public async Task The_next_attempt_finds_them_however_the_last_one_ended(string failure, string code)
    {
        Train(failure, new(Time: TimeSpan.FromSeconds(2)));

        (await toy.BuildAsync()).ShouldBeFalse();
        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe(code);
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Model("model.txt").ShouldBe("half\n");
        Directory.EnumerateFileSystemEntries(Kept).Select(Path.GetFileName).ShouldBe([".gate"]);
    }

    /// <summary>Who cancels can still say that nothing had changed; so a checkout anew, or another machine with the same cache, goes on.</summary>
    [Fact]
    public async Task The_next_attempt_finds_them_after_a_cancelled_one_whatever_was_touched_later()
    {
        Train("exec tail -f /dev/null");
        using var stop = new CancellationTokenSource();
        var build = toy.BuildUntilAsync(EngineGoal.Train, stop.Token);
        while (!Directory.Exists(Kept) || !Directory.EnumerateFiles(Kept, "state", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 0))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(build);
        File.WriteAllText(toy.Data, File.ReadAllText(toy.Data));

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Model("model.txt").ShouldBe("half\n");
    }

    [Fact]
    public async Task A_retry_goes_on_from_them()
    {
        Train("exit 4");

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Count(stage => stage == "train").ShouldBe(2);
        toy.Model("model.txt").ShouldBe("half\n");
    }

    /// <summary>The attempt sees other data than its key says, and leaves a checkpoint of it.</summary>
    [Theory]
    [InlineData("exit 3", "MB3001")]
    [InlineData("exit 4", "MB3014")]
    [InlineData("true", "MB3014")]
    [InlineData("cat \"$DATA.kept\" > \"$DATA\"; exit 3", "MB3001")]
    public async Task Those_of_other_data_are_found_by_nobody(string end, string code)
    {
        var keep = $"cp '{toy.Data}' '{toy.Data}.kept'";
        toy.Stage("train",
            $$"""{ [ -e "$MODELBUILD_CHECKPOINTS/state" ] && cp "$MODELBUILD_CHECKPOINTS/state" output.partial/model.txt; } || { DATA='{{toy.Data}}'; if [ -e "$DATA.kept" ]; then echo fresh > output.partial/model.txt; else {{keep}}; echo other > "$DATA"; echo of other data > "$MODELBUILD_CHECKPOINTS/state"; touch output.partial/model.txt; {{end}}; fi; }""",
            ["prepare", "data"]);

        (await toy.BuildAsync()).ShouldBeFalse();
        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe(code);
        File.Copy(toy.Data + ".kept", toy.Data, overwrite: true);
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Model("model.txt").ShouldBe("fresh\n");
    }

    [Fact]
    public async Task Another_key_has_its_own()
    {
        Train("exit 3");
        await toy.BuildAsync();
        await File.AppendAllTextAsync(toy.Data, "two\n", TestContext.Current.CancellationToken);

        (await toy.BuildAsync()).ShouldBeFalse();

        Directory.EnumerateDirectories(Kept).Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_second_build_at_once_has_its_own()
    {
        Train("exit 3");
        await toy.BuildAsync();
        var key = Digest.Parse(toy.Events.OfType<StageFinishedEvent>().Single(finished => finished.Outcome == StageOutcome.Failed).StageKey!);

        using (var first = new CheckpointFolders(toy.Cache).TryTake(key, [], TestContext.Current.CancellationToken).ShouldNotBeNull())
        {
            (await toy.BuildAsync()).ShouldBeFalse();
            File.Exists(Path.Combine(first.Path, "state")).ShouldBeTrue();
        }

        (await toy.BuildAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_left_of_stages_that_keep_none()
    {
        (await toy.BuildAsync()).ShouldBeTrue();

        Directory.EnumerateFileSystemEntries(Kept).Select(Path.GetFileName).ShouldBe([".gate"]);
    }
}
