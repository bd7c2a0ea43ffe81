namespace ModelBuild.Runner.Tests;

public sealed class A_stage_that_succeeds
{
    [Fact]
    public void Reads_a_data_file()
    {
        using var stage = new StageFolder("Load", "data:data");
        stage.Write("inputs/data", "a,b\n1,2\n");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("a,b\n1,2\n");
        stage.Log.ShouldBeEmpty();
        File.Exists(Path.Combine(stage.Root, "errors.jsonl")).ShouldBeFalse();
        Directory.Exists(Path.Combine(stage.Root, "output.partial")).ShouldBeFalse();
    }

    [Fact]
    public void Reads_a_data_folder()
    {
        using var stage = new StageFolder("Members", "data:data");
        stage.Write("inputs/data/b.csv", "");
        stage.Write("inputs/data/a.csv", "");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("a.csv b.csv");
    }

    [Fact]
    public void Reads_artifacts_by_parameter()
    {
        using var stage = new StageFolder("Join", "load:artifact", "other:artifact");
        stage.Write("inputs/load/text.txt", "one ");
        stage.Write("inputs/other/text.txt", "two");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("one two");
    }

    [Fact]
    public void Collects_artifacts_in_their_order()
    {
        using var stage = new StageFolder("Collects", "parts:artifacts:train:11", "fold:settings:folds");
        stage.Write("options.json", """{"fold": 7}""");
        for (var i = 0; i < 11; i++)
            stage.Write($"inputs/parts/{i}/text.txt", $"part{i}");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("7: part0 part1 part2 part3 part4 part5 part6 part7 part8 part9 part10");
    }

    [Fact]
    public void Collects_nothing_where_the_stages_are_switched_off()
    {
        using var stage = new StageFolder("Collects", "parts:artifacts", "fold:settings:folds");
        stage.Write("options.json", """{"fold": 7}""");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("7: ");
    }

    [Fact]
    public void Is_given_null_for_what_is_switched_off()
    {
        using var stage = new StageFolder("TakesNull", "other:none");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("nothing");
    }

    [Theory]
    [InlineData("", "all 0 True")]
    [InlineData(""", "memoryBytes": 5368709120, "gpus": 2""", "5368709120 2 True")]
    public void Is_told_of_memory_and_GPUs(string resources, string told)
    {
        using var stage = new StageFolder("Resources", "context:context");
        stage.Write("stage.json", stage.Read("stage.json").Replace("\"cpus\": 3", "\"cpus\": 3" + resources, StringComparison.Ordinal));

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe(told);
    }

    [Fact]
    public void Goes_on_from_its_checkpoints()
    {
        using var stage = new StageFolder("Checkpoints", "context:context", "options:settings");
        var kept = Path.Combine(stage.Root, "..", "kept", "key");
        stage.Describe($"\"checkpoints\": \"{kept.Replace('\\', '/')}\"");

        stage.Run().ShouldBe(3);
        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("after round 1");
        File.Exists(Path.Combine(kept, "state")).ShouldBeTrue();
    }

    [Fact]
    public void Makes_no_folder_for_checkpoints_that_it_does_not_ask_for()
    {
        using var stage = new StageFolder("TakesNull", "other:none");
        var kept = Path.Combine(stage.Root, "..", "kept");
        stage.Describe($"\"checkpoints\": \"{kept.Replace('\\', '/')}\"");

        stage.Run().ShouldBe(0, stage.Log);

        Directory.Exists(kept).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Later")]
    [InlineData("Awaits")]
    public void May_return_a_task(string method)
    {
        using var stage = new StageFolder(method, "load:artifact");
        stage.Write("inputs/load/text.txt", "now and");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("now and later");
    }

    [Fact]
    public void Is_given_seed_threads_log_and_metrics()
    {
        using var stage = new StageFolder("Context", "context:context");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("-9223372036854775808 3 False");
        stage.Log.ShouldContain("a line\na line of its own\n");
        stage.Log.ShouldContain("a line on standard error\n");
        stage.Read("metrics.jsonl").ShouldBe("""
            {"name": "trainLoss", "value": 0.5, "step": 1}
            {"name": "odd \"name\"", "value": "NaN", "step": 2}

            """);
    }

    [Fact]
    public void Reports_progress_at_most_ten_times_a_second_and_its_end_always()
    {
        using var stage = new StageFolder("Progress", "context:context");

        stage.Run().ShouldBe(0, stage.Log);

        var progress = stage.Progress();
        progress[0].ShouldBe(0);
        progress[^1].ShouldBe(1);
        progress.ShouldBe(progress.Order());
        progress.Length.ShouldBeLessThan(10_000);
        stage.Log.ShouldContain("##progress 1.00 round 100000 of 100000\n");
    }

    [Fact]
    public void May_print_more_than_a_pipe_holds()
    {
        using var stage = new StageFolder("Prints");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Log.Split('\n').Length.ShouldBe(20_001);
    }

    [Fact]
    public void Ends_although_it_left_a_thread()
    {
        using var stage = new StageFolder("LeavesAThread");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("done");
    }

    [Fact]
    public void Does_not_know_the_language_of_its_machine()
    {
        using var stage = new StageFolder("Culture");

        stage.Run().ShouldBe(0, stage.Log);

        stage.Output.ShouldBe("1.5 01/02/2020 00:00:00");
    }

    [Fact]
    public void Replaces_what_an_earlier_run_left()
    {
        using var stage = new StageFolder("Load", "data:data");
        stage.Write("inputs/data", "new");
        stage.Write("output/old.txt", "old");
        stage.Write("output.partial/older.txt", "older");
        stage.Write("errors.jsonl", "old");
        stage.Write("metrics.jsonl", "old");

        stage.Run().ShouldBe(0, stage.Log);

        Directory.GetFiles(Path.Combine(stage.Root, "output")).ShouldHaveSingleItem();
        File.Exists(Path.Combine(stage.Root, "errors.jsonl")).ShouldBeFalse();
        File.Exists(Path.Combine(stage.Root, "metrics.jsonl")).ShouldBeFalse();
    }
}
