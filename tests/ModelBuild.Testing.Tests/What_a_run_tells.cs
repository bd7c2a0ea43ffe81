namespace ModelBuild.Testing.Tests;

public sealed class What_a_run_tells : IAsyncLifetime
{
    readonly PipelineTest test = new PipelineTest(typeof(SumPipeline)).WithDataText("data", "1,2,3").Without("calibrate");
    PipelineRun run = null!;

    public async ValueTask InitializeAsync() => run = await test.RunAsync();

    public ValueTask DisposeAsync()
    {
        test.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Has_log_progress_and_metrics_of_a_stage()
    {
        run.Log("train").ShouldBe(["3 numbers"]);
        run.Context("train").ReportedProgress.ShouldBe([new(0.5, "half")]);
        run.Context("train").ReportedMetrics.ShouldBe([new("loss", 0.25, 1)]);
        run.Context("train").ValuesOf("loss").ShouldBe([0.25]);
        run.Log("load").ShouldBeEmpty();
    }

    [Fact]
    public void Has_metrics_and_slices()
    {
        run.Evaluation.Rows.ShouldBe(1);
        run.Metric("sum").ShouldBe(6);
        run.Metric("sum", "kind", "odd").ShouldBe(1);
        run.Slice("kind", "odd").Rows.ShouldBe(1);
    }

    [Fact]
    public void Checks_bounds_as_a_gate_does()
    {
        run.ShouldReach("sum", min: 6, max: 6);
        Wrong(() => run.ShouldReach("sum", min: 6.5)).ShouldBe("sum is 6, which is below 6.5. All metrics: sum 6, nothing NaN.");
        Wrong(() => run.ShouldReach("sum", max: 5.5)).ShouldBe("sum is 6, which is above 5.5. All metrics: sum 6, nothing NaN.");
        Wrong(() => run.ShouldReach("nothing")).ShouldContain("is not finite");
    }

    [Fact]
    public async Task Has_the_evaluation_that_gates_judge()
    {
        using var folds = new PipelineTest(typeof(FoldPipeline)).With("folds", 3);
        var all = await folds.RunAsync(cancellation: TestContext.Current.CancellationToken);

        all.Evaluation.Rows.ShouldBe(3);
        all.Metric("mae").ShouldBe(2);
        all.ShouldReach("mae", min: 2, max: 2);

        using var judges = new PipelineTest(typeof(JudgePipeline));
        var two = await judges.RunAsync(cancellation: TestContext.Current.CancellationToken);
        Wrong(() => two.Evaluation).ShouldContain("has 2 stages that return an Evaluation (one, two)");
        using var faults = new PipelineTest(typeof(FaultPipeline));
        var none = await faults.RunAsync("draws", TestContext.Current.CancellationToken);
        Wrong(() => none.Evaluation).ShouldContain("has no stage that returns an Evaluation");
    }

    [Fact]
    public void Says_what_was_meant()
    {
        Wrong(() => run.Metric("smu")).ShouldContain("Did you mean 'sum'?");
        Wrong(() => run.Slice("kind", "odds")).ShouldContain("Did you mean 'kind = odd'?");
        Wrong(() => run.Output<Json<Sum>>("trian")).ShouldContain("Did you mean 'train'?");
        Wrong(() => run.Output<Json<Sum>>("calibrate")).ShouldContain("did not run");
        Wrong(() => run.Output<Json<int>>("train")).ShouldContain("returned a ModelBuild.Json<ModelBuild.Testing.Tests.Sum>, not a ModelBuild.Json<int>.");
        Wrong(() => run.Log("train", "3")).ShouldContain("did not run for '3'");
    }

    static string Wrong(Func<object> action) => Should.Throw<PipelineTestException>(action).Message;

    static string Wrong(Action action) => Should.Throw<PipelineTestException>(action).Message;
}
