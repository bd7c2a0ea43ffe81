namespace ModelBuild.Tests;

public sealed class EvaluationFiles : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("modelbuild evaluation ").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Keep_every_number_also_those_that_are_none()
    {
        var written = new Evaluation
        {
            Rows = 143,
            Metrics = [new("auc", 0.1 + 0.2), new("logLoss", double.NaN), new("max", double.PositiveInfinity), new("min", double.NegativeInfinity)],
            Slices = [new EvaluationSlice("age \"band\"", "<30", 12, [new("auc", 1)])],
        };
        written.Write(folder);

        var read = Evaluation.Read(folder);

        read.Rows.ShouldBe(143);
        read.Metrics.ShouldBe(written.Metrics);
        read.Slices.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            slice => slice.Column.ShouldBe("age \"band\""),
            slice => slice.Value.ShouldBe("<30"),
            slice => slice.Metrics.ShouldBe([new KeyValuePair<string, double>("auc", 1)]));
    }

    [Fact]
    public void Are_the_same_bytes_for_the_same_evaluation()
    {
        var evaluation = new Evaluation { Rows = 1, Metrics = [new("b", 0.5), new("a", 0.25)] };
        evaluation.Write(folder);
        var first = File.ReadAllBytes(Path.Combine(folder, "evaluation.json"));
        Evaluation.Read(folder).Write(folder);

        File.ReadAllBytes(Path.Combine(folder, "evaluation.json")).ShouldBe(first);
    }

    [Fact]
    public void Keep_what_is_there_for_reports()
    {
        new Evaluation
        {
            Rows = 3,
            Metrics = [new("auc", 0.5)],
            Intervals = new(0.95, 1000, [new("auc", 0.25, 0.75), new("mcc", double.NaN, double.NaN)]),
            Slices = [new("plan", "a", 2, [new("auc", 1)]) { Intervals = new(0.95, 1000, [new("auc", 0.5, 1)]) }],
            Classes = [new("yes\n\"", [new("support", 2)])],
            Confusion = new(["no", "yes"], [[1, 0], [0.5, 2]]),
            Curves = [new("thresholds", "yes", [new("threshold", [double.PositiveInfinity, 0.25]), new("recall", [0, 1])]), new("calibration", null, [])],
            Importance = new("auc", 0.5, 5, 3, [new("age", 0.25, 0.125), new("plan", double.NaN, 0)]),
            PartialDependence = [new("age", null, ["1", "2.5"], [0.1, 0.2]), new("plan", "yes", [], [])],
        }.Write(folder);
        var bytes = File.ReadAllBytes(Path.Combine(folder, "evaluation.json"));

        var read = Evaluation.Read(folder);

        read.Intervals!.Metrics.ShouldBe([new("auc", 0.25, 0.75), new("mcc", double.NaN, double.NaN)]);
        (read.Intervals.Level, read.Intervals.Samples).ShouldBe((0.95, 1000));
        read.Slices[0].Intervals!.Metrics.ShouldBe([new("auc", 0.5, 1)]);
        read.Classes.ShouldHaveSingleItem().Class.ShouldBe("yes\n\"");
        read.Confusion!.Counts.ShouldBe([[1, 0], [0.5, 2]]);
        read.Curves.Select(curve => (curve.Name, curve.Class, curve.Series.Count)).ShouldBe([("thresholds", "yes", 2), ("calibration", null, 0)]);
        read.Curves[0].Series[0].Value.ShouldBe([double.PositiveInfinity, 0.25]);
        (read.Importance!.Metric, read.Importance.Value, read.Importance.Repeats, read.Importance.Rows).ShouldBe(("auc", 0.5, 5, 3));
        read.Importance.Columns.ShouldBe([new("age", 0.25, 0.125), new("plan", double.NaN, 0)]);
        read.PartialDependence.Select(each => (each.Column, each.Class, each.Values.Count, each.Predictions.Count)).ShouldBe([("age", null, 2, 2), ("plan", "yes", 0, 0)]);
        read.Write(folder);
        File.ReadAllBytes(Path.Combine(folder, "evaluation.json")).ShouldBe(bytes);
    }

    [Fact]
    public void Keep_the_baseline()
    {
        new Evaluation
        {
            Rows = 3,
            Metrics = [new("auc", 0.9)],
            Baseline = [new("auc", 0.5), new("f1", double.NaN)],
            Slices = [new("plan", "a", 2, [new("auc", 1)]) { Baseline = [new("auc", 0.25)] }, new("plan", "b", 1, [new("auc", 1)])],
        }.Write(folder);
        File.ReadAllText(Path.Combine(folder, "evaluation.json")).ShouldContain("  \"baseline\": {\n    \"auc\": 0.5,\n    \"f1\": \"NaN\"\n  }");

        var read = Evaluation.Read(folder);

        read.Baseline.ShouldBe([new("auc", 0.5), new("f1", double.NaN)]);
        read.Slices.Select(slice => slice.Baseline.Count).ShouldBe([1, 0]);
        Directory.GetFiles(folder).Select(Path.GetFileName).ShouldBe(["evaluation.json"]);
    }

    [Fact]
    public void Keep_rows_and_resamples_beside_them()
    {
        new Evaluation
        {
            Rows = 3,
            Metrics = [new("auc", 0.9)],
            Intervals = new(0.95, 2, [new("auc", 0.25, 0.75)]) { Seed = -1, Replicates = [new("auc", [0.25, double.NaN])] },
            Slices =
            [
                new("plan", "ä", 2, [new("auc", 1)]) { Intervals = new(0.95, 2, []) { Seed = -1, Replicates = [new("auc", [1, 0])] } },
                new("plan", "b", 1, [new("auc", 1)]) { Intervals = new(0.95, 2, []) },
            ],
            Predictions = new()
            {
                Labels = ["no", "yes"], Identity = "key", Ids = [ulong.MaxValue, 1, 1], Truth = [0, 1, 1], Predicted = [0, 0, 1], Scores = [0.25, 0.5, double.NaN], Weights = [1, 2, 0.5],
                Slices = [new("plan", "ä", [0, 2]), new("plan", "b", [])],
            },
            TrainingRows = new("key", [7, 3, 7, ulong.MaxValue]),
        }.Write(folder);
        var bytes = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();

        var read = Evaluation.Read(folder);

        read.Intervals!.Replicates.ShouldHaveSingleItem().Values.ShouldBe([0.25, double.NaN]);
        read.Intervals.Seed.ShouldBe(-1);
        read.Slices.Select(slice => slice.Intervals!.Replicates.Count).ShouldBe([1, 0]);
        read.Predictions!.Ids.ShouldBe([ulong.MaxValue, 1, 1]);
        (read.Predictions.Identity, read.Predictions.Labels.Count).ShouldBe(("key", 2));
        read.Predictions.Truth.ShouldBe([0, 1, 1]);
        read.Predictions.Predicted.ShouldBe([0, 0, 1]);
        read.Predictions.Scores.ShouldBe([0.25, 0.5, double.NaN]);
        read.Predictions.Weights.ShouldBe([1, 2, 0.5]);
        read.Predictions.Slices.Select(slice => (slice.Value, slice.Rows.Count)).ShouldBe([("ä", 2), ("b", 0)]);
        read.TrainingRows!.Identity.ShouldBe("key");
        // Ascending, each once.
        read.TrainingRows.Ids.ShouldBe([3, 7, ulong.MaxValue]);
        read.Write(folder);
        Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ShouldBe(bytes);
    }

    [Fact]
    public void Keep_predicted_numbers()
    {
        new Evaluation { Rows = 2, Metrics = [], Predictions = new() { Ids = [1, 2], Truth = [0.5, -3], Predicted = [0.1 + 0.2, double.PositiveInfinity] } }.Write(folder);

        var read = Evaluation.Read(folder).Predictions!;

        read.Truth.ShouldBe([0.5, -3]);
        read.Predicted.ShouldBe([0.1 + 0.2, double.PositiveInfinity]);
        (read.Labels.Count, read.Scores, read.Weights, read.Slices.Count).ShouldBe((0, null, null, 0));
    }

    public static TheoryData<RowPredictions, string> Wrong => new()
    {
        { new() { Ids = [1, 2], Truth = [0], Predicted = [0, 1] }, "2 ids, and 1 entries of Truth" },
        { new() { Ids = [1, 2], Truth = [0, 1], Predicted = [0, 1], Weights = [1] }, "2 ids, and 1 entries of Weights" },
        { new() { Labels = ["a", "b"], Ids = [1], Truth = [0], Predicted = [2] }, "2 is no index of the 2 labels" },
        { new() { Labels = ["a", "b"], Ids = [1], Truth = [0.5], Predicted = [1] }, "0.5 is no index of the 2 labels" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Refuse_predictions_that_do_not_fit(RowPredictions predictions, string message) =>
        Should.Throw<ArgumentException>(() => new Evaluation { Rows = 1, Metrics = [], Predictions = predictions }.Write(folder)).Message.ShouldContain(message);

    [Fact]
    public void Of_a_gate_keep_its_verdict()
    {
        new GateVerdict(false, "2 groups differ by \"0.2\"") { Value = double.NegativeInfinity, Demand = "<= 0.1" }.Write(folder);
        var read = GateVerdict.Read(folder);
        (read.Passed, read.Message, read.Value, read.Demand).ShouldBe((false, "2 groups differ by \"0.2\"", double.NegativeInfinity, "<= 0.1"));

        new GateVerdict(true, "").Write(folder);
        File.ReadAllText(Path.Combine(folder, "gate.json")).ShouldBe("{\n  \"passed\": true,\n  \"message\": \"\"\n}");
        (GateVerdict.Read(folder).Value, GateVerdict.Read(folder).Demand).ShouldBe((null, null));
    }

    [Fact]
    public void Have_only_rows_metrics_and_slices_where_nothing_else_was_measured()
    {
        new Evaluation { Rows = 1, Metrics = [] }.Write(folder);

        File.ReadAllText(Path.Combine(folder, "evaluation.json")).ShouldBe("{\n  \"rows\": 1,\n  \"metrics\": {},\n  \"slices\": []\n}");
    }
}
