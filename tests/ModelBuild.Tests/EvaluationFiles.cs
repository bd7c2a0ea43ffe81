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
    public void Have_only_rows_metrics_and_slices_where_nothing_else_was_measured()
    {
        new Evaluation { Rows = 1, Metrics = [] }.Write(folder);

        File.ReadAllText(Path.Combine(folder, "evaluation.json")).ShouldBe("{\n  \"rows\": 1,\n  \"metrics\": {},\n  \"slices\": []\n}");
    }
}
