using ModelBuild.Tabular;

namespace ModelBuild.Testing.Tests.Docs;

// Each call of docs/testing.md; TestingPage compares them and runs this.
static class TestingPageExamples
{
    public static async Task RunAsync(string path)
    {
        using var test = new PipelineTest(typeof(DigitPipeline))
            .WithData("data", path).WithDataText("data", "a,b\n1,2\n")
            .With(new TrainOptions { Rate = 2 }).With("task", LearningTask.Regression).With("folds", new[] { 3, 4 })
            .WithSeed(7).WithThreads(2);

        var whole = await test.RunAsync();

        whole.Ran.ShouldBe(["load", "train", "score[3]", "score[4]", "calibrate", "evaluate"]);
        whole.Output<Json<double>>("train").Value.ShouldBe(4);
        whole.Metric("accuracy").ShouldBe(1);
        whole.Log("train").ShouldBe(["Regression with 2 threads"]);

        var images = new Json<string[]>(["x", "y", "z"]);
        var run = await test.WithOutput("load", images).Without("calibrate").InMemory().RunAsync();

        run.Ran.ShouldBe(["train", "score[3]", "score[4]", "evaluate"]);
        run.Outputs<Json<double>>("score").Select(score => score.Value).ShouldBe([18, 24]);
        run.Evaluation.Rows.ShouldBe(2);
        run.Metric("accuracy").ShouldBe(0.96);
        run.Metric("accuracy", "digit", "3").ShouldBe(0.5);
        run.Context("train").Threads.ShouldBe(2);
        run.ShouldReach("accuracy", min: 0.95);
        (await test.RunAsync("train")).Ran.ShouldBe(["train"]);
        await test.ShouldBeDeterministicAsync("train");
    }
}

public sealed record TrainOptions
{
    public double Rate { get; init; } = 1;
}

[Pipeline("digits")]
public static class DigitPipeline
{
    [Stage]
    public static Json<string[]> Load(DataSource data) => new(File.ReadAllLines(data.Path));

    [Stage]
    public static Json<double> Train(Json<string[]> load, TrainOptions options, [Section("task")] LearningTask task, StageContext context)
    {
        context.Log($"{task} with {context.Threads} threads");
        return new(load.Value.Length * options.Rate);
    }

    [Stage]
    public static Json<double> Score([ForEach("folds")] int fold, Json<double> train) => new(fold * train.Value);

    [Stage(Optional = true)]
    public static Json<double> Calibrate(Json<double> train) => new(1 / train.Value);

    [Stage]
    public static Evaluation Evaluate(IReadOnlyList<Json<double>> score, Json<double>? calibrate) => new()
    {
        Rows = score.Count,
        Metrics = [new("accuracy", calibrate is null ? 0.96 : 1)],
        Slices = [new("digit", "3", 1, [new("accuracy", 0.5)])],
    };
}
