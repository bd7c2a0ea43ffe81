namespace ModelBuild.Testing.Tests;

public sealed class Running_a_pipeline
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static PipelineTest Sums() => new PipelineTest(typeof(SumPipeline)).WithDataText("data", "1,2\n3\n");

    [Fact]
    public async Task Runs_all_stages_with_the_defaults_of_the_code()
    {
        using var test = Sums();

        var run = await test.RunAsync(cancellation: Cancelled);

        run.Ran.ShouldBe(["load", "scale", "train", "calibrate", "evaluate"]);
        run.Output<Json<double[]>>("scale").Value.ShouldBe([2, 4, 6]);
        run.Output<Json<Sum>>("train").Value.Value.ShouldBe(6);
        run.Metric("sum").ShouldBe(106);
    }

    [Fact]
    public async Task Runs_a_stage_and_what_it_needs()
    {
        using var test = Sums();

        (await test.RunAsync("scale", Cancelled)).Ran.ShouldBe(["load", "scale"]);
    }

    [Fact]
    public async Task Judges_by_a_gate_as_while_there_is_no_champion()
    {
        using var test = new PipelineTest(typeof(JudgedPipeline)).WithDataText("data", "1,2\n3\n");

        var verdict = (await test.RunAsync("large", Cancelled)).Output<GateVerdict>("large");

        (verdict.Passed, verdict.Message, verdict.Value).ShouldBe((true, "no champion", 106));
    }

    [Fact]
    public async Task Gives_null_for_data_that_may_be_left_out_and_is()
    {
        using var without = new PipelineTest(typeof(LimitPipeline));
        using var with = new PipelineTest(typeof(LimitPipeline)).WithDataText("reference", "old");

        (await without.RunAsync("train", Cancelled)).Output<Json<string>>("train").Value.ShouldBe("nothing");
        (await with.RunAsync("train", Cancelled)).Output<Json<string>>("train").Value.ShouldBe("old");
    }

    [Fact]
    public async Task Binds_what_it_is_given()
    {
        using var test = new PipelineTest(typeof(SumPipeline)).WithDataText("data", "1;2")
            .With(new LoadOptions(";")).With("factor", 3).With("mode", Mode.Plain).With("train", new TrainOptions { Rate = 10 }).WithThreads(3);

        var run = await test.RunAsync("train", Cancelled);

        run.Output<Json<Sum>>("train").Value.ShouldBe(new(90, run.Output<Json<Sum>>("train").Value.Seed, 3));
    }

    [Fact]
    public async Task Takes_the_output_of_a_stage_that_shall_not_run()
    {
        using var test = new PipelineTest(typeof(SumPipeline)).WithOutput("scale", new Json<double[]>([5, 5])).Without("calibrate");

        var run = await test.RunAsync("evaluate", Cancelled);

        run.Ran.ShouldBe(["train", "evaluate"]);
        run.Metric("sum").ShouldBe(5);
        (await test.RunAsync("evaluate", Cancelled)).Metric("sum").ShouldBe(5, "a given output can be read in each run");
    }

    [Fact]
    public async Task Replaces_stages_of_the_base()
    {
        using var test = new PipelineTest(typeof(OtherPipeline)).With("numbers", 4).Without("calibrate");

        var run = await test.RunAsync(cancellation: Cancelled);

        run.Output<Json<string>>("report").Value.ShouldBe("sum 10");
    }

    [Fact]
    public async Task Repeats_stages_for_their_items()
    {
        using var folder = new TestStageContext();
        foreach (var name in new[] { "b.txt", "B.txt", "a.txt" })
            await File.WriteAllTextAsync(Path.Combine(folder.TemporaryFolder, name), name, Cancelled);
        using var test = new PipelineTest(typeof(RepeatPipeline)).WithData("texts", folder.TemporaryFolder)
            .With("folds", 2).With(new FitOptions { Rounds = 9 }).With("variants", new[] { Mode.Doubled, Mode.Plain });

        var run = await test.RunAsync(cancellation: Cancelled);

        run.Ran.ShouldBe(["fit[1]", "fit[2]", "check[1]", "check[2]", "read[B.txt]", "read[a.txt]", "read[b.txt]", "vary[doubled]", "vary[plain]", "train"]);
        var fits = run.Outputs<Json<string>>("fit").Select(fit => fit.Value).ToArray();
        fits.ShouldBe([$"1:9:{StageSeed.Of(0, "fit", "1")}", $"2:9:{StageSeed.Of(0, "fit", "2")}"]);
        // A build gives data the parameter's name.
        run.Output<Json<string>>("train").Value.ShouldBe($"texts B.txt, texts a.txt, texts b.txt, 1 {fits[0]}, 2 {fits[1]}");
        run.Outputs<Json<string>>("vary").Select(text => text.Value).ShouldBe(["Doubled", "Plain"]);
    }

    [Fact]
    public async Task Repeats_stages_for_the_items_of_a_list_that_may_be_few()
    {
        using var test = new PipelineTest(typeof(RepeatPipeline)).With("folds", new[] { 3, 7 }).With(new FitOptions { Rounds = 1 });

        var run = await test.RunAsync("fit", Cancelled);

        run.Ran.ShouldBe(["fit[3]", "fit[7]"]);
        run.Context("fit", "7").Seed.ShouldBe(StageSeed.Of(0, "fit", "7"));
    }

    [Fact]
    public async Task Writes_and_reads_artifacts_so_that_mistakes_show()
    {
        using var test = new PipelineTest(typeof(FaultPipeline));

        (await test.RunAsync("remembers", Cancelled)).Output<Json<int>>("remembers").Value.ShouldBe(0);
        (await test.InMemory().RunAsync("remembers", Cancelled)).Output<Json<int>>("remembers").Value.ShouldBe(7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Moves_files_out_of_a_stages_temporary_folder_and_removes_it(bool inMemory)
    {
        using var test = new PipelineTest(typeof(FaultPipeline));
        if (inMemory)
            test.InMemory();

        var run = await test.RunAsync("moves", Cancelled);

        (await File.ReadAllTextAsync(run.Output<FileArtifact>("moves").Path, Cancelled)).ShouldBe("made");
        Should.Throw<ObjectDisposedException>(() => run.Context("moves").TemporaryFolder);
    }

    // All of it belongs to the test: what a mistake in the guard would move is lost.
    [Theory]
    [InlineData("movesMember")]
    [InlineData("movesData")]
    [InlineData("movesItsInput")]
    [InlineData("movesItsFolder")]
    [InlineData("movesCheckpoints")]
    public async Task Moves_only_what_a_stage_wrote_into_its_temporary_folder(string stage)
    {
        using var folder = new TestStageContext();
        var file = Path.Combine(folder.TemporaryFolder, "a.txt");
        await File.WriteAllTextAsync(file, "mine", Cancelled);
        using var test = new PipelineTest(typeof(FaultPipeline)).WithData("data", folder.TemporaryFolder);

        (await Should.ThrowAsync<StageException>(test.RunAsync(stage, Cancelled))).Message.ShouldContain("is not in the stage's temporary folder, and moving it would take it from those to whom it belongs. Copy it with Create");

        (await File.ReadAllTextAsync(file, Cancelled)).ShouldBe("mine");
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("refusesLater")]
    public async Task Lets_what_a_stage_throws_arrive_as_it_was_thrown(string stage)
    {
        using var test = new PipelineTest(typeof(FaultPipeline));

        (await Should.ThrowAsync<StageException>(test.RunAsync(stage, Cancelled))).Message.ShouldBe("row 3 has no label");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gives_null_or_an_empty_list_for_what_is_switched_off(bool inMemory)
    {
        using var on = new PipelineTest(typeof(FoldPipeline)).With("folds", 3);
        using var off = new PipelineTest(typeof(FoldPipeline)).Without("fold").Without("bias");
        if (inMemory)
            (on.InMemory(), off.InMemory()).ShouldBe((on, off));

        (await on.RunAsync("train", Cancelled)).Output<Json<int>>("train").Value.ShouldBe(106);
        (await off.RunAsync("train", Cancelled)).Output<Json<int>>("train").Value.ShouldBe(0);
        (await off.With("folds", 2).RunAsync("evaluate", Cancelled)).Metric("mae").ShouldBe(0);
    }

    [Fact]
    public async Task Runs_stages_in_the_culture_of_a_build()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        var custom = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
        custom.NumberFormat.NumberDecimalSeparator = ",";
        Thread.CurrentThread.CurrentCulture = custom;
        try
        {
            using var test = new PipelineTest(typeof(FaultPipeline));
            (await test.RunAsync("culture", Cancelled)).Output<Local>("culture").Text.ShouldBe("1.5, 1.5 w 1.5 r 1.5, 1.5 w 1.5 r 1.5");
            (await test.WithOutput("culturesAsync", new Local("given")).RunAsync("culture", Cancelled)).Output<Local>("culture").Text.ShouldBe("given w 1.5 r 1.5, 1.5 w 1.5 r 1.5");
            System.Globalization.CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator.ShouldBe(",");
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Keeps_checkpoints_of_a_stage_that_did_not_succeed_for_the_next_run()
    {
        using var test = new PipelineTest(typeof(FaultPipeline));
        using (FaultPipeline.Stop = new CancellationTokenSource())
            await Should.ThrowAsync<OperationCanceledException>(test.RunAsync("stops", FaultPipeline.Stop.Token));
        FaultPipeline.Stop = null;

        (await test.RunAsync("stops", Cancelled)).Output<Json<string>>("stops").Value.ShouldBe("went on");
        (await test.RunAsync("stops", Cancelled)).Output<Json<string>>("stops").Value.ShouldBe("began");
    }

    [Fact]
    public async Task Forgets_checkpoints_when_something_else_is_given()
    {
        using var test = new PipelineTest(typeof(FaultPipeline));
        using (var stop = new CancellationTokenSource())
        {
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(test.RunAsync("stops", stop.Token));
        }

        (await test.WithSeed(1).RunAsync("stops", Cancelled)).Output<Json<string>>("stops").Value.ShouldBe("began");
    }

    [Fact]
    public async Task Removes_its_folders()
    {
        string folder;
        using (var test = new PipelineTest(typeof(FaultPipeline)))
            folder = (await test.RunAsync("moves", Cancelled)).Output<FileArtifact>("moves").Path;

        Path.Exists(folder).ShouldBeFalse();
    }
}
