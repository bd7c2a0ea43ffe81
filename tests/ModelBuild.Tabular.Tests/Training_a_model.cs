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
        var x = Matrix<double>.Build.Dense(split.Train.Rows, features.Features.Width, values);
        return (x, split, definition.Train(split, features).Reread().Model);
    }

    [Fact]
    public void Takes_texts_hashed_into_many_features()
    {
        var text = new System.Text.StringBuilder("note,y\n");
        var random = new Random(4);
        for (var row = 0; row < 3000; row++)
        {
            var isGood = random.Next(2) == 0;
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"word{random.Next(5000)} {(isGood ? "good" : "bad")} word{random.Next(5000)},{(isGood ^ random.Next(50) == 0 ? "yes" : "no")}\n");
        }
        var definition = new Definition(LearningTask.BinaryClassification, "y")
        {
            Positive = "yes",
            Types = new() { ["note"] = ColumnType.Categorical },
            FeaturesOptions = new() { Sets = [new() { Columns = ["note"], Steps = [new() { Encode = TextEncoding.Text, Buckets = 1 << 17 }] }] },
        };

        definition.Run(folder.Data(text.ToString())).Evaluation.Metric("auc").ShouldBeGreaterThan(0.95);

        // A block of them stays small.
        (FeatureSet.BlockRows(1 << 17) * sizeof(double) * (1 << 17)).ShouldBe(32 << 20);
        FeatureSet.BlockRows(1 << 20).ShouldBe(4);
        FeatureSet.BlockRows(4096).ShouldBe(1024);
    }

    static Vector<double> Vector(IEnumerable<double> values) => Vector<double>.Build.DenseOfEnumerable(values);

    static Matrix<double> WithOnes(Matrix<double> x) => x.Append(Matrix<double>.Build.Dense(x.RowCount, 1, 1));

    static void ShouldMatch(Scorer scorer, int output, Vector<double> expected, double tolerance)
    {
        var linear = (LinearScorer)scorer;
        var actual = Vector(linear.Weights[output].Append(linear.Intercepts[output]));
        (actual - expected).InfinityNorm().ShouldBeLessThan(tolerance * Math.Max(1, expected.InfinityNorm()));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(37.5)]
    public void Least_squares_match_a_qr_solution_of_the_penalised_system(double l2)
    {
        var (x, split, model) = Train(Definition.Diabetes with { LinearOptions = new() { L2 = l2 } }, Definition.File("diabetes.csv"));
        var y = ((NumericColumn)split.Train.Find("progression")!).Values.ToArray();
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
        var definition = Definition.BreastCancer with { LinearOptions = new() { L2 = l2, Tolerance = 1e-10 } };
        var (x, split, model) = Train(definition, Definition.File("breast-cancer.csv"));
        model.Schema.Labels.ShouldBe(["benign", "malignant"]);
        var label = (CategoricalColumn)split.Train.Find("diagnosis")!;
        var y = Vector(label.Codes.ToArray().Select(code => (double)code));
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
        var (x, split, model) = Train(Definition.Wine with { LinearOptions = new() { L2 = L2, Tolerance = 1e-10 } }, Definition.File("wine.csv"));
        model.Schema.Labels.ShouldBe(["0", "1", "2"]);
        var y = ((NumericColumn)split.Train.Find("cultivar")!).Values;
        var all = WithOnes(x);
        var w = Matrix<double>.Build.DenseOfColumnVectors(Enumerable.Range(0, 3).Select(k => Vector(((LinearScorer)model.Scorer).Weights[k].Append(((LinearScorer)model.Scorer).Intercepts[k]))));
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
        ((LinearScorer)model.Scorer).Intercepts.Sum().ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Softmax_of_two_classes_predicts_as_logistic_regression_with_twice_the_penalty()
    {
        var data = folder.Data(Generated.Csv(1500));
        var logistic = Train(Generated.Binary with { LinearOptions = new() { L2 = 1, Tolerance = 1e-10 } }, data);
        var softmax = Train(Generated.Binary with { Task = LearningTask.MulticlassClassification, Positive = null, LinearOptions = new() { L2 = 2, Tolerance = 1e-10 } }, data);
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
        context.Metrics.Count.ShouldBeInRange(5, 50);
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
        (Definition.BreastCancer with { LinearOptions = new() { MaxIterations = 3 } }).Run(Definition.File("breast-cancer.csv"), context);
        context.Metrics.Count.ShouldBe(3);
        context.Lines.ShouldHaveSingleItem().ShouldContain("not converged. Raise train.maxIterations");
    }

    [Fact]
    public void Ends_where_rounding_allows_no_further_decrease() =>
        (Definition.Wine with { LinearOptions = new() { Tolerance = 1e-300, MaxIterations = 5000 } }).Run(Definition.File("wine.csv")).Evaluation.Metric("accuracy").ShouldBeGreaterThan(0.9);

    [Fact]
    public void Copes_with_separable_classes_without_a_penalty()
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i < 30 ? i : i + 100)},{(i < 30 ? 0 : 1)}\n"));
        var evaluation = (new Definition(LearningTask.BinaryClassification, "y") { LinearOptions = new() { L2 = 0 } }).Run(folder.Data(text)).Evaluation;
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
        var definition = new Definition(LearningTask.Regression, "y") { LinearOptions = new() { L2 = 0 } };
        var error = Outcome.Error(() => definition.Run(folder.Data(text)));
        (error.Code, error.Option).ShouldBe((Codes.NotSolvable, "train.l2"));
        error.Message.ShouldContain("feature 'z'");
        (definition with { LinearOptions = new() }).Run(folder.Data(text)).Evaluation.Rows.ShouldBeGreaterThan(0);
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
        var data = LinearData.Generated(3000, 100, sparse: false).Training("regression");
        var error = Outcome.Error(() => new LinearTrainer(new(), LearningTask.Regression).Train(data, new RecordingContext(2) { Memory = 2 << 20 }));
        (error.Code, error.Option).ShouldBe((Codes.TooMuchData, "data.ignore"));
        error.Message.ShouldContain("may use 2 MiB");
    }
}
