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
            for folder; do :; done
            name=$(sed -n 's/.*"stage": "\(.*\)",/\1/p' "$folder/stage.json")
            case "$*" in *--standby*)
                echo "$name stands by" >> "$ROOT/ran.txt"
                echo $$ > "$ROOT/$name.pid" && mv "$ROOT/$name.pid" "$ROOT/$name.standing"
                read word || { echo "$name is sent away" >> "$ROOT/ran.txt"; exit 130; };;
            esac
            echo "$name works" >> "$ROOT/ran.txt"
            . "$ROOT/$name.sh"
            mkdir "$folder/output" && echo "$name" > "$folder/output/$name.txt"
            """);
        toy.Method("prepare", "until [ -e \"$ROOT/train.standing\" ]; do :; done", ["data"]).Method("train", "", ["prepare"]);
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
    public async Task It_is_sent_away_when_its_input_fails()
    {
        toy.Method("prepare", "until [ -e \"$ROOT/train.standing\" ]; do :; done; exit 3", ["data"]);

        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Ran[^1].ShouldBe("train is sent away");
        toy.Ran[..^1].ShouldBe(["prepare works", "train stands by"], ignoreOrder: true);
        Directory.EnumerateDirectories(Path.Combine(toy.Cache, "work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_takes_its_place_when_it_was_ended_meanwhile()
    {
        toy.Method("prepare", "until [ -e \"$ROOT/train.standing\" ]; do :; done; kill -9 $(cat \"$ROOT/train.standing\")", ["data"]);

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
