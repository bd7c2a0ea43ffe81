using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Evaluating_a_model
{
    // A model whose scores are the columns themselves.
    static TrainedModel Identity(ModelTask task, string[] labels, params string[] columns) => new(new TabularModel(
        task, "y", labels,
        new FeatureSet([.. columns.Select(column => new FeatureChain([column], FeatureType.Numeric, null, []))]),
        new LinearScorer(new double[columns.Length], [.. columns.Select((_, i) => (IReadOnlyList<double>)[.. columns.Select((_, j) => i == j ? 1.0 : 0.0)])])));

    static Evaluation Evaluate(TrainedModel model, Table test, params string[] slices) =>
        Outcome.Evaluate(model, new TableSplit(test, test), new EvaluateOptions { Slices = slices }).Reread();

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
            ["auc", "accuracy", "precision", "recall", "f1", "averagePrecision", "logLoss", "brier", "mcc", "balancedAccuracy", "calibrationError", "prevalence"]);
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
        evaluation.Metric("calibrationError").ShouldBe((0.1 + 0.2 + 0.2 + 0.6 + 0.1) / 6, 1e-15);
        evaluation.Metric("prevalence").ShouldBe(0.5);
        evaluation.Confusion!.Labels.ShouldBe(["no", "yes"]);
        evaluation.Confusion.Counts.ShouldBe([[2, 1], [1, 2]]);
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
        evaluation.Metrics.Select(metric => metric.Key).ShouldBe(
        [
            "accuracy", "balancedAccuracy", "macroF1", "weightedF1", "logLoss", "mcc", "macroAuc", "weightedAuc",
            "macroPrecision", "weightedPrecision", "macroRecall", "weightedRecall", "calibrationError",
            "brier", "macroAveragePrecision", "weightedAveragePrecision",
        ]);
        evaluation.Metric("accuracy").ShouldBe(0.75, 1e-15);
        evaluation.Metric("balancedAccuracy").ShouldBe(2.5 / 3, 1e-15);
        evaluation.Metric("macroF1").ShouldBe((2.0 / 3 + 2.0 / 3 + 1) / 3, 1e-15);
        evaluation.Metric("weightedF1").ShouldBe(0.75, 1e-15);
        evaluation.Metric("logLoss").ShouldBe(-(2 * Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.5)) / 4, 1e-15);
        evaluation.Metric("mcc").ShouldBe(0.7, 1e-15);
        evaluation.Metric("macroAuc").ShouldBe(8.0 / 9, 1e-15);
        evaluation.Metric("brier").ShouldBe((0.14 + 0.86 + 0.38 + 0.14) / 4, 1e-15);
        evaluation.Metric("macroAveragePrecision").ShouldBe((1 + 0.5 + 1) / 3, 1e-15);
        evaluation.Metric("weightedAveragePrecision").ShouldBe((2 * 1 + 0.5 + 1) / 4, 1e-15);
    }

    [Fact]
    public void Regression_metrics_are_as_computed_by_hand()
    {
        var test = new Table(4, [new NumericColumn("score", [1, 2, 5, 3]), new NumericColumn("y", [1, 2, 3, 4])]);
        var evaluation = Evaluate(Identity(ModelTask.Regression, [], "score"), test);
        evaluation.Metrics.ShouldBe(
        [
            new("rmse", Math.Sqrt(1.25)), new("mae", 0.75), new("r2", 0), new("medianAbsoluteError", 0.5), new("maxError", 2),
            new("mape", (2.0 / 3 + 1.0 / 4) / 4), new("pinball", 0.375), new("bias", 0.25),
        ]);
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
            new RankedRows(scores, positive, null).Auc([.. scores.Select(_ => 1)]).ShouldBe(pairs.Average(), 1e-12);
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
    public void The_first_k_are_metrics_of_their_own()
    {
        var evaluation = Outcome.Evaluate(
            Identity(ModelTask.BinaryClassification, ["no", "yes"], "score"), new TableSplit(Binary, Binary), new() { At = [2, 3, 7], Slices = ["group"] }).Reread();
        evaluation.Metrics.Skip(12).Select(metric => metric.Key).ShouldBe(["precisionAt2", "recallAt2", "precisionAt3", "recallAt3", "precisionAt7", "recallAt7"]);
        evaluation.Metric("precisionAt2").ShouldBe(0.75);
        evaluation.Metric("recallAt2").ShouldBe(0.5);
        evaluation.Metric("precisionAt3").ShouldBe(2.0 / 3, 1e-15);
        evaluation.Metric("precisionAt7").ShouldBe(double.NaN);
        evaluation.Slices[1].Metric("precisionAt2").ShouldBe(0.75);
        evaluation.Slices[0].Metric("precisionAt2").ShouldBe(double.NaN);
    }

    static readonly Table Flowers = new(5,
    [
        new NumericColumn("a", [2, 0, 0, 0, 3]), new NumericColumn("b", [0, 2, 0, 1, 0]), new NumericColumn("c", [0, 0, 2, 0, 0]),
        new CategoricalColumn("y", [0, 1, 2, 2, 0], ["iris]", "iris[x", "rose"]),
    ]);

    static readonly TrainedModel Botanist = Identity(ModelTask.MulticlassClassification, ["iris]", "iris[x", "rose"], "a", "b", "c");

    static Evaluation Classify(EvaluateOptions options) => Outcome.Evaluate(Botanist, new TableSplit(Flowers, Flowers), options).Reread();

    [Fact]
    public void Every_class_has_metrics_and_those_that_are_named_are_for_gates()
    {
        var evaluation = Classify(new() { Classes = ["rose", "iris]"] });
        evaluation.Metrics.Skip(16).Select(metric => metric.Key).ShouldBe(
        [
            "precision[rose]", "recall[rose]", "f1[rose]", "auc[rose]", "averagePrecision[rose]",
            "precision[iris]]", "recall[iris]]", "f1[iris]]", "auc[iris]]", "averagePrecision[iris]]",
        ]);
        evaluation.Metric("recall[rose]").ShouldBe(0.5);
        evaluation.Metric("precision[rose]").ShouldBe(1);
        evaluation.Classes.Select(each => each.Class).ShouldBe(["iris]", "iris[x", "rose"]);
        evaluation.Classes[1].Metrics.ShouldBe([new("precision", 0.5), new("recall", 1), new("f1", 2.0 / 3), new("auc", 1), new("averagePrecision", 1), new("support", 1)]);
        evaluation.Confusion!.Counts.ShouldBe([[2, 0, 0], [0, 1, 0], [0, 1, 1]]);
        evaluation.Curves.Select(curve => (curve.Name, curve.Class)).ShouldBe([("thresholds", "iris]"), ("thresholds", "iris[x"), ("thresholds", "rose"), ("calibration", null)]);
        Classify(new()).Metrics.Count.ShouldBe(16);
    }

    [Fact]
    public void An_evaluation_of_many_classes_stays_small()
    {
        Evaluation Of(int classes)
        {
            string[] labels = [.. Enumerable.Range(0, classes).Select(i => $"class {i:000}")];
            var table = new Table(classes, [new NumericColumn("x", new double[classes]), new CategoricalColumn("y", [.. Enumerable.Range(0, classes)], labels)]);
            var model = Identity(ModelTask.MulticlassClassification, labels, [.. labels]);
            return Outcome.Evaluate(model, new TableSplit(table, new(classes, [.. labels.Select(label => new NumericColumn(label, new double[classes])), table.Columns[1]])), new());
        }
        var (some, many, most) = (Of(20), Of(51), Of(201));
        some.Curves.Count.ShouldBe(21);
        (many.Curves.Count, many.Confusion, many.Classes.Count).ShouldBe((1, null, 51));
        (most.Curves.Count, most.Confusion, most.Classes.Count).ShouldBe((1, null, 0));
    }

    [Fact]
    public void A_regression_has_the_quantiles_of_what_is_left()
    {
        var test = new Table(5, [new NumericColumn("score", new double[5]), new NumericColumn("y", [5, 1, 2, 4, 3])]);
        var curve = Evaluate(Identity(ModelTask.Regression, [], "score"), test).Curves.ShouldHaveSingleItem();
        curve.Name.ShouldBe("residualQuantiles");
        curve.Series[0].Value.Zip(curve.Series[1].Value).ShouldContain((0.5, 3));
        curve.Series[1].Value[0].ShouldBe(1);
        curve.Series[1].Value[^1].ShouldBe(5);
    }

    [Fact]
    public void A_setting_that_is_not_of_the_task_is_an_error()
    {
        void Binary_(EvaluateOptions options) => Outcome.Evaluate(Identity(ModelTask.BinaryClassification, ["no", "yes"], "score"), new TableSplit(Binary, Binary), options);
        StageError[] errors =
        [
            Outcome.Error(() => Classify(new() { At = [1] })), Outcome.Error(() => Binary_(new() { At = [0] })),
            Outcome.Error(() => Binary_(new() { Classes = ["yes"] })), Outcome.Error(() => Classify(new() { Classes = ["rsoe"] })),
        ];
        errors.ShouldAllBe(error => error.Code == Codes.EvaluationDoesNotFit);
        errors.Select(error => error.Option).ShouldBe(["evaluate.at", "evaluate.at", "evaluate.classes", "evaluate.classes"]);
        errors[3].Message.ShouldContain("Did you mean 'rose'?");
    }

    [Fact]
    public void Of_no_rows_nothing_is_defined()
    {
        foreach (var (model, table) in new[] { (Botanist, Flowers), (Identity(ModelTask.BinaryClassification, ["no", "yes"], "score"), Binary) })
        {
            var none = table.Select([]);
            var evaluation = Outcome.Evaluate(model, new TableSplit(none, none), new()
            {
                Bootstrap = new() { Samples = 10 }, Importance = new(), PartialDependence = new() { Columns = [table.Columns[0].Name] },
            }).Reread();
            evaluation.Rows.ShouldBe(0);
            evaluation.Metrics.ShouldAllBe(metric => double.IsNaN(metric.Value));
        }
    }

    [Fact]
    public void A_class_that_the_model_never_saw_is_an_error() =>
        Outcome.Error(() => Evaluate(Identity(ModelTask.BinaryClassification, ["no", "maybe"], "score"), Binary)).Code.ShouldBe(Codes.ClassMissingFromPart);
}
