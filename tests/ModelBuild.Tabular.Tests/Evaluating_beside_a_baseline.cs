namespace ModelBuild.Tabular.Tests;

public sealed class Evaluating_beside_a_baseline : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // What the trainer of that name gives on the same rows, with the threshold that a model has by default.
    [Theory]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("regression")]
    public void Is_what_the_trainer_baseline_gives(string task)
    {
        var definition = Generated.Of(task);
        var data = folder.Data(Generated.Csv(1200));
        var own = definition.Run(data).Evaluation.Reread();
        var baseline = (definition with { TrainOptions = new() { Trainer = Trainer.Baseline }, EvaluateOptions = definition.EvaluateOptions with { Importance = null, PartialDependence = null } })
            .Run(data).Evaluation;

        ShouldBe(own.Baseline, baseline.Metrics);
        own.Slices.Count.ShouldBe(baseline.Slices.Count);
        for (var i = 0; i < own.Slices.Count; i++)
            ShouldBe(own.Slices[i].Baseline, baseline.Slices[i].Metrics);
    }

    [Fact]
    public void Knows_the_weights_of_rows()
    {
        var (split, definition) = Weighted(LearningTask.Regression, new() { Loss = RegressionLoss.Squared });
        // The mean of 0 and 10 with weights 3 and 1 is 2.5; it is off by 2.5 and 7.5, at the same weights.
        definition.Evaluate(definition.Train(split, definition.Features(split)), split).Baseline.Single(metric => metric.Key == "mae").Value.ShouldBe((3 * 2.5 + 7.5) / 4, 1e-12);
    }

    [Fact]
    public void Predicts_the_quantile_that_the_model_does()
    {
        var (split, definition) = Weighted(LearningTask.Regression, new() { Loss = RegressionLoss.Quantile, Quantile = 0.9 });
        // More than a tenth of the weight is of 10.
        definition = definition with { TrainOptions = new() { Trainer = Trainer.BoostedTrees } };
        definition.Evaluate(definition.Train(split, definition.Features(split)), split).Baseline.Single(metric => metric.Key == "mae").Value.ShouldBe(7.5, 1e-12);
    }

    [Fact]
    public void Is_measured_in_each_fold()
    {
        var definition = Generated.Binary with { Folds = 3, EvaluateOptions = new() };
        var (split, _, model, _) = definition.Run(folder.Data(Generated.Csv(1200)));
        var folds = Enumerable.Range(1, 3).Select(fold => definition.CrossValidate(fold, split).Reread()).ToArray();

        var together = definition.Evaluate(model, split, folds).Reread();

        together.Baseline.Single(metric => metric.Key == "cvAccuracyMean").Value.ShouldBe(folds.Average(fold => fold.Baseline.Single(metric => metric.Key == "accuracy").Value), 1e-12);
        together.Baseline.Select(metric => metric.Key).ShouldBe(together.Metrics.Select(metric => metric.Key));
    }

    static (TableSplit Split, Definition Definition) Weighted(LearningTask task, BoostedTreesOptions trees)
    {
        var rows = new Table(40,
        [
            new NumericColumn("x", [.. Enumerable.Range(0, 40).Select(row => (double)row)]),
            new NumericColumn("y", [.. Enumerable.Range(0, 40).Select(row => row % 2 == 0 ? 0.0 : 10)]),
            new NumericColumn("w", [.. Enumerable.Range(0, 40).Select(row => row % 2 == 0 ? 3.0 : 1)]),
        ]);
        return (new(rows, rows), new(task, "y") { Weight = "w", TreesOptions = trees });
    }

    static void ShouldBe(IReadOnlyList<KeyValuePair<string, double>> actual, IReadOnlyList<KeyValuePair<string, double>> expected)
    {
        actual.Select(metric => metric.Key).ShouldBe(expected.Select(metric => metric.Key));
        for (var i = 0; i < actual.Count; i++)
            if (double.IsNaN(expected[i].Value))
                actual[i].Value.ShouldBe(double.NaN);
            else
                actual[i].Value.ShouldBe(expected[i].Value, 1e-9 * Math.Max(1, Math.Abs(expected[i].Value)), actual[i].Key);
    }
}
