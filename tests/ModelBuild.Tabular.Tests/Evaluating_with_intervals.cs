using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Evaluating_with_intervals
{
    static MetricIntervals Run(RowMetrics metrics, int samples = 1000, double level = 0.95, long seed = 0, int threads = 1) =>
        new Bootstrap(new() { Samples = samples, Level = level }, seed, threads, CancellationToken.None).Run(metrics);

    static MetricInterval Of(MetricIntervals intervals, string metric) => intervals.Metrics.Single(each => each.Metric == metric);

    static BinaryMetrics Binary(int rows, int seed)
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
        return Binary(scores, Array.ConvertAll(scores, score => random.NextDouble() < score));
    }

    static BinaryMetrics Binary(double[] scores, bool[] positive, double[]? weights = null) =>
        new(Array.ConvertAll(scores, p => 1 - p), scores, positive, Array.ConvertAll(scores, p => p > 0.5), weights);

    static RegressionMetrics Regression(int rows, int seed)
    {
        var random = new Random(seed);
        var truth = Enumerable.Range(0, rows).Select(_ => random.NextDouble() * 10).ToArray();
        return new(Array.ConvertAll(truth, value => value + random.NextDouble() - 0.5), truth, 0.5, null);
    }

    static MulticlassMetrics Multiclass(int rows, int seed)
    {
        var random = new Random(seed);
        var probabilities = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray()).ToArray();
        var called = Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, 3).MaxBy(k => probabilities[k][row])).ToArray();
        return new(probabilities, Array.ConvertAll(called, k => random.Next(4) == 0 ? random.Next(3) : k), called, null);
    }

    [Fact]
    public void Gives_the_same_for_any_number_of_threads()
    {
        foreach (RowMetrics metrics in new RowMetrics[] { Binary(300, 1), Regression(300, 1), Multiclass(300, 1) })
        {
            var expected = Run(metrics, 200);
            foreach (var threads in new[] { 2, 3, 8 })
                Run(metrics, 200, threads: threads).Metrics.ShouldBe(expected.Metrics);
            Run(metrics, 200, seed: 1).Metrics.ShouldNotBe(expected.Metrics);
        }
    }

    [Fact]
    public void Holds_what_was_measured_between_the_ends()
    {
        foreach (RowMetrics metrics in new RowMetrics[] { Binary(400, 2), Regression(400, 2), Multiclass(400, 2) })
        {
            var intervals = Run(metrics);
            (intervals.Level, intervals.Samples).ShouldBe((0.95, 1000));
            foreach (var (name, value) in metrics.Once())
            {
                if (name is "maxError" or "calibrationError")
                    continue;
                var (_, low, high) = Of(intervals, name);
                value.ShouldBeInRange(low, high, name);
                low.ShouldBeLessThan(high);
            }
            intervals.Metrics.ShouldNotContain(each => each.Metric == "maxError");
        }
    }

    [Fact]
    public void Is_wider_at_a_higher_level()
    {
        var metrics = Binary(200, 3);
        var (narrow, wide) = (Of(Run(metrics, level: 0.5), "auc"), Of(Run(metrics, level: 0.99), "auc"));
        wide.Low.ShouldBeLessThan(narrow.Low);
        wide.High.ShouldBeGreaterThan(narrow.High);
    }

    // Of a share the resampled number of rows is binomial: a standard deviation of sqrt(p (1 - p) / n).
    [Fact]
    public void Of_a_share_is_as_wide_as_theory_says()
    {
        const int Rows = 1000;
        var (_, low, high) = Of(Run(Binary([.. Enumerable.Repeat(0.5, Rows)], [.. Enumerable.Range(0, Rows).Select(i => i < 300)]), 4000), "prevalence");
        var deviation = Math.Sqrt(0.3 * 0.7 / Rows);
        low.ShouldBe(0.3 - 1.96 * deviation, 0.1 * deviation);
        high.ShouldBe(0.3 + 1.96 * deviation, 0.1 * deviation);
    }

    // 300 data sets of 150 rows with a known mean error; at a level of 0.9 the intervals of about 270 have it. Percentile
    // intervals of few rows are a little too narrow; four standard deviations of the count are 21.
    [Fact]
    public void Covers_the_truth_about_as_often_as_its_level_says()
    {
        var (covered, random) = (0, new Random(4));
        for (var set = 0; set < 300; set++)
        {
            var truth = new double[150];
            var predictions = Array.ConvertAll(truth, _ => 0.25 + Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6);
            var (_, low, high) = Of(Run(new RegressionMetrics(predictions, truth, 0.5, null), 300, 0.9, seed: set), "bias");
            if (low <= 0.25 && high >= 0.25)
                covered++;
        }
        covered.ShouldBeInRange(270 - 27, 270 + 21);
    }

    [Fact]
    public void Is_not_there_for_what_too_few_samples_define()
    {
        // Without one positive row in 1 / e of the samples.
        var rare = Run(Binary([0.1, 0.2, 0.3, 0.6], [false, false, false, true]));
        Of(rare, "auc").ShouldBe(new("auc", double.NaN, double.NaN));
        double.IsFinite(Of(rare, "brier").Low).ShouldBeTrue();
        Run(Binary([], [])).Metrics.ShouldAllBe(each => double.IsNaN(each.Low) && double.IsNaN(each.High));
    }

    [Fact]
    public void Is_written_for_all_rows_and_for_each_slice()
    {
        var table = new Table(60,
        [
            new NumericColumn("score", [.. Enumerable.Range(0, 60).Select(i => i % 7 - 3.0)]),
            new CategoricalColumn("y", [.. Enumerable.Range(0, 60).Select(i => i * i % 7 > 3 ? 1 : 0)], ["no", "yes"]),
            new CategoricalColumn("half", [.. Enumerable.Range(0, 60).Select(i => i / 30)], ["a", "b"]),
        ]);
        var model = new TabularModel(ModelTask.BinaryClassification, "y", ["no", "yes"], new FeatureSet([new FeatureChain(["score"], FeatureType.Numeric, null, [])]), new LinearScorer([0], [[1]]));
        var evaluation = new ModelEvaluation(model, table, new() { Slices = ["half"], Bootstrap = new() { Samples = 50 } }, null, 0.5, new RecordingContext(2)).Run().Reread();

        evaluation.Intervals!.Samples.ShouldBe(50);
        foreach (var slice in evaluation.Slices)
            slice.Intervals!.Metrics.Select(each => each.Metric).ShouldBe(slice.Metrics.Select(metric => metric.Key));
        // A slice is resampled by itself.
        var alone = table.Select([.. Enumerable.Range(0, 30)]);
        new ModelEvaluation(model, alone, new() { Bootstrap = new() { Samples = 50 } }).Run().Intervals!.Metrics.ShouldBe(evaluation.Slices[0].Intervals!.Metrics);
    }
}
