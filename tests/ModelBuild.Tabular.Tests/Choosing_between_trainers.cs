using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// The stages around the trainers: which one, with which settings, what becomes of its model.
public sealed class Choosing_between_trainers : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    DataSource Data(int rows = 3000) => folder.Data(Generated.Csv(rows));

    static Definition Trees(Definition definition, BoostedTreesOptions? options = null) => definition with
    {
        FeaturesOptions = new(),
        TrainOptions = new() { Trainer = Trainer.BoostedTrees },
        TreesOptions = options ?? new() { Trees = 30 },
    };

    static Definition Validated(Definition definition) => definition with { SplitOptions = definition.SplitOptions with { Validation = 0.2 } };

    [Theory]
    [InlineData("binary", "logLoss")]
    [InlineData("multiclass", "logLoss")]
    [InlineData("regression", "rmse")]
    public void Any_is_better_than_the_baseline(string task, string loss)
    {
        var definition = Generated.Of(task);
        double Loss(Definition trained) => trained.Run(Data()).Evaluation.Metric(loss);
        var baseline = Loss(definition with { TrainOptions = new() { Trainer = Trainer.Baseline } });
        Loss(definition).ShouldBeLessThan(0.9 * baseline);
        Loss(Trees(definition)).ShouldBeLessThan(0.9 * baseline);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("regression")]
    public void Trees_are_saved_and_read_back_with_the_model(string task)
    {
        var (split, _, trained, _) = Trees(Generated.Of(task)).Run(Data());
        trained.Model.Scorer.ShouldBeOfType<TreeEnsemble>();
        var read = trained.Reread();
        read.Digest().ShouldBe(trained.Digest());
        var (one, other) = (trained.Model.Predict(split.Test.ToBatch()), read.Model.Predict(split.Test.ToBatch(), threads: 3));
        for (var row = 0; row < one.Rows; row++)
            other[row].ToArray().ShouldBe(one[row].ToArray());
    }

    [Fact]
    public void Trees_that_are_not_the_models_own_are_refused()
    {
        var definition = Trees(Generated.Binary);
        using var mine = new TemporaryFolder();
        using var others = new TemporaryFolder();
        definition.Run(Data()).Model.Write(mine.Path);
        Trees(Generated.Binary, new() { Trees = 29 }).Run(Data()).Model.Write(others.Path);
        File.Copy(Path.Combine(others.Path, "trees.bin"), Path.Combine(mine.Path, "trees.bin"), overwrite: true);
        Should.Throw<InvalidDataException>(() => TabularModel.Load(mine.Path)).Message.ShouldContain("trees.bin beside it is another one");
        File.Delete(Path.Combine(mine.Path, "trees.bin"));
        Should.Throw<InvalidDataException>(() => TabularModel.Load(mine.Path)).Message.ShouldContain("trees.bin beside it is missing");
    }

    [Fact]
    public void Poisson_predicts_numbers_above_zero()
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, 800).Select(i => $"{i % 40},{(i * 7919 % 41 < i % 40 ? i * 31 % 7 : 0)}\n"));
        var counts = new Definition(LearningTask.Regression, "y") { SplitOptions = new() { AllowShared = true }, LinearOptions = new() { Loss = RegressionLoss.Poisson }, TreesOptions = new() { Loss = RegressionLoss.Poisson, Trees = 20 } };
        foreach (var trainer in Enum.GetValues<Trainer>())
        {
            var definition = counts with { TrainOptions = new() { Trainer = trainer }, TreesOptions = counts.TreesOptions with { Trees = trainer == Trainer.BoostedTrees ? 20 : 100 } };
            var (split, _, trained, _) = definition.Run(folder.Data(text));
            trained.Model.Link.ShouldBe(Link.Log);
            var predictions = trained.Model.Predict(split.Train.ToBatch());
            Enumerable.Range(0, predictions.Rows).ShouldAllBe(row => predictions.Value(row) > 0);
            var mean = ((NumericColumn)split.Train.Find("y")!).Values.ToArray().Average();
            Enumerable.Range(0, predictions.Rows).Average(predictions.Value).ShouldBe(mean, 0.05 * mean, trainer.ToString());
        }
    }

    [Fact]
    public void Early_stopping_watches_the_validation_part()
    {
        var context = new RecordingContext();
        var definition = Validated(Trees(Generated.Binary, new() { Trees = 500, LearningRate = 0.3, EarlyStopping = 5 }));
        var ensemble = (TreeEnsemble)definition.Run(Data(), context).Model.Model.Scorer;
        var losses = context.Metrics.Where(metric => metric.Name == "validationLoss").Select(metric => metric.Value).ToList();
        losses.Count.ShouldBeLessThan(500);
        ensemble.Trees.ShouldBe(losses.IndexOf(losses.Min()) + 1);
        ensemble.Trees.ShouldBe(losses.Count - 5);

        var error = Outcome.Error(() => Trees(Generated.Binary, new() { EarlyStopping = 5 }).Run(Data()));
        (error.Code, error.Option).ShouldBe((Codes.NoValidationPart, "train.earlyStopping"));
    }

    [Fact]
    public void A_prediction_that_must_rise_with_a_column_never_falls()
    {
        var definition = Trees(Generated.Binary) with { TrainOptions = new() { Trainer = Trainer.BoostedTrees, Monotone = new Dictionary<string, Monotonicity> { ["a"] = Monotonicity.Decreasing } } };
        var (_, _, trained, _) = definition.Run(Data());
        for (var b = -10.0; b <= 10; b += 2.5)
        {
            var rows = Enumerable.Range(0, 50).Select(i => new Dictionary<string, object?> { ["a"] = -1 + i * 0.04, ["b"] = b, ["c"] = 100, ["d"] = 5, ["colour"] = "red" }).ToArray();
            var predictions = trained.Model.Predict(rows);
            for (var i = 1; i < 50; i++)
                predictions[i][1].ShouldBeLessThanOrEqualTo(predictions[i - 1][1]);
        }
    }

    [Fact]
    public void Weights_of_2_are_rows_that_are_there_twice()
    {
        var lines = Generated.Csv(400).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string Weighted(IEnumerable<(string Line, int Weight)> rows) => lines[0] + ",w\n" + string.Concat(rows.Select(row => $"{row.Line},{row.Weight}\n"));
        var all = lines.Skip(1).Select((line, i) => (line, i)).ToArray();
        var heavy = folder.Data(Weighted(all.Select(row => (row.line, row.i % 3 == 0 ? 2 : 1))));
        var doubled = folder.Data(Weighted(all.SelectMany(row => Enumerable.Repeat((row.line, 1), row.i % 3 == 0 ? 2 : 1))));
        // The key makes the two splits the same; copies stay together.
        var definition = Generated.Regression with { Weight = "w", SplitOptions = new() { Group = ["a", "b", "c", "d"] }, FeaturesOptions = new() { Scale = Scaling.None, Impute = Imputation.Constant } };
        definition = definition with { FeaturesOptions = new() { Sets = [new() { Columns = ["a", "b", "d"] }, new() { Columns = ["c"], Steps = [new() { Impute = Imputation.Constant, Value = 0 }] }, new() { Type = ColumnType.Categorical, Steps = [new() { Encode = TextEncoding.OneHot }] }] }, LinearOptions = new() { Tolerance = 1e-12 } };
        var (one, other) = (definition.Run(heavy), definition.Run(doubled));
        var (a, b) = ((LinearScorer)one.Model.Model.Scorer, (LinearScorer)other.Model.Model.Scorer);
        a.Weights[0].Count.ShouldBe(b.Weights[0].Count);
        for (var i = 0; i < a.Weights[0].Count; i++)
            a.Weights[0][i].ShouldBe(b.Weights[0][i], 1e-6 * Math.Max(1, Math.Abs(b.Weights[0][i])));
        foreach (var metric in new[] { "rmse", "mae", "r2" })
            one.Evaluation.Metric(metric).ShouldBe(other.Evaluation.Metric(metric), 1e-7);
    }

    public static TheoryData<Trainer, string, BoostedTreesOptions, LinearOptions> OfAnother => new()
    {
        { Trainer.Linear, "train.trees", new() { Trees = 5 }, new() },
        { Trainer.Linear, "train.learningRate", new() { LearningRate = 0.2 }, new() },
        { Trainer.Linear, "train.leaves", new() { Leaves = 5 }, new() },
        { Trainer.Linear, "train.maxDepth", new() { MaxDepth = 5 }, new() },
        { Trainer.Linear, "train.growth", new() { Growth = TreeGrowth.DepthWise }, new() },
        { Trainer.Linear, "train.minSamplesLeaf", new() { MinSamplesLeaf = 5 }, new() },
        { Trainer.Linear, "train.minChildWeight", new() { MinChildWeight = 5 }, new() },
        { Trainer.Linear, "train.minSplitGain", new() { MinSplitGain = 5 }, new() },
        { Trainer.Linear, "train.bins", new() { Bins = 5 }, new() },
        { Trainer.Linear, "train.rowSampling", new() { RowSampling = 0.5 }, new() },
        { Trainer.Linear, "train.columnSampling", new() { ColumnSampling = 0.5 }, new() },
        { Trainer.Linear, "train.earlyStopping", new() { EarlyStopping = 5 }, new() },
        { Trainer.Linear, "train.checkpointRounds", new() { CheckpointRounds = 5 }, new() },
        { Trainer.BoostedTrees, "train.maxIterations", new(), new() { MaxIterations = 5 } },
        { Trainer.BoostedTrees, "train.tolerance", new(), new() { Tolerance = 5 } },
        { Trainer.Baseline, "train.trees", new() { Trees = 5 }, new() },
        { Trainer.Baseline, "train.l2", new() { L2 = 5 }, new() { L2 = 5 } },
        { Trainer.Baseline, "train.l1", new() { L1 = 5 }, new() { L1 = 5 } },
        { Trainer.BoostedTrees, "train.loss", new() { Loss = RegressionLoss.Poisson }, new() },
        { Trainer.BoostedTrees, "train.quantile", new() { Quantile = 0.9 }, new() },
    };

    [Theory]
    [MemberData(nameof(OfAnother))]
    public void A_setting_of_another_trainer_is_an_error(Trainer trainer, string option, BoostedTreesOptions trees, LinearOptions linear)
    {
        var error = Outcome.Error(() => (Generated.Binary with { TrainOptions = new() { Trainer = trainer }, TreesOptions = trees, LinearOptions = linear }).Run(Data(300)));
        (error.Code, error.Option).ShouldBe((Codes.NotASettingOfTrainer, option));
    }

    [Fact]
    public void Monotone_columns_must_be_ones_that_features_rise_with()
    {
        StageError Error(Trainer trainer, string column) => Outcome.Error(() => (Generated.Binary with
        {
            FeaturesOptions = new(),
            TrainOptions = new() { Trainer = trainer, Monotone = new Dictionary<string, Monotonicity> { [column] = Monotonicity.Increasing } },
        }).Run(Data(300)));
        var error = Error(Trainer.BoostedTrees, "colour");
        (error.Code, error.Option).ShouldBe((Codes.NotASettingOfTrainer, "train.monotone"));
        error.Message.ShouldContain("'colour'");
        Error(Trainer.Linear, "a").Message.ShouldContain("is of boosted-trees");
    }

    [Fact]
    public void Monotone_columns_may_feed_no_feature_that_does_not_rise_with_them()
    {
        Definition With(FeatureStep second) => Trees(Generated.Binary) with
        {
            FeaturesOptions = new() { Sets = [new() { Columns = ["a"], Steps = [new() { Scale = Scaling.Standard }] }, new() { Columns = ["a"], Steps = [second] }] },
            TrainOptions = new() { Trainer = Trainer.BoostedTrees, Monotone = new Dictionary<string, Monotonicity> { ["a"] = Monotonicity.Decreasing } },
        };
        var error = Outcome.Error(() => With(new() { Bins = 5, OneHot = true }).Run(Data(300)));
        (error.Code, error.Option).ShouldBe((Codes.NotASettingOfTrainer, "train.monotone"));
        error.Message.ShouldContain("reads column 'a' and does not rise with it");
        With(new() { Scale = Scaling.MinMax }).Run(Data(300)).Model.Model.ShouldNotBeNull();
    }

    [Fact]
    public void The_model_knows_what_counts_as_missing() =>
        Definition.Wine.Run(Definition.File("wine.csv")).Model.Reread().Model.Missing.ShouldBe(new IngestOptions().Missing);
}
