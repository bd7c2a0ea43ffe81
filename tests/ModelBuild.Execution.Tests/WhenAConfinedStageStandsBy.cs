using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

/// <summary>It is confined when it starts, before its inputs and its checkpoints are known. A shell script plays dotnet.</summary>
public sealed class WhenAConfinedStageStandsBy : ConfinedTest
{
    public WhenAConfinedStageStandsBy()
    {
        // It tells what it does in its log, since it can write nowhere else.
        Toy.PlayDotnet("""
            for folder; do :; done
            name=$(sed -n 's/.*"stage": "\(.*\)",/\1/p' "$folder/stage.json")
            case "$*" in *--standby*) echo "$name stands by"; read word || exit 130;; esac
            kept=$(sed -n 's/.*"checkpoints": "\(.*\)",/\1/p' "$folder/stage.json")
            if [ "$name" = train ]; then
                cat "$folder/inputs/prepare/prepare.txt"
                if ls "$kept" | grep -q state; then echo "goes on"; else echo half > "$kept/state"; exit 3; fi
            else
                sleep 1
            fi
            mkdir "$folder/output" && echo "$name" > "$folder/output/$name.txt"
            """);
        Toy.Method("prepare", "", ["data"]).Method("train", "", ["prepare"], context: true);
    }

    [Fact]
    public async Task It_reads_the_input_that_was_made_meanwhile_and_its_checkpoints_stay()
    {
        (await Toy.BuildAsync()).ShouldBeFalse();
        Said().ShouldBe(["train stands by", "prepare"]);

        (await Toy.BuildAsync()).ShouldBeTrue();
        // What an earlier attempt left was not known when one could have stood by, so it does not.
        Said().ShouldBe(["prepare", "goes on"]);
        Directory.EnumerateFileSystemEntries(Path.Combine(Toy.Cache, "checkpoints")).Select(Path.GetFileName).ShouldBe([".gate"]);
        Directory.EnumerateDirectories(Path.Combine(Toy.Cache, "work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_whose_key_has_checkpoints_gives_way_to_another_that_may_reach_them()
    {
        (await Toy.BuildAsync()).ShouldBeFalse();
        // Its input is made again, as it was.
        Directory.Delete(Path.Combine(Toy.Cache, "ac"), recursive: true);

        (await Toy.BuildAsync()).ShouldBeTrue();

        Said().ShouldBe(["prepare", "goes on"]);
    }

    /// <summary>What may be reached is the file that is at a path now, not what comes into its place.</summary>
    [Fact]
    public async Task One_that_reads_declared_data_does_not_stand_by()
    {
        Toy.Method("train", "", ["prepare", "data"], context: true);

        (await Toy.BuildAsync()).ShouldBeFalse();

        Said().ShouldBe(["prepare"]);
    }

    string[] Said() => [.. Toy.Events.OfType<StageLogEvent>().Where(said => said.Node == "train").Select(said => said.Line)];
}
