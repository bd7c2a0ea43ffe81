using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

/// <summary>A shell script plays dotnet: it writes down when it stands by and when it works, and ends with its lifeline.</summary>
public sealed class WhenAStageStandsBy : IDisposable
{
    readonly ToyModel toy;

    public WhenAStageStandsBy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "shell scripts");
        toy = new ToyModel();
        toy.PlayDotnet("""
            await() { n=0; until [ -e "$ROOT/$1" ]; do n=$((n+1)); [ $n -lt 600 ] || exit 1; sleep 0.05; done; }
            for folder; do :; done
            name=$(sed -n 's/.*"stage": "\(.*\)",/\1/p' "$folder/stage.json")
            case "$*" in *--standby*)
                echo "$name stands by" >> "$ROOT/ran.txt"
                echo "$name is ready"
                echo $$ > "$ROOT/$name.pid" && mv "$ROOT/$name.pid" "$ROOT/$name.standing"
                read word || { echo "$name is sent away" >> "$ROOT/ran.txt"; exit 130; };;
            esac
            echo "$name works" >> "$ROOT/ran.txt"
            . "$ROOT/$name.sh"
            mkdir "$folder/output" && echo "$name" > "$folder/output/$name.txt"
            """);
        toy.Method("prepare", "await train.standing", ["data"]).Method("train", "", ["prepare"]);
    }

    public void Dispose() => toy?.Dispose();

    [Fact]
    public async Task It_is_started_while_its_input_is_made_and_works_when_that_is_there()
    {
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran[^1].ShouldBe("train works");
        toy.Ran[..^1].ShouldBe(["prepare works", "train stands by"], ignoreOrder: true);
        toy.Events.OfType<StageStartedEvent>().Select(started => started.Node).ShouldBe(["prepare", "train"]);
    }

    [Fact]
    public async Task What_it_said_before_is_heard_when_it_works()
    {
        (await toy.BuildAsync()).ShouldBeTrue();

        var said = toy.Events.FindIndex(happened => happened is StageLogEvent { Node: "train", Line: "train is ready" });
        said.ShouldBeGreaterThan(toy.Events.FindIndex(happened => happened is StageStartedEvent { Node: "train" }));
    }

    [Fact]
    public async Task Its_time_begins_when_it_works()
    {
        toy.Method("prepare", "await train.standing; sleep 2", ["data"]).Method("train", "", ["prepare"], new(Time: TimeSpan.FromSeconds(1.5)));

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Order().ShouldBe(["prepare works", "train stands by", "train works"]);
        toy.Events.OfType<StageFinishedEvent>().Single(finished => finished.Node == "train").Seconds.ShouldBeLessThan(1.5);
    }

    [Fact]
    public async Task It_may_be_another_models_as_well()
    {
        (await toy.BuildAsync("toy", "twin")).ShouldBeTrue();

        toy.Ran.Count(line => line == "prepare works").ShouldBe(1);
        toy.Ran.Count(line => line == "train works").ShouldBe(1);
        Directory.EnumerateDirectories(Path.Combine(toy.Cache, "work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_told_where_its_checkpoints_are_when_its_inputs_are_there()
    {
        toy.Method("train", """
            kept=$(sed -n 's/.*"checkpoints": "\(.*\)",/\1/p' "$folder/stage.json")
            mkdir -p "$kept"
            [ -e "$kept/state" ] || { echo "$kept" > "$kept/state"; exit 3; }
            """, ["prepare"]);

        (await toy.BuildAsync()).ShouldBeFalse();
        toy.Ran.ShouldContain("train stands by");
        (await toy.BuildAsync()).ShouldBeTrue();

        Directory.EnumerateDirectories(Path.Combine(toy.Cache, "checkpoints")).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_started_again_when_it_could_not_be()
    {
        toy.Method("prepare", "await train.standing; mv \"$ROOT/dotnet\" \"$ROOT/gone\"", ["data"])
            .Method("train", "sleep 1; mv \"$ROOT/gone\" \"$ROOT/dotnet\"", ["prepare"])
            .Method("report", "", ["train"]);

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran[^1].ShouldBe("report works");
    }

    [Fact]
    public async Task It_is_sent_away_when_its_input_fails()
    {
        toy.Method("prepare", "await train.standing; exit 3", ["data"]);

        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Ran[^1].ShouldBe("train is sent away");
        toy.Events.OfType<StageLogEvent>().ShouldNotContain(said => said.Node == "train");
        toy.Ran[..^1].ShouldBe(["prepare works", "train stands by"], ignoreOrder: true);
        Directory.EnumerateDirectories(Path.Combine(toy.Cache, "work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_takes_its_place_when_it_was_ended_meanwhile()
    {
        toy.Method("prepare", "await train.standing; kill -9 $(cat \"$ROOT/train.standing\")", ["data"]);

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran[^1].ShouldBe("train works");
        toy.Ran[..^1].ShouldBe(["prepare works", "train stands by"], ignoreOrder: true);
        Directory.EnumerateDirectories(Path.Combine(toy.Cache, "work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_sent_away_when_its_input_comes_out_as_it_was()
    {
        await toy.BuildAsync();
        File.Delete(toy.Counter);
        File.Delete(Path.Combine(toy.Root, "train.standing"));
        await File.AppendAllTextAsync(toy.Data, "two\n", TestContext.Current.CancellationToken);

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran[^1].ShouldBe("train is sent away");
        toy.Ran[..^1].ShouldBe(["prepare works", "train stands by"], ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_stands_by_when_everything_is_in_the_cache()
    {
        await toy.BuildAsync();
        File.Delete(toy.Counter);
        Directory.Delete(Path.Combine(toy.Root, "obj"), recursive: true);
        Directory.Delete(toy.ModelFolder, recursive: true);

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBeEmpty();
    }
}
