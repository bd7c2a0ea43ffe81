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
