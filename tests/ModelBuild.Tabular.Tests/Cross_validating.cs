using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Cross_validating : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("binary", "auc", "cvAuc")]
    [InlineData("regression", "rmse", "cvRmse")]
    public void Gives_the_mean_and_the_deviation_of_each_metric_over_the_folds(string task, string metric, string name)
    {
        var definition = Generated.Of(task) with { Folds = 4 };
        var data = folder.Data(Generated.Csv(2500));
        var (split, _, model, alone) = definition.Run(data);
        var folds = Enumerable.Range(1, 4).Select(fold => definition.CrossValidate(fold, split).Reread()).ToArray();
        var together = definition.Evaluate(model, split, folds).Reread();

        var values = folds.Select(fold => fold.Metric(metric)).ToArray();
        together.Metric($"{name}Mean").ShouldBe(values.Average(), 1e-12);
        together.Metric($"{name}Deviation").ShouldBe(MathNet.Numerics.Statistics.Statistics.StandardDeviation(values), 1e-12);
        together.Metric(metric).ShouldBe(alone.Metric(metric));
        folds.Sum(fold => fold.Rows).ShouldBe(split.Train.Rows);
        values.Distinct().Count().ShouldBe(4);
        values.Average().ShouldBe(alone.Metric(metric), 0.1 * Math.Abs(alone.Metric(metric)));
    }

    [Fact]
    public void Is_what_training_on_the_other_folds_alone_gives()
    {
        var definition = Generated.Binary with { Folds = 3 };
        var split = definition.Run(folder.Data(Generated.Csv(2500))).Split;
        var part = split.OfFold(2).Reread();
        var model = definition.Train(part, definition.Features(part));
        var evaluation = (definition with { EvaluateOptions = new() { At = definition.EvaluateOptions.At } }).Evaluate(model, part);
        // Of folds single rows are not told.
        Json(definition.CrossValidate(2, split)).ShouldBe(Json(evaluation));
    }

    string Json(Evaluation evaluation)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder.Path, Path.GetRandomFileName())).FullName;
        evaluation.Write(path);
        return File.ReadAllText(Path.Combine(path, "evaluation.json"));
    }

    [Fact]
    public void Takes_transforms_of_ones_own()
    {
        var definition = new Definition(LearningTask.Regression, "y") { Folds = 2 };
        var text = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{3 * i + i % 4}\n"));
        var data = folder.Data($"x,y\n{text}");
        var table = definition.Ingest(data);
        var split = definition.Split(table, definition.Validate(table, data));
        definition = definition with { FeaturesOptions = new() { Sets = [new() { Columns = ["x"], Steps = [new() { Transform = "twice" }] }] } };
        definition.CrossValidate(1, split, new Twice()).Reread().Metric("r2").ShouldBeGreaterThan(0.9);
        Outcome.Error(() => definition.CrossValidate(1, split)).Message.ShouldContain("'twice'");
    }

    [Fact]
    public void Has_the_metrics_of_the_first_rows_over_the_folds()
    {
        var definition = Generated.Of("binary") with { Folds = 3, EvaluateOptions = new() { At = [10] } };
        var (split, _, model, _) = definition.Run(folder.Data(Generated.Csv(2500)));
        var folds = Enumerable.Range(1, 3).Select(fold => definition.CrossValidate(fold, split)).ToArray();
        definition.Evaluate(model, split, folds).Metric("cvPrecisionAt10Mean").ShouldBe(folds.Select(fold => fold.Metric("precisionAt10")).Average(), 1e-12);
    }

    [Fact]
    public void Has_the_metrics_of_single_classes_over_the_folds()
    {
        var definition = Definition.Wine with { Folds = 2, EvaluateOptions = new() { Classes = ["2"] } };
        var (split, _, model, _) = definition.Run(Definition.File("wine.csv"));
        var folds = Enumerable.Range(1, 2).Select(fold => definition.CrossValidate(fold, split)).ToArray();
        definition.Evaluate(model, split, folds).Metric("cvRecall[2]Mean").ShouldBe(folds.Select(fold => fold.Metric("recall[2]")).Average(), 1e-12);
    }

    [Fact]
    public void Has_no_deviation_of_a_single_fold_in_time()
    {
        var definition = new Definition(LearningTask.Regression, "y") { Folds = 1, SplitOptions = new() { Method = SplitMethod.Time, Column = "t", Test = 0.2 } };
        var (split, _, model, _) = definition.Run(folder.Data("t,x,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i * 37 % 101},{i * 37 % 101 + i * 53 % 97}\n"))));
        split.Folds!.ShouldBe([.. Enumerable.Repeat(0, 40), .. Enumerable.Repeat(1, 40)]);

        var fold = definition.CrossValidate(1, split);
        var together = definition.Evaluate(model, split, [fold]).Reread();

        fold.Rows.ShouldBe(40);
        together.Metric("cvRmseMean").ShouldBe(fold.Metric("rmse"));
        together.Metric("cvRmseDeviation").ShouldBe(double.NaN);
    }
}
