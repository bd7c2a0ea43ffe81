using ModelBuild;
using ModelBuild.Testing;

namespace Digits.Tests;

/// <summary>The stages together, on the real data.</summary>
public class The_pipeline(ITestOutputHelper output)
{
    static readonly string Data = Path.Combine(AppContext.BaseDirectory, "digits.csv");

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_95_of_100_digits_in_the_median_of_five_seeds()
    {
        var accuracies = new List<double>();
        for (var seed = 1; seed <= 5; seed++)
        {
            using var test = new PipelineTest(typeof(DigitsPipeline)).WithData("data", Data).WithSeed(seed).WithThreads(2);
            var run = await test.RunAsync(cancellation: Cancelled);
            accuracies.Add(run.Metric("accuracy"));
            output.WriteLine($"seed {seed}: accuracy {run.Metric("accuracy"):0.0000}, logLoss {run.Metric("logLoss"):0.0000}, worst digit {run.Evaluation.Slices.Min(slice => slice.Metrics[0].Value):0.0000}");
        }

        accuracies.Sort();
        Assert.InRange(accuracies[2], 0.95, 1);
    }

    [Fact]
    public async Task Judges_each_digit()
    {
        using var test = new PipelineTest(typeof(DigitsPipeline)).WithData("data", Data).With(new TrainOptions { Hidden = 16, Epochs = 5 });

        var run = await test.RunAsync(cancellation: Cancelled);

        run.ShouldReach("accuracy", min: 0.8);
        Assert.Equal(10, run.Evaluation.Slices.Count);
        Assert.Equal(run.Evaluation.Rows, run.Evaluation.Slices.Sum(slice => slice.Rows));
        Assert.InRange(run.Metric("accuracy", "digit", "0"), 0.8, 1);
    }

    [Theory]
    [InlineData("load")]
    [InlineData("split")]
    [InlineData("train")]
    [InlineData("evaluate")]
    public async Task Gives_the_same_bytes_for_any_number_of_threads(string stage)
    {
        using var test = new PipelineTest(typeof(DigitsPipeline)).WithData("data", Data).With(new TrainOptions { Hidden = 16, Epochs = 3 });

        await test.ShouldBeDeterministicAsync(stage, threads: 4, Cancelled);
    }

    [Fact]
    public async Task Draws_the_same_share_of_each_digit()
    {
        using var test = new PipelineTest(typeof(DigitsPipeline)).WithData("data", Data).With(new SplitOptions { Test = 0.1 });

        var split = (await test.RunAsync("split", Cancelled)).Output<ImageSplit>("split");

        Assert.Equal(1797, split.Train.Items.Count + split.Test.Items.Count);
        foreach (var digit in split.Test.Items.GroupBy(image => image.Digit))
            Assert.InRange(digit.Count(), 17, 19);
    }

    [Fact]
    public async Task Points_at_the_lines_that_are_wrong()
    {
        var zeros = string.Concat(Enumerable.Repeat("0,", 63));
        using var test = new PipelineTest(typeof(DigitsPipeline)).WithDataText("data", $"header\n{zeros}16,9\n{zeros}17,9\n{zeros}0,10\n0,0\n{zeros}x,1\n");

        var refused = await Assert.ThrowsAsync<StageException>(() => test.RunAsync("load", Cancelled));

        Assert.Equal([3, 4, 5, 6], refused.Errors.Select(error => error.Line));
        Assert.All(refused.Errors, error => Assert.Equal("data", error.Input));
    }
}
