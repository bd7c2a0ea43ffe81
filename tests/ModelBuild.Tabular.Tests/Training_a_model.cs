using MathNet.Numerics.LinearAlgebra;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Training_a_model : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static (Matrix<double> X, TableSplit Split, TabularModel Model) Train(Definition definition, DataSource data)
    {
        var table = definition.Ingest(data);
        var split = definition.Split(table, definition.Validate(table, data));
        var features = definition.Features(split);
        var values = new double[split.Train.Rows * features.Features.Width];
        features.Features.Transform(split.Train.ToBatch(), 0, split.Train.Rows, values);
        var x = Matrix<double>.Build.DenseOfRowMajor(split.Train.Rows, features.Features.Width, values);
        return (x, split, definition.Train(split, features).Reread().Model);
    }

    static Vector<double> Vector(IEnumerable<double> values) => Vector<double>.Build.DenseOfEnumerable(values);

    static Matrix<double> WithOnes(Matrix<double> x) => x.Append(Matrix<double>.Build.Dense(x.RowCount, 1, 1));

    static void ShouldMatch(LinearScorer scorer, int output, Vector<double> expected, double tolerance)
    {
        var actual = Vector(scorer.Weights[output].Append(scorer.Intercepts[output]));
        (actual - expected).InfinityNorm().ShouldBeLessThan(tolerance * Math.Max(1, expected.InfinityNorm()));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(37.5)]
    public void Least_squares_match_a_qr_solution_of_the_penalised_system(double l2)
    {
        var (x, split, model) = Train(Definition.Diabetes with { TrainOptions = new() { L2 = l2 } }, Definition.File("diabetes.csv"));
        var y = ((NumericColumn)split.Train.Find("progression")!).Values;
        var penalty = Matrix<double>.Build.DenseDiagonal(x.ColumnCount, x.ColumnCount + 1, Math.Sqrt(l2));
        var expected = WithOnes(x).Stack(penalty).QR().Solve(Vector(y.Concat(new double[x.ColumnCount])));
        ShouldMatch(model.Scorer, 0, expected, 1e-10);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0)]
    [InlineData(50.0)]
    public void Logistic_regression_matches_newtons_method(double l2)
    {
        var definition = Definition.BreastCancer with { TrainOptions = new() { L2 = l2, Tolerance = 1e-10 } };
        var (x, split, model) = Train(definition, Definition.File("breast-cancer.csv"));
        model.Schema.Labels.ShouldBe(["benign", "malignant"]);
        var label = (CategoricalColumn)split.Train.Find("diagnosis")!;
        var y = Vector(label.Codes.Select(code => (double)code));
        var all = WithOnes(x);
        var penalty = Matrix<double>.Build.DenseDiagonal(all.ColumnCount, l2);
        penalty[all.ColumnCount - 1, all.ColumnCount - 1] = 0;
        var w = Vector<double>.Build.Dense(all.ColumnCount);
        for (var i = 0; i < 50; i++)
        {
            var p = (all * w).Map(z => 1 / (1 + Math.Exp(-z)));
            var gradient = all.TransposeThisAndMultiply(p - y) + penalty * w;
            var hessian = all.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfDiagonalVector(p.Map(q => q * (1 - q))) * all) + penalty;
            w -= hessian.Solve(gradient);
        }
        ShouldMatch(model.Scorer, 0, w, 1e-6);
    }

    [Fact]
    public void Softmax_regression_ends_where_the_slope_of_its_loss_is_zero()
    {
        const double L2 = 0.7;
        var (x, split, model) = Train(Definition.Wine with { TrainOptions = new() { L2 = L2, Tolerance = 1e-10 } }, Definition.File("wine.csv"));
        model.Schema.Labels.ShouldBe(["0", "1", "2"]);
        var y = ((NumericColumn)split.Train.Find("cultivar")!).Values;
        var all = WithOnes(x);
        var w = Matrix<double>.Build.DenseOfColumnVectors(Enumerable.Range(0, 3).Select(k => Vector(model.Scorer.Weights[k].Append(model.Scorer.Intercepts[k]))));
        var scores = (all * w).PointwiseExp();
        for (var row = 0; row < scores.RowCount; row++)
        {
            scores.SetRow(row, scores.Row(row) / scores.Row(row).Sum());
            scores[row, (int)y[row]] -= 1;
        }
        var gradient = all.TransposeThisAndMultiply(scores);
        for (var j = 0; j < x.ColumnCount; j++)
            for (var k = 0; k < 3; k++)
                gradient[j, k] += L2 * w[j, k];
        // Convex, so a zero slope is the minimum; of the equivalent intercepts the ones that sum to zero.
        gradient.InfinityNorm().ShouldBeLessThan(1e-7);
        model.Scorer.Intercepts.Sum().ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Softmax_of_two_classes_predicts_as_logistic_regression_with_twice_the_penalty()
    {
        var data = folder.Data(Generated.Csv(1500));
        var logistic = Train(Generated.Binary with { TrainOptions = new() { L2 = 1, Tolerance = 1e-10 } }, data);
        var softmax = Train(Generated.Binary with { Task = LearningTask.MulticlassClassification, Positive = null, TrainOptions = new() { L2 = 2, Tolerance = 1e-10 } }, data);
        var (one, other) = (logistic.Model.Predict(logistic.Split.Test.ToBatch()), softmax.Model.Predict(softmax.Split.Test.ToBatch()));
        for (var row = 0; row < one.Rows; row++)
            one[row][1].ShouldBe(other[row][1], 1e-7);
    }

    [Fact]
    public void Reports_the_loss_of_every_iteration_and_its_progress()
    {
        var context = new RecordingContext();
        Definition.BreastCancer.Run(Definition.File("breast-cancer.csv"), context);
        context.Metrics.Select(metric => metric.Step).ShouldBe(Enumerable.Range(1, context.Metrics.Count).Select(step => (long)step));
        context.Metrics.ShouldAllBe(metric => metric.Name == "trainLoss");
        context.Metrics.Zip(context.Metrics.Skip(1)).ShouldAllBe(pair => pair.Second.Value <= pair.First.Value);
        context.Metrics.Count.ShouldBeInRange(10, 200);
        context.Fractions.ShouldBeInOrder();
        context.Lines.ShouldHaveSingleItem().ShouldContain("converged within tolerance");
    }

    [Fact]
    public void Reports_the_mean_squared_error_of_least_squares()
    {
        var context = new RecordingContext();
        Definition.Diabetes.Run(Definition.File("diabetes.csv"), context);
        context.Metrics.ShouldHaveSingleItem().Value.ShouldBeInRange(2000, 4000);
        context.Fractions[^1].ShouldBe(1);
    }

    [Fact]
    public void Ends_at_the_last_iteration_and_says_so()
    {
        var context = new RecordingContext();
        (Definition.BreastCancer with { TrainOptions = new() { MaxIterations = 3 } }).Run(Definition.File("breast-cancer.csv"), context);
        context.Metrics.Count.ShouldBe(3);
        context.Lines.ShouldHaveSingleItem().ShouldContain("not converged. Raise train.maxIterations");
    }

    [Fact]
    public void Ends_where_rounding_allows_no_further_decrease() =>
        (Definition.Wine with { TrainOptions = new() { Tolerance = 1e-300, MaxIterations = 5000 } }).Run(Definition.File("wine.csv")).Evaluation.Metric("accuracy").ShouldBeGreaterThan(0.9);

    [Fact]
    public void Copes_with_separable_classes_without_a_penalty()
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i < 30 ? i : i + 100)},{(i < 30 ? 0 : 1)}\n"));
        var evaluation = (new Definition(LearningTask.BinaryClassification, "y") { TrainOptions = new() { L2 = 0 } }).Run(folder.Data(text)).Evaluation;
        evaluation.Metric("accuracy").ShouldBe(1);
        double.IsFinite(evaluation.Metric("logLoss")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("regression")]
    public void Stops_when_the_build_is_cancelled(string task) => Should.Throw<OperationCanceledException>(() =>
        Generated.Of(task).Run(folder.Data(Generated.Csv(600)), new RecordingContext(1, new CancellationToken(canceled: true))));

    [Fact]
    public void Says_which_column_makes_least_squares_unsolvable()
    {
        var text = "x,z,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{2 * i + 1},{i % 7}\n"));
        var definition = new Definition(LearningTask.Regression, "y") { TrainOptions = new() { L2 = 0 } };
        var error = Outcome.Error(() => definition.Run(folder.Data(text)));
        (error.Code, error.Option).ShouldBe((Codes.NotSolvable, "train.l2"));
        error.Message.ShouldContain("column 'z'");
        (definition with { TrainOptions = new() }).Run(folder.Data(text)).Evaluation.Rows.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(LearningTask.BinaryClassification)]
    [InlineData(LearningTask.Regression)]
    public void Says_what_to_do_where_numbers_overflow(LearningTask task)
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i - 20}e300,{i % 2}\n"));
        var definition = new Definition(task, "y") { FeaturesOptions = new() { Scale = Scaling.None } };
        var error = Outcome.Error(() => definition.Run(folder.Data(text)));
        error.Code.ShouldBeOneOf(Codes.NotFinite, Codes.NotSolvable);
    }

    [Fact]
    public void Refuses_features_that_do_not_fit_into_memory()
    {
        var levels = Enumerable.Range(0, 1000).Select(i => $"t{i:000}").ToArray();
        var rows = 3_000_000;
        var table = new Table(rows, [new CategoricalColumn("c", [.. Enumerable.Range(0, rows).Select(row => row % 1000)], levels), new NumericColumn("y", new double[rows])]);
        var definition = new Definition(LearningTask.Regression, "y");
        var split = new TableSplit(table, table);
        var error = Outcome.Error(() => definition.Train(split, definition.Features(split)));
        (error.Code, error.Option).ShouldBe((Codes.TooMuchData, "data.ignore"));
    }
}
