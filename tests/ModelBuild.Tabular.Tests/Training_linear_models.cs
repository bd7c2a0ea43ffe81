using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Training_linear_models
{
    static LinearScorer Train(LinearOptions options, TrainingData data, RecordingContext? context = null) =>
        (LinearScorer)new LinearTrainer(options, data.Task).Train(data, context ?? new RecordingContext());

    static void ShouldMatch(LinearScorer actual, LinearScorer expected, double tolerance)
    {
        for (var k = 0; k < expected.Outputs; k++)
        {
            actual.Intercepts[k].ShouldBe(expected.Intercepts[k], tolerance);
            for (var j = 0; j < expected.Width; j++)
                actual.Weights[k][j].ShouldBe(expected.Weights[k][j], tolerance, $"weight {j} of output {k}");
        }
    }

    // Adding a constant leaves nothing zero, so that every column is kept whole; the intercept takes it up.
    [Theory]
    [InlineData("binary", 0.0)]
    [InlineData("binary", 2.0)]
    [InlineData("multiclass", 0.0)]
    [InlineData("regression", 2.0)]
    [InlineData("count", 0.0)]
    public void Columns_that_are_mostly_zero_give_the_weights_that_whole_ones_do(string target, double l1)
    {
        var sparse = LinearData.Generated(2500, 40, sparse: true);
        var dense = sparse with { Features = Array.ConvertAll(sparse.Features, row => Array.ConvertAll(row, value => value + 7)) };
        var options = new LinearOptions { L1 = l1, L2 = 1, Tolerance = 1e-11, Loss = target == "count" ? RegressionLoss.Poisson : RegressionLoss.Squared };
        var (one, other) = (Train(options, sparse.Training(target)), Train(options, dense.Training(target)));
        var shifted = new LinearScorer([.. Enumerable.Range(0, one.Outputs).Select(k => one.Intercepts[k] - 7 * one.Weights[k].Sum())], one.Weights);
        ShouldMatch(other, shifted, 1e-8);
    }

    // So many that second derivatives are those of some of the rows only.
    [Theory]
    [InlineData(0.0)]
    [InlineData(40.0)]
    public void Many_rows_end_where_the_objective_has_no_slope(double l1)
    {
        var data = LinearData.Generated(20_000, 80, sparse: false);
        var context = new RecordingContext(2);
        var scorer = Train(new() { L1 = l1, L2 = 2, Tolerance = 1e-9 }, data.Training("binary", weighted: true), context);
        context.Lines.ShouldHaveSingleItem().ShouldContain("converged");
        context.Metrics.Count.ShouldBeLessThan(25);
        var slopes = Array.ConvertAll([.. scorer.Weights[0]], weight => 2 * weight);
        var intercept = 0.0;
        for (var i = 0; i < data.Features.Length; i++)
        {
            var score = scorer.Intercepts[0] + LinearScorer.Dot([.. scorer.Weights[0]], data.Features[i]);
            var residual = data.Weights[i] * (1 / (1 + Math.Exp(-score)) - data.Targets["binary"][i]);
            intercept += residual;
            for (var j = 0; j < slopes.Length; j++)
                slopes[j] += residual * data.Features[i][j];
        }
        intercept.ShouldBe(0, 1e-4);
        for (var j = 0; j < slopes.Length; j++)
            if (scorer.Weights[0][j] == 0)
                Math.Abs(slopes[j]).ShouldBeLessThan(l1 + 1e-4);
            else
                slopes[j].ShouldBe(-l1 * Math.Sign(scorer.Weights[0][j]), 1e-4);
        scorer.Weights[0].Any(weight => weight == 0).ShouldBe(l1 > 0);
    }

    // More blocks than BlockSums has runs.
    [Fact]
    public void Sums_over_many_blocks_do_not_depend_on_the_threads()
    {
        var data = LinearData.Generated(20_000, 80, sparse: false).Training("binary");
        new[] { 1, 2, 3, 8 }.Select(threads => Linear_bytes.Digest(Train(new() { MaxIterations = 3 }, data, new RecordingContext(threads)))).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Gives_the_error_of_a_feature_as_it_is()
    {
        var data = LinearData.Generated(3000, 2, sparse: false);
        var rows = new TrainingRows(new Failing(3000), data.Targets["regression"], null);
        Outcome.Error(() => Train(new(), new(LearningTask.Regression, 0, rows, null))).Code.ShouldBe(Codes.NumbersTooLarge);
    }

    sealed class Failing(int rows) : FeatureRows(rows, [new("x")])
    {
        public override void Read(int block, Span<double> target)
        {
            target.Clear();
            if (block == 2)
                throw new StageException(new StageError("The numbers are too large.") { Code = Codes.NumbersTooLarge });
        }
    }

    [Fact]
    public void Columns_that_are_mostly_zero_take_no_room()
    {
        const int Rows = 4096;
        const int Columns = 3000;
        var data = Array.ConvertAll(Enumerable.Range(0, Rows).ToArray(), i => { var row = new double[Columns]; row[i * 7 % Columns] = 1; return row; });
        var matrix = TrainingMatrix.Of(new(new ArrayRows(data), new double[Rows], null), "training", 2 << 20, 2, TestContext.Current.CancellationToken);
        Enumerable.Range(0, matrix.Blocks).Sum(block => matrix[block].Bytes).ShouldBeLessThan(20 * Rows);
    }

    [Fact]
    public void A_weight_counts_as_so_many_rows()
    {
        var data = LinearData.Generated(800, 4, sparse: false);
        var repeated = Enumerable.Range(0, 800).SelectMany(i => Enumerable.Repeat(i, (int)data.Weights[i])).ToArray();
        var rows = new LinearData([.. repeated.Select(i => data.Features[i])], data.Targets.ToDictionary(t => t.Key, t => Array.ConvertAll(repeated, i => t.Value[i])), []);
        foreach (var target in new[] { "binary", "multiclass", "regression", "count" })
        {
            var options = new LinearOptions { L1 = 0.5, Tolerance = 1e-11, Loss = target == "count" ? RegressionLoss.Poisson : RegressionLoss.Squared };
            ShouldMatch(Train(options, data.Training(target, weighted: true)), Train(options, rows.Training(target)), 1e-8);
        }
    }

    [Fact]
    public void A_row_without_weight_counts_for_nothing()
    {
        var data = LinearData.Generated(500, 4, sparse: false);
        double[][] more = [.. data.Features, [1e6, -1e6, 1e6, -1e6], [-1e6, 1e6, -1e6, 1e6]];
        foreach (var (target, loss) in new[] { ("count", RegressionLoss.Poisson), ("regression", RegressionLoss.Squared) })
        {
            double[] weights = [.. Enumerable.Repeat(1.0, 500), 0, 0];
            var options = new LinearOptions { Loss = loss, Tolerance = 1e-10 };
            var with = new TrainingData(LearningTask.Regression, 0, new(new ArrayRows(more), [.. data.Targets[target], 5, 5], weights), null);
            ShouldMatch(Train(options, with), Train(options, data.Training(target)), 1e-8);
        }
    }

    [Fact]
    public void Features_far_from_zero_and_of_other_units_give_the_same_predictions()
    {
        var data = LinearData.Generated(2000, 3, sparse: false);
        var moved = data with { Features = Array.ConvertAll(data.Features, row => new[] { row[0] * 1e-3 + 2000, row[1] * 1e4 - 1e7, row[2] }) };
        var options = new LinearOptions { L2 = 0, Tolerance = 1e-9 };
        var (one, other) = (Train(options, data.Training("binary")), Train(options, moved.Training("binary")));
        (other.Weights[0][0] * 1e-3).ShouldBe(one.Weights[0][0], 1e-5);
        (other.Weights[0][1] * 1e4).ShouldBe(one.Weights[0][1], 1e-5);
        other.Weights[0][2].ShouldBe(one.Weights[0][2], 1e-5);
    }

    [Fact]
    public void The_strongest_penalty_leaves_the_baseline()
    {
        var data = LinearData.Generated(700, 5, sparse: false);
        foreach (var (target, loss) in new[] { ("binary", RegressionLoss.Squared), ("multiclass", RegressionLoss.Squared), ("regression", RegressionLoss.Squared), ("count", RegressionLoss.Poisson) })
        {
            var training = data.Training(target, weighted: true);
            var baseline = (LinearScorer)new BaselineTrainer(training.Task, loss).Train(training, new RecordingContext());
            baseline.Weights.ShouldAllBe(output => output.All(weight => weight == 0));
            var scorer = Train(new() { L1 = 1e6, Loss = loss }, training);
            scorer.Weights.ShouldAllBe(output => output.All(weight => weight == 0));
            ShouldMatch(scorer, baseline, 1e-12);
        }
    }

    [Fact]
    public void Reports_the_loss_of_the_validation_rows()
    {
        var data = LinearData.Generated(900, 5, sparse: false);
        var context = new RecordingContext();
        Train(new() { L2 = 50 }, data.Training("binary") with { Validation = data.Rows("binary", weighted: false) }, context);
        var (train, validation) = (context.Metrics.Where(metric => metric.Name == "trainLoss").ToArray(), context.Metrics.Where(metric => metric.Name == "validationLoss").ToArray());
        train.Length.ShouldBeGreaterThan(2);
        // The same rows, and no penalty in either.
        foreach (var (one, other) in train.Zip(validation))
            (other.Step, Math.Round(other.Value, 12)).ShouldBe((one.Step, Math.Round(one.Value, 12)));
    }

    [Fact]
    public void Says_that_a_quantile_is_for_trees()
    {
        var error = Outcome.Error(() => Train(new() { Loss = RegressionLoss.Quantile }, LinearData.Generated(50, 2, sparse: false).Training("regression")));
        (error.Code, error.Option).ShouldBe((Codes.UnfitLoss, "train.loss"));
        error.Message.ShouldContain("quantile");
    }

    [Fact]
    public void Says_which_label_is_no_count()
    {
        var data = LinearData.Generated(50, 2, sparse: false).Training("count");
        data.Train.Targets[31] = -2;
        var error = Outcome.Error(() => Train(new() { Loss = RegressionLoss.Poisson }, data));
        (error.Code, error.Option).ShouldBe((Codes.UnfitLoss, "train.loss"));
        error.Message.ShouldContain("-2 in training row 32");
    }

    [Fact]
    public void Says_which_feature_is_missing_and_where()
    {
        var data = LinearData.Generated(3000, 5, sparse: false);
        data.Features[2500][3] = double.NaN;
        data.Features[2501][0] = double.NaN;
        var error = Outcome.Error(() => Train(new(), data.Training("regression")));
        (error.Code, error.Option).ShouldBe((Codes.UnfitFeature, "features.impute"));
        error.Message.ShouldContain("'x0' is missing in training row 2502");
    }

    [Fact]
    public void Says_which_feature_has_categories()
    {
        var data = LinearData.Generated(50, 2, sparse: false);
        var rows = new TrainingRows(new ArrayRows(data.Features, [new("a"), new("colour", Categories: 3)]), data.Targets["regression"], null);
        var error = Outcome.Error(() => Train(new(), new(LearningTask.Regression, 0, rows, null)));
        (error.Code, error.Option).ShouldBe((Codes.UnfitFeature, "features"));
        error.Message.ShouldContain("'colour' has 3 categories");
    }

    [Fact]
    public void Copes_with_a_constant_feature_with_a_penalty()
    {
        var data = LinearData.Generated(400, 3, sparse: false);
        foreach (var row in data.Features)
            row[1] = 5;
        foreach (var l1 in new[] { 0.0, 1.0 })
            foreach (var target in new[] { "binary", "multiclass", "regression" })
                Train(new() { L1 = l1 }, data.Training(target)).Weights.ShouldAllBe(output => Math.Abs(output[1]) < 1e-12);
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.5, 3.5)]
    [InlineData(0.51, 5)]
    [InlineData(1.0, 9)]
    public void The_baseline_of_a_quantile_is_that_of_the_labels_with_weight(double share, double expected)
    {
        var rows = new TrainingRows(new ArrayRows([[0], [0], [0], [0], [0]]), [9, 1, 5, 2, -3], [1, 1, 1, 1, 0]);
        var scorer = (LinearScorer)new BaselineTrainer(LearningTask.Regression, RegressionLoss.Quantile, share).Train(new(LearningTask.Regression, 0, rows, null), new RecordingContext());
        scorer.Intercepts.ShouldBe([expected]);
    }

    [Fact]
    public void The_baseline_of_labels_that_have_none_says_so()
    {
        var rows = new TrainingRows(new ArrayRows([[0], [0]]), [0, 0], null);
        Outcome.Error(() => new BaselineTrainer(LearningTask.Regression, RegressionLoss.Poisson).Train(new(LearningTask.Regression, 0, rows, null), new RecordingContext())).Code.ShouldBe(Codes.NotFinite);
    }
}
