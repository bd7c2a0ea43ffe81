using System.Globalization;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Evaluating_columns
{
    const int Rows = 400;

    // The score is 2 a + 1 where the colour is red; b is read, and weighs nothing.
    static readonly TabularModel Regression = new(
        ModelTask.Regression, "y", [],
        new FeatureSet([new FeatureChain(["a"], FeatureType.Numeric, null, []), new FeatureChain(["b"], FeatureType.Numeric, null, []), new FeatureChain(["colour"], FeatureType.Categorical, new OneHotEncoder(["blue", "red"], false, false), [])]),
        new LinearScorer([0], [[2, 0, 0, 1]]));

    static readonly Table Data = Make(Rows);

    static Table Make(int rows)
    {
        var random = new Random(5);
        var (a, b) = (Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray(), Enumerable.Range(0, rows).Select(_ => (double)random.Next(5)).ToArray());
        var colours = Enumerable.Range(0, rows).Select(_ => random.Next(2)).ToArray();
        return new(rows,
        [
            new NumericColumn("unread", b), new NumericColumn("b", b), new CategoricalColumn("colour", [.. colours], ["blue", "red"]), new NumericColumn("a", a),
            new NumericColumn("y", [.. a.Zip(colours, (x, colour) => 2 * x + colour)]),
        ]);
    }

    static Evaluation Evaluate(EvaluateOptions options, TabularModel? model = null, Table? table = null, double[]? weights = null, int threads = 1) =>
        new ModelEvaluation(model ?? Regression, table ?? Data, options, weights, 0.5, new RecordingContext(threads)).Run().Reread();

    static StageError Error(EvaluateOptions options, TabularModel? model = null, Table? table = null) => Outcome.Error(() => Evaluate(options, model, table));

    [Fact]
    public void Are_as_important_as_the_model_needs_them()
    {
        var importance = Evaluate(new() { Importance = new() { Repeats = 20 } }).Importance!;
        (importance.Metric, importance.Value, importance.Repeats, importance.Rows).ShouldBe(("rmse", 0, 20, Rows));
        importance.Columns.Select(column => column.Column).ShouldBe(["a", "colour", "b"]);
        importance.Columns[2].ShouldBe(new("b", 0, 0));
        // Of shuffled values the mean squared difference is twice the variance: 4 / 12 and 1 / 4.
        importance.Columns[0].Mean.ShouldBe(Math.Sqrt(2 * 4 / 12.0), 0.05);
        importance.Columns[1].Mean.ShouldBe(Math.Sqrt(2 / 4.0), 0.05);
        importance.Columns[0].Deviation.ShouldBeInRange(0.001, 0.1);
    }

    [Fact]
    public void Are_important_by_what_gets_worse_whether_the_metric_is_a_loss_or_not()
    {
        var r2 = Evaluate(new() { Importance = new() { Metric = "r2" } }).Importance!;
        (r2.Metric, r2.Value).ShouldBe(("r2", 1));
        r2.Columns.Select(column => column.Column).ShouldBe(["a", "colour", "b"]);
        r2.Columns[0].Mean.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Are_the_same_for_any_number_of_threads()
    {
        var options = new EvaluateOptions { Importance = new() { Rows = 50 }, PartialDependence = new() { Columns = ["a", "colour"], Rows = 50 } };
        var expected = Evaluate(options).Digest();
        foreach (var threads in new[] { 2, 3, 8 })
            Evaluate(options, threads: threads).Digest().ShouldBe(expected);
        Evaluate(options with { Seed = 1 }).Digest().ShouldNotBe(expected);
        Evaluate(options).Importance!.Rows.ShouldBe(50);
    }

    [Fact]
    public void Have_the_mean_prediction_for_every_value()
    {
        var dependence = Evaluate(new() { PartialDependence = new() { Columns = ["colour", "b", "a"], Points = 7, Rows = Rows } }).PartialDependence;
        dependence.Select(each => (each.Column, each.Class)).ShouldBe([("colour", null), ("b", null), ("a", null)]);
        var mean = ((NumericColumn)Data.Find("a")!).Values.ToArray().Average();
        dependence[0].Values.ShouldBe(["blue", "red"]);
        dependence[0].Predictions[0].ShouldBe(2 * mean, 1e-12);
        dependence[0].Predictions[1].ShouldBe(2 * mean + 1, 1e-12);
        dependence[1].Values.ShouldBe(["0", "1", "2", "3", "4"]);
        dependence[2].Values.Count.ShouldBe(7);
        var sorted = ((NumericColumn)Data.Find("a")!).Values.ToArray().Order().ToArray();
        double.Parse(dependence[2].Values[3], CultureInfo.InvariantCulture).ShouldBe((sorted[199] + sorted[200]) / 2, 1e-12);
        var red = ((CategoricalColumn)Data.Find("colour")!).Codes.ToArray().Average();
        foreach (var (value, prediction) in dependence[2].Values.Zip(dependence[2].Predictions))
            prediction.ShouldBe(2 * double.Parse(value, CultureInfo.InvariantCulture) + red, 1e-12);
    }

    [Fact]
    public void Of_a_classification_have_one_for_each_class_and_of_two_classes_the_positive()
    {
        var table = new Table(4, [new NumericColumn("x", [-1, 0, 1, 2]), new CategoricalColumn("y", [0, 1, 2, 1], ["a", "b", "c"])]);
        var features = new FeatureSet([new FeatureChain(["x"], FeatureType.Numeric, null, [])]);
        var options = new EvaluateOptions { PartialDependence = new() { Columns = ["x"] }, Importance = new() };
        var multiclass = Evaluate(options, new(ModelTask.MulticlassClassification, "y", ["a", "b", "c"], features, new LinearScorer([0, 0, 0], [[-1], [0], [1]])), table);
        multiclass.PartialDependence.Select(each => each.Class).ShouldBe(["a", "b", "c"]);
        multiclass.PartialDependence.Sum(each => each.Predictions[0]).ShouldBe(1, 1e-12);
        multiclass.Importance!.Metric.ShouldBe("logLoss");

        var two = table.Select([0, 1, 3]);
        var binary = Evaluate(options, new(ModelTask.BinaryClassification, "y", ["b", "a"], features, new LinearScorer([0], [[1]])), two);
        binary.PartialDependence.ShouldHaveSingleItem().Class.ShouldBe("a");
        binary.PartialDependence[0].Predictions.ShouldBe([1 / (1 + Math.E), 0.5, 1 / (1 + Math.Exp(-2))], 1e-12);
    }

    [Fact]
    public void Take_the_most_frequent_texts_where_there_are_too_many()
    {
        string[] levels = ["a", "b", "c", "d"];
        var table = new Table(7, [new CategoricalColumn("colour", [0, 1, 1, 2, 2, 3, -1], levels), new NumericColumn("y", new double[7])]);
        var model = new TabularModel(ModelTask.Regression, "y", [], new FeatureSet([new FeatureChain(["colour"], FeatureType.Categorical, new OneHotEncoder(levels, false, false), [])]), new LinearScorer([0], [[1, 2, 3, 4]]));
        var dependence = Evaluate(new() { PartialDependence = new() { Columns = ["colour"], Points = 3 } }, model, table).PartialDependence[0];
        dependence.Values.ShouldBe(["a", "b", "c"]);
        dependence.Predictions.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Count_rows_as_they_weigh()
    {
        var weights = new double[Rows];
        weights[3] = 2;
        var a = ((NumericColumn)Data.Find("a")!).Values[3];
        var dependence = Evaluate(new() { PartialDependence = new() { Columns = ["colour"] } }, weights: weights).PartialDependence[0];
        dependence.Predictions[0].ShouldBe(2 * a, 1e-12);
    }

    [Theory]
    [InlineData("unread", "The model does not read a column 'unread'.")]
    [InlineData("y", "The model does not read a column 'y'.")]
    [InlineData("color", "Did you mean 'colour'?")]
    public void That_the_model_does_not_read_are_an_error(string column, string says)
    {
        var error = Error(new() { PartialDependence = new() { Columns = [column] } });
        (error.Code, error.Option).ShouldBe((Codes.EvaluationDoesNotFit, "evaluate.partialDependence.columns"));
        error.Message.ShouldContain(says);
    }

    [Fact]
    public void That_are_none_or_too_many_are_an_error()
    {
        Error(new() { PartialDependence = new() { Columns = [] } }).Message.ShouldContain("1 to 50 columns, and 0 are named");
        Error(new() { PartialDependence = new() { Columns = [.. Enumerable.Repeat("a", 51)] } }).Code.ShouldBe(Codes.EvaluationDoesNotFit);
    }

    [Theory]
    [InlineData("rsme", "Did you mean 'rmse'?")]
    [InlineData("bias", "'bias' is not a metric of this task that tells better from worse.")]
    [InlineData("auc", "'auc' is not a metric of this task")]
    public void Are_not_judged_by_a_metric_that_says_nothing(string metric, string says)
    {
        var error = Error(new() { Importance = new() { Metric = metric } });
        (error.Code, error.Option).ShouldBe((Codes.EvaluationDoesNotFit, "evaluate.importance.metric"));
        error.Message.ShouldContain(says);
    }
}
