using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Evaluating_a_model
{
    // A model whose scores are the columns themselves.
    static TrainedModel Identity(ModelTask task, string[] labels, params string[] columns) => new(new TabularModel(
        task, "y", labels,
        new FeatureSet([.. columns.Select(column => new NumericFeature(column, 0, 0, 1))]),
        new LinearScorer(new double[columns.Length], [.. columns.Select((_, i) => (IReadOnlyList<double>)[.. columns.Select((_, j) => i == j ? 1.0 : 0.0)])])));

    static Evaluation Evaluate(TrainedModel model, Table test, params string[] slices) =>
        TabularPipeline.Evaluate(model, new TableSplit(test, test), new EvaluateOptions { Slices = slices }).Reread();

    static readonly double[] Probabilities = [0.9, 0.6, 0.6, 0.2, 0.4, 0.1];

    static readonly Table Binary = new(6,
    [
        new NumericColumn("score", [.. Probabilities.Select(p => Math.Log(p / (1 - p)))]),
        new CategoricalColumn("y", [1, 1, 0, 0, 1, 0], ["no", "yes"]),
        new CategoricalColumn("group", [0, 0, 0, 0, 1, -1], ["a", "b"]),
    ]);

    [Fact]
    public void Binary_metrics_are_as_computed_by_hand()
    {
        var evaluation = Evaluate(Identity(ModelTask.BinaryClassification, ["no", "yes"], "score"), Binary);
        evaluation.Rows.ShouldBe(6);
        evaluation.Metrics.Select(metric => metric.Key).ShouldBe(
            ["auc", "accuracy", "precision", "recall", "f1", "averagePrecision", "logLoss", "brier", "mcc", "balancedAccuracy"]);
        evaluation.Metric("auc").ShouldBe(7.5 / 9, 1e-15);
        evaluation.Metric("accuracy").ShouldBe(4.0 / 6, 1e-15);
        evaluation.Metric("precision").ShouldBe(2.0 / 3, 1e-15);
        evaluation.Metric("recall").ShouldBe(2.0 / 3, 1e-15);
        evaluation.Metric("f1").ShouldBe(2.0 / 3, 1e-15);
        evaluation.Metric("averagePrecision").ShouldBe((1 + 2.0 / 3 + 3.0 / 4) / 3, 1e-15);
        evaluation.Metric("logLoss").ShouldBe(-(2 * Math.Log(0.9) + Math.Log(0.6) + 2 * Math.Log(0.4) + Math.Log(0.8)) / 6, 1e-15);
        evaluation.Metric("brier").ShouldBe(0.94 / 6, 1e-15);
        evaluation.Metric("mcc").ShouldBe(1.0 / 3, 1e-15);
        evaluation.Metric("balancedAccuracy").ShouldBe(2.0 / 3, 1e-15);
    }

    [Fact]
    public void The_positive_class_may_be_the_first_by_name()
    {
        var test = new Table(2, [new NumericColumn("score", [3, -3]), new CategoricalColumn("y", [0, 1], ["a", "b"])]);
        Evaluate(Identity(ModelTask.BinaryClassification, ["b", "a"], "score"), test).Metric("auc").ShouldBe(1);
    }

    [Fact]
    public void Multiclass_metrics_are_as_computed_by_hand()
    {
        var test = new Table(4,
        [
            new NumericColumn("a", [Math.Log(0.7), Math.Log(0.3), Math.Log(0.2), Math.Log(0.1)]),
            new NumericColumn("b", [Math.Log(0.2), Math.Log(0.6), Math.Log(0.5), Math.Log(0.2)]),
            new NumericColumn("c", [Math.Log(0.1), Math.Log(0.1), Math.Log(0.3), Math.Log(0.7)]),
            new NumericColumn("y", [0, 0, 1, 2]),
        ]);
        var evaluation = Evaluate(Identity(ModelTask.MulticlassClassification, ["0", "1", "2"], "a", "b", "c"), test);
        evaluation.Metrics.Select(metric => metric.Key).ShouldBe(["accuracy", "balancedAccuracy", "macroF1", "weightedF1", "logLoss", "mcc", "macroAuc"]);
        evaluation.Metric("accuracy").ShouldBe(0.75, 1e-15);
        evaluation.Metric("balancedAccuracy").ShouldBe(2.5 / 3, 1e-15);
        evaluation.Metric("macroF1").ShouldBe((2.0 / 3 + 2.0 / 3 + 1) / 3, 1e-15);
        evaluation.Metric("weightedF1").ShouldBe(0.75, 1e-15);
        evaluation.Metric("logLoss").ShouldBe(-(2 * Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.5)) / 4, 1e-15);
        evaluation.Metric("mcc").ShouldBe(0.7, 1e-15);
        evaluation.Metric("macroAuc").ShouldBe(8.0 / 9, 1e-15);
    }

    [Fact]
    public void Regression_metrics_are_as_computed_by_hand()
    {
        var test = new Table(4, [new NumericColumn("score", [1, 2, 5, 3]), new NumericColumn("y", [1, 2, 3, 4])]);
        var evaluation = Evaluate(Identity(ModelTask.Regression, [], "score"), test);
        evaluation.Metrics.ShouldBe([new("rmse", Math.Sqrt(1.25)), new("mae", 0.75), new("r2", 0), new("medianAbsoluteError", 0.5), new("maxError", 2)]);
    }

    [Fact]
    public void Slices_have_the_metrics_of_their_rows()
    {
        var slices = Evaluate(Identity(ModelTask.BinaryClassification, ["no", "yes"], "score"), Binary, "group").Slices;
        slices.Select(slice => (slice.Column, slice.Value, slice.Rows)).ShouldBe([("group", "", 1), ("group", "a", 4), ("group", "b", 1)]);
        slices[1].Metric("auc").ShouldBe(3.5 / 4);
        slices[1].Metric("accuracy").ShouldBe(0.75);
    }

    [Fact]
    public void What_is_not_defined_is_not_a_number()
    {
        var slices = Evaluate(Identity(ModelTask.BinaryClassification, ["no", "yes"], "score"), Binary, "group").Slices;
        foreach (var name in new[] { "auc", "precision", "mcc", "balancedAccuracy", "recall", "f1", "averagePrecision" })
            slices[0].Metric(name).ShouldBe(double.NaN, name);
        slices[0].Metric("accuracy").ShouldBe(1);
        slices[2].Metric("recall").ShouldBe(0);
        slices[2].Metric("precision").ShouldBe(double.NaN);
        var constant = new Table(2, [new NumericColumn("score", [1, 2]), new NumericColumn("y", [3, 3])]);
        Evaluate(Identity(ModelTask.Regression, [], "score"), constant).Metric("r2").ShouldBe(double.NaN);
        var none = Evaluate(Identity(ModelTask.Regression, [], "score"), constant.Select([]));
        none.Metrics.ShouldAllBe(metric => double.IsNaN(metric.Value));
    }

    [Fact]
    public void Auc_agrees_with_counting_pairs()
    {
        var random = new Random(6);
        for (var round = 0; round < 50; round++)
        {
            var scores = Enumerable.Range(0, 40).Select(_ => random.Next(12) / 12.0).ToArray();
            var positive = scores.Select(score => random.NextDouble() < score).ToArray();
            var pairs = from i in Enumerable.Range(0, 40) where positive[i] from j in Enumerable.Range(0, 40) where !positive[j] select scores[i].CompareTo(scores[j]) * 0.5 + 0.5;
            Ranking.Auc(scores, positive).ShouldBe(pairs.Average(), 1e-12);
        }
    }

    [Theory]
    [InlineData("gruop", Codes.SliceNotFound, "Did you mean 'group'?")]
    [InlineData("score", Codes.SliceNotCategorical, "data.columns.score.type: categorical")]
    public void A_slice_needs_a_categorical_column(string slice, string code, string hint)
    {
        var error = Outcome.Error(() => Evaluate(Identity(ModelTask.BinaryClassification, ["no", "yes"], "score"), Binary, slice));
        (error.Code, error.Option).ShouldBe((code, "evaluate.slices"));
        error.Message.ShouldContain(hint);
    }

    [Fact]
    public void A_class_that_the_model_never_saw_is_an_error() =>
        Outcome.Error(() => Evaluate(Identity(ModelTask.BinaryClassification, ["no", "maybe"], "score"), Binary)).Code.ShouldBe(Codes.ClassMissingFromPart);
}
