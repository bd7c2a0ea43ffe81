using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Boosting_trees : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static readonly TheoryData<string> Kinds = ["binary", "multiclass", "squared", "poisson", "quantile", "weighted"];

    internal static (BoostingData Data, LearningTask Task, int Classes, BoostedTreesOptions Options) Of(string kind, int rows, int seed = 1)
    {
        var options = new BoostedTreesOptions { Trees = 12, MinSamplesLeaf = 5, CheckpointRounds = 4 };
        return kind switch
        {
            "binary" => (BoostingData.Generated(rows, kind, seed), LearningTask.BinaryClassification, 2, options),
            "weighted" => (BoostingData.Generated(rows, "binary", seed, weighted: true), LearningTask.BinaryClassification, 2, options),
            "multiclass" => (BoostingData.Generated(rows, kind, seed), LearningTask.MulticlassClassification, 3, options),
            "poisson" => (BoostingData.Generated(rows, kind, seed), LearningTask.Regression, 0, options with { Loss = RegressionLoss.Poisson }),
            "quantile" => (BoostingData.Generated(rows, kind, seed, weighted: true), LearningTask.Regression, 0, options with { Loss = RegressionLoss.Quantile, Quantile = 0.8 }),
            _ => (BoostingData.Generated(rows, kind, seed), LearningTask.Regression, 0, options with { RowSampling = 0.7, ColumnSampling = 0.5 }),
        };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gives_the_same_bytes_with_any_number_of_threads(string kind)
    {
        var (data, task, classes, options) = Of(kind, 40_000);
        var models = new[] { 1, 2, 3, 8 }.Select(threads => BoostingData.Digest(data.Boost(options, task, classes, context: new BoostingContext(folder.Path, threads)))).ToArray();
        models.Distinct().ShouldHaveSingleItem();
    }

    // What training thinks of its rows is what serving gives them.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Scores_raw_features_as_it_scored_bins(string kind)
    {
        var (data, task, classes, options) = Of(kind, 3000);
        var context = new BoostingContext(folder.Path);
        var trees = data.Boost(options, task, classes, validation: data, context);
        var scores = data.Scores(trees);
        var losses = context.Metrics.Where(metric => metric.Name == "trainLoss").Select(metric => metric.Value).ToArray();
        losses.Length.ShouldBe(options.Trees);
        context.Metrics.Where(metric => metric.Name == "validationLoss").Select(metric => metric.Value).ShouldBe(losses);
        Loss(kind, data, scores, trees.Outputs).ShouldBe(losses[^1], 1e-12 * Math.Abs(losses[^1]));
        losses[^1].ShouldBeLessThan(losses[0]);
        context.Messages[^1].ShouldStartWith("round 12 of 12, train loss ");
    }

    static double Loss(string kind, BoostingData data, double[] scores, int outputs)
    {
        double sum = 0, weights = 0;
        for (var row = 0; row < data.Rows; row++)
        {
            var (y, score, weight) = (data.Targets[row], scores[row * outputs], data.ToRows().Weights?[row] ?? 1);
            weights += weight;
            sum += weight * kind switch
            {
                "binary" or "weighted" => Math.Log(1 + Math.Exp(y == 1 ? -score : score)),
                "multiclass" => Math.Log(Enumerable.Range(0, outputs).Sum(k => Math.Exp(scores[row * outputs + k]))) - scores[row * outputs + (int)y],
                "poisson" => Math.Exp(score) - y * score,
                "quantile" => y >= score ? 0.8 * (y - score) : 0.2 * (score - y),
                _ => (y - score) * (y - score),
            };
        }
        return sum / weights;
    }

    [Fact]
    public void A_weight_is_so_many_rows()
    {
        foreach (var kind in new[] { "binary", "multiclass", "poisson", "squared" })
        {
            var (data, task, classes, options) = Of(kind, 500);
            options = options with { MinSamplesLeaf = 1, MinChildWeight = 3, RowSampling = 1, ColumnSampling = 1 };
            // Rows of weight 0 stay, since bins are of the values that are there; the category, which is told apart by the number
            // of its rows, does not.
            int[] copies = [.. Enumerable.Range(0, 500).SelectMany(i => Enumerable.Repeat(i, Math.Max(1, i % 4)))];
            var coarse = data.Values[..3].Select(column => column.Select(value => Math.Round(value / 100)).ToArray()).ToArray();
            FeatureColumnInfo[] infos = [new("a"), new("b"), new("c")];
            var weighted = new BoostingData(infos, coarse, data.Targets, [.. Enumerable.Range(0, 500).Select(i => (double)(i % 4))]);
            var repeated = new BoostingData(infos, [.. coarse.Select(column => copies.Select(i => column[i]).ToArray())], [.. copies.Select(i => data.Targets[i])], [.. copies.Select(i => i % 4 == 0 ? 0.0 : 1)]);
            weighted.Scores(repeated.Boost(options, task, classes)).ShouldBe(weighted.Scores(weighted.Boost(options, task, classes)), 1e-6);
        }
    }

    [Fact]
    public void Early_stopping_keeps_the_best_round()
    {
        var train = BoostingData.Generated(400, "binary", seed: 1);
        var validation = BoostingData.Generated(400, "binary", seed: 2);
        var options = new BoostedTreesOptions { Trees = 300, LearningRate = 0.3, MinSamplesLeaf = 2, EarlyStopping = 7 };
        var context = new BoostingContext(folder.Path);
        var trees = train.Boost(options, LearningTask.BinaryClassification, 2, validation, context);
        var losses = context.Metrics.Where(metric => metric.Name == "validationLoss").Select(metric => metric.Value).ToArray();
        var best = Array.IndexOf(losses, losses.Min()) + 1;
        best.ShouldBeGreaterThan(3);
        losses.Length.ShouldBe(best + 7);
        trees.Trees.ShouldBe(best);
        Loss("binary", validation, validation.Scores(trees), 1).ShouldBe(losses[best - 1], 1e-12);
        context.Lines.ShouldContain(line => line.StartsWith($"Round {best} has the lowest validation loss"));
        BoostingData.Bytes(trees).ShouldBe(BoostingData.Bytes(train.Boost(options with { Trees = best, EarlyStopping = null }, LearningTask.BinaryClassification, 2)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_quantile_is_above_its_share_of_new_rows(double quantile)
    {
        var options = new BoostedTreesOptions { Loss = RegressionLoss.Quantile, Quantile = quantile, Trees = 60 };
        var trees = BoostingData.Generated(6000, "regression", seed: 1).Boost(options);
        var test = BoostingData.Generated(6000, "regression", seed: 7);
        var share = test.Scores(trees).Zip(test.Targets, (score, target) => target <= score ? 1.0 : 0).Average();
        share.ShouldBe(quantile, 0.05);
    }

    [Fact]
    public void Poisson_predicts_means_that_sum_to_the_labels()
    {
        var (data, task, classes, options) = Of("poisson", 4000);
        var means = data.Scores(data.Boost(options with { Trees = 100 }, task, classes)).Select(Math.Exp).ToArray();
        means.Sum().ShouldBe(data.Targets.Sum(), 0.01 * data.Targets.Sum());
        double Deviance(Func<int, double> mean) => Enumerable.Range(0, 4000).Sum(i => mean(i) - data.Targets[i] * Math.Log(mean(i)));
        var average = data.Targets.Average();
        Deviance(i => means[i]).ShouldBeLessThan(Deviance(_ => average) - 500);
    }

    // One step of Newton's method from the mean of all to that of the 20 would be e^50 times too long.
    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    public void Poisson_does_not_overshoot_where_a_few_rows_have_all_the_counts(int trees)
    {
        double[] x = [.. Enumerable.Range(0, 10_000).Select(i => i % 500 == 0 ? 1.0 : 0)];
        var data = new BoostingData([new("x")], [x], [.. x.Select(value => 5 * value)]);
        var scores = data.Scores(data.Boost(new() { Loss = RegressionLoss.Poisson, Trees = trees }));
        Math.Exp(scores[0]).ShouldBeInRange(3, 5.5);
        Math.Exp(scores[1]).ShouldBeLessThan(0.01);
    }

    [Theory]
    [InlineData(-1.5, "The label of training row 3 is -1.5,")]
    [InlineData(double.NaN, "The label of training row 3 is NaN,")]
    public void Poisson_refuses_what_is_no_count(double label, string message)
    {
        var data = new BoostingData([new("x")], [[1, 2, 3, 4]], [1, 2, label, 3]);
        var error = Should.Throw<StageException>(() => data.Boost(new() { Loss = RegressionLoss.Poisson })).Errors.ShouldHaveSingleItem();
        (error.Code, error.Option).ShouldBe(("MB2053", "train.loss"));
        error.Message.ShouldStartWith(message);
    }

    [Fact]
    public void Poisson_refuses_labels_that_are_all_0() =>
        Should.Throw<StageException>(() => new BoostingData([new("x")], [[1, 2]], [0, 0]).Boost(new() { Loss = RegressionLoss.Poisson })).Errors[0].Code.ShouldBe("MB2053");

    [Fact]
    public void An_option_that_does_not_fit_the_data_is_an_error()
    {
        StageError Error(BoostingData data, BoostedTreesOptions options, LearningTask task, int classes) =>
            Should.Throw<StageException>(() => data.Boost(options, task, classes)).Errors.ShouldHaveSingleItem();
        var plain = new BoostingData([new("x")], [[1, 2, 3]], [0, 1, 2]);
        var early = Error(plain, new() { EarlyStopping = 5 }, LearningTask.Regression, 0);
        (early.Code, early.Option).ShouldBe(("MB2054", "train.earlyStopping"));
        var monotone = new BoostingData([new("x", Monotone: 1)], [[1, 2, 3]], [0, 1, 2]);
        var multiclass = Error(monotone, new(), LearningTask.MulticlassClassification, 3);
        (multiclass.Code, multiclass.Option).ShouldBe(("MB2054", "train.monotone"));
        var categories = new BoostingData([new("x", 4, -1)], [[1, 2, 3]], [0, 1, 2]);
        Error(categories, new(), LearningTask.Regression, 0).Message.ShouldStartWith("The feature x is to be monotone, and its categories have no order.");
    }

    [Fact]
    public void Labels_too_large_to_square_are_an_error() =>
        Should.Throw<StageException>(() => new BoostingData([new("x")], [[1, 2, 3]], [1e200, -1e200, 0]).Boost(new() { MinSamplesLeaf = 1 })).Errors[0].Code.ShouldBe("MB2051");

    [Fact]
    public void Labels_that_are_all_the_same_give_that_number()
    {
        var data = new BoostingData([new("x")], [[.. Enumerable.Range(0, 100)]], [.. Enumerable.Repeat(0.1, 100)]);
        data.Scores(data.Boost(new())).ShouldAllBe(score => Math.Abs(score - 0.1) < 1e-12);
    }

    [Fact]
    public void Features_without_values_and_a_single_row_are_trained_on()
    {
        var data = new BoostingData([new("x"), new("y", 3)], [[double.NaN, double.NaN], [double.NaN, double.NaN]], [1, 3]);
        data.Scores(data.Boost(new() { MinSamplesLeaf = 1 })).ShouldBe([2, 2], 1e-12);
        var one = new BoostingData([new("x")], [[5]], [4]);
        one.Scores(one.Boost(new())).ShouldBe([4]);
    }

    [Fact]
    public void Samples_are_drawn_by_the_seed_alone()
    {
        var data = BoostingData.Generated(2000, "regression");
        foreach (var options in new BoostedTreesOptions[] { new() { Trees = 5, RowSampling = 0.5 }, new() { Trees = 5, ColumnSampling = 0.5 } })
        {
            string Train(long seed) => BoostingData.Digest(data.Boost(options, context: new BoostingContext(folder.Path, seed: seed)));
            Train(1).ShouldBe(Train(1));
            Train(1).ShouldNotBe(Train(2));
        }
    }

    [Fact]
    public void A_tree_sees_its_share_of_the_columns()
    {
        var data = BoostingData.Generated(3000, "regression");
        var trees = data.Boost(new() { Trees = 40, ColumnSampling = 0.25 });
        var first = new HashSet<int>();
        for (var tree = 0; tree < trees.Trees; tree++)
        {
            var features = new HashSet<int>();
            foreach (var node in trees.NodesOf(tree))
                if (!node.IsLeaf)
                    features.Add(node.Feature);
            features.Count.ShouldBeLessThanOrEqualTo(1);
            first.UnionWith(features);
        }
        first.Count.ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_training_that_was_killed_goes_on_to_the_same_bytes(string kind)
    {
        var (data, task, classes, options) = Of(kind, 1500);
        options = options with { EarlyStopping = 100 };
        var validation = Of(kind, 300, seed: 5).Data;
        var whole = BoostingData.Bytes(data.Boost(options, task, classes, validation));
        foreach (var killed in new[] { 3, 4, 6, 9 })
            Should.Throw<OperationCanceledException>(() => data.Boost(options, task, classes, validation, new BoostingContext(folder.Path)
            {
                OnMetric = (_, _, step) =>
                {
                    if (step == killed)
                        throw new OperationCanceledException();
                },
            }));
        var context = new BoostingContext(folder.Path, threads: 2);
        BoostingData.Bytes(data.Boost(options, task, classes, validation, context)).ShouldBe(whole);
        context.Lines[0].ShouldBe("Goes on after round 8, up to which another attempt came.");
        context.Metrics[0].Step.ShouldBe(9);
    }

    [Fact]
    public void A_checkpoint_that_is_damaged_or_of_another_training_is_not_used()
    {
        var (data, task, classes, options) = Of("binary", 1500);
        var whole = BoostingData.Bytes(data.Boost(options, task, classes));
        data.Boost(options, task, classes, context: new BoostingContext(folder.Path));
        var file = Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
        var good = File.ReadAllBytes(file);
        foreach (var bad in new[] { [], good[..50], good[..^1], [.. good, 0], [.. good[..200], (byte)(good[200] ^ 1), .. good[201..]] })
        {
            File.WriteAllBytes(file, bad);
            var context = new BoostingContext(folder.Path);
            BoostingData.Bytes(data.Boost(options, task, classes, context: context)).ShouldBe(whole);
            context.Lines.ShouldBeEmpty();
        }
        File.WriteAllBytes(file, good);
        var other = new BoostingContext(folder.Path);
        BoostingData.Bytes(data.Boost(options with { L2 = 1 }, task, classes, context: other)).ShouldBe(BoostingData.Bytes(data.Boost(options with { L2 = 1 }, task, classes)));
        other.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Is_cancelled_between_two_rounds()
    {
        using var source = new CancellationTokenSource();
        var (data, task, classes, options) = Of("binary", 500);
        var context = new BoostingContext(folder.Path, threads: 2, cancellation: source.Token) { OnMetric = (_, _, _) => source.Cancel() };
        Should.Throw<OperationCanceledException>(() => data.Boost(options, task, classes, context: context));
        context.Metrics.ShouldHaveSingleItem();
    }
}
