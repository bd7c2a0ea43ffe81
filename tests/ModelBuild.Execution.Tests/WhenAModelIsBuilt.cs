using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAModelIsBuilt : IDisposable
{
    readonly ToyModel toy = new ToyModel().WithThreeStages();

    public void Dispose() => toy.Dispose();

    [Fact]
    public async Task Every_stage_runs_and_the_model_is_put_into_its_folder()
    {
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBe(["prepare", "train", "evaluate"]);
        toy.Model("model.txt").ShouldStartWith("ONE");
        toy.Model("metrics.json").ShouldContain("0.9");
        toy.Model("gates.json").ShouldNotBeEmpty();
        toy.Events.OfType<ModelFinishedEvent>().ShouldHaveSingleItem().Headline.ShouldContain("accuracy 0.9");
    }

    [Fact]
    public async Task The_profile_that_validation_leaves_is_put_beside_the_model()
    {
        toy.Stage("validate", "cp inputs/prepare/table.txt output.partial/profile.json; echo no > output.partial/other.txt", ["prepare"]);
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Model("profile.json").ShouldStartWith("ONE");
        File.Exists(Path.Combine(toy.ModelFolder, "other.txt")).ShouldBeFalse();
        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Ran.Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_schema_is_what_validation_left_and_nothing_is_trained()
    {
        toy.Stage("validate", "cp inputs/prepare/table.txt output.partial/schema.yaml", ["prepare"]);
        (await toy.BuildAsync(EngineGoal.InferSchema)).ShouldBeTrue();
        (await toy.BuildAsync(EngineGoal.InferSchema)).ShouldBeTrue();

        toy.Ran.ShouldBe(["prepare", "validate"]);
        toy.Events.OfType<SchemaInferredEvent>().ShouldHaveSingleItem().ShouldBe(new("toy", "ONE\n"));
        Directory.Exists(toy.ModelFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_pipeline_that_infers_no_schema_says_so()
    {
        (await toy.BuildAsync(EngineGoal.InferSchema)).ShouldBeFalse();
        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB2074");

        toy.Stage("validate", "echo yes > output.partial/report.txt", ["prepare"]);
        (await toy.BuildAsync(EngineGoal.InferSchema)).ShouldBeFalse();
        toy.Errors.ShouldHaveSingleItem().Message.ShouldStartWith("stage 'validate' left no file 'schema.yaml'");
    }

    [Fact]
    public async Task A_model_with_a_profile_of_its_own_is_told_from_that_of_validation()
    {
        toy.Stage("train", "cp inputs/prepare/table.txt output.partial/profile.json", ["prepare"]);
        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Stage("validate", "cp inputs/prepare/table.txt output.partial/profile.json", ["prepare"]);
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3018");
    }

    [Fact]
    public async Task Beside_another_with_the_same_stages_each_runs_once()
    {
        (await toy.BuildAsync("toy", "twin")).ShouldBeTrue();

        toy.Ran.ShouldBe(["prepare", "train", "evaluate"]);
        toy.Model("../twin/model.txt").ShouldBe(toy.Model("model.txt"));
    }

    [Fact]
    public async Task Again_nothing_runs()
    {
        await toy.BuildAsync();
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Length.ShouldBe(3);
        toy.Events.OfType<StageFinishedEvent>().Select(e => e.Outcome).Distinct().ShouldBe([StageOutcome.UpToDate]);
    }

    [Fact]
    public async Task A_changed_option_reruns_its_stage_and_what_follows()
    {
        await toy.BuildAsync();
        toy.Stage("train", "cat inputs/prepare/table.txt options.json > output.partial/model.txt", ["prepare"], null, ("train.l2", "2"));
        await toy.BuildAsync();

        toy.Ran[3..].ShouldBe(["train", "evaluate"]);
        toy.Model("model.txt").ShouldContain("\"train.l2\":2");
        toy.Events.OfType<StageStartedEvent>().First().Reason.ShouldContain("train.l2");
    }

    [Fact]
    public async Task A_stage_is_told_how_many_processors_it_gets_not_how_many_it_asked_for()
    {
        toy.Stage("train", "cat stage.json > output.partial/model.txt", ["prepare"], new(Cpus: 100_000));
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Model("model.txt").ShouldContain($"\"cpus\": {Environment.ProcessorCount}\n");
    }

    [Fact]
    public async Task Stages_that_want_all_processors_never_run_at_once()
    {
        const string Alone = "[ ! -e '{0}/busy' ] && touch '{0}/busy' && sleep 0.3 && rm '{0}/busy' && touch output.partial/x";
        var script = string.Format(System.Globalization.CultureInfo.InvariantCulture, Alone, toy.Root);
        toy.Stage("left", script, ["data"], new(Cpus: 100_000)).Stage("right", script, ["data"], new(Cpus: 100_000))
            .Stage("train", "touch output.partial/model.txt", ["left", "right"]);

        (await toy.BuildAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_model_that_nothing_evaluates_is_known_again_without_state()
    {
        using var bare = new ToyModel();
        bare.Stage("train", "touch output.partial/model.txt", ["data"]);
        (await bare.BuildAsync()).ShouldBeTrue();
        Directory.Delete(Path.Combine(bare.Root, "obj"), recursive: true);
        bare.Stage("train", "echo new > output.partial/model.txt", ["data"]);

        (await bare.BuildAsync()).ShouldBeTrue();

        bare.Model("model.txt").ShouldBe("new\n");
        bare.Model("gates.json").ShouldBe("[]\n");
    }

    [Fact]
    public async Task A_stage_sees_nothing_of_the_builds_own_environment()
    {
        Environment.SetEnvironmentVariable("MODELBUILD_TESTS_SECRET", "told");
        toy.Stage("train", "env > output.partial/model.txt", ["prepare"], new(MemoryBytes: 1 << 26));

        (await toy.BuildAsync()).ShouldBeTrue();

        var seen = toy.Model("model.txt").Split('\n');
        seen.ShouldNotContain("MODELBUILD_TESTS_SECRET=told");
        seen.ShouldContain("TZ=UTC");
        seen.ShouldContain("LC_ALL=C.UTF-8");
        seen.ShouldContain("DOTNET_GCHeapHardLimit=4000000"); // hexadecimal
        seen.ShouldContain(line => line.StartsWith("TMPDIR=", StringComparison.Ordinal) && line.Contains(".train-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_touched_file_reruns_nothing()
    {
        await toy.BuildAsync();
        File.SetLastWriteTimeUtc(toy.Data, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await toy.BuildAsync();

        toy.Ran.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_changed_file_reruns_what_depends_on_it()
    {
        await toy.BuildAsync();
        File.WriteAllText(toy.Data, "two\n");
        await toy.BuildAsync();

        toy.Ran.Length.ShouldBe(6);
        toy.Model("model.txt").ShouldStartWith("TWO");
    }

    [Fact]
    public async Task Equal_output_of_a_rerun_stage_stops_the_rerun_there()
    {
        await toy.BuildAsync();
        File.WriteAllText(toy.Data, "ONE\n"); // upper case already: prepare gives the same bytes
        await toy.BuildAsync();

        toy.Ran[3..].ShouldBe(["prepare"]);
    }

    [Fact]
    public async Task An_old_state_comes_back_from_the_cache()
    {
        await toy.BuildAsync();
        File.WriteAllText(toy.Data, "two\n");
        await toy.BuildAsync();
        File.WriteAllText(toy.Data, "one\n");
        await toy.BuildAsync();

        toy.Ran.Length.ShouldBe(6);
        toy.Model("model.txt").ShouldStartWith("ONE");
    }

    [Fact]
    public async Task A_deleted_model_folder_is_put_back_without_running_a_stage()
    {
        await toy.BuildAsync();
        Directory.Delete(toy.ModelFolder, recursive: true);
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Length.ShouldBe(3);
        toy.Model("model.txt").ShouldStartWith("ONE");
    }

    [Fact]
    public async Task A_folder_with_somebody_elses_files_is_not_replaced()
    {
        Directory.CreateDirectory(toy.ModelFolder);
        File.WriteAllText(Path.Combine(toy.ModelFolder, "mine.txt"), "mine");
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3021");
        toy.Model("mine.txt").ShouldBe("mine");
    }

    [Fact]
    public async Task Files_whose_bytes_stay_keep_their_times()
    {
        await toy.BuildAsync();
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(toy.ModelFolder, "model.txt"), old);
        toy.Gate("accuracy", min: 0.5);
        await toy.BuildAsync();

        toy.Model("gates.json").ShouldContain("0.5");
        File.GetLastWriteTimeUtc(Path.Combine(toy.ModelFolder, "model.txt")).ShouldBe(old);
    }

    [Fact]
    public async Task A_record_of_the_run_keeps_results_and_logs_and_is_ignored_by_git()
    {
        toy.Stage("train", "echo said by train; echo said on stderr >&2; cp inputs/prepare/table.txt output.partial/model.txt", ["prepare"]);
        await new Engine(toy.Request(), _ => { }, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken); // nothing ran: no record
        Directory.Exists(toy.Request().RunsFolder).ShouldBeFalse();

        await toy.BuildAsync();

        var run = Directory.GetDirectories(toy.Request().RunsFolder).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(run, "toy.train.log")).ShouldContain("said by train");
        File.ReadAllText(Path.Combine(run, "toy.train.log")).ShouldContain("said on stderr");
        File.ReadAllText(Path.Combine(run, "run.json")).ShouldContain("\"node\":\"train\",\"outcome\":\"Ran\"");
        File.ReadAllText(Path.Combine(toy.Root, ".modelbuild", ".gitignore")).ShouldBe("*\n");
    }

    [Fact]
    public async Task Stages_that_do_not_wait_for_each_other_run_at_the_same_time()
    {
        // Each waits for the other's sign: only possible together.
        string Meet(string mine, string other) =>
            $"touch '{toy.Root}/{mine}'; n=0; while [ ! -e '{toy.Root}/{other}' ] && [ $n -lt 600 ]; do sleep 0.05; n=$((n+1)); done; [ -e '{toy.Root}/{other}' ] && touch output.partial/x";
        toy.Stage("left", Meet("l", "r"), ["data"]).Stage("right", Meet("r", "l"), ["data"])
            .Stage("train", "touch output.partial/model.txt", ["left", "right"]);
        if (Environment.ProcessorCount < 2)
            Assert.Skip("needs two processors");

        (await toy.BuildAsync()).ShouldBeTrue();
    }
}
