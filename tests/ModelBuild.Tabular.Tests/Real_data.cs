namespace ModelBuild.Tabular.Tests;

public class Real_data
{
    [Fact]
    public void Of_breast_cancer_gives_a_median_auc_of_at_least_99_percent_over_twenty_splits()
    {
        var evaluations = Enumerable.Range(1, 20).Select(seed => (Definition.BreastCancer with
        {
            SplitOptions = new() { Method = SplitMethod.Stratified, Seed = seed },
        }).Run(Definition.File("breast-cancer.csv")).Evaluation).ToArray();
        var aucs = evaluations.Select(evaluation => evaluation.Metric("auc")).ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine("auc of seeds 1 to 20: " + string.Join(" ", aucs.Select(auc => auc.ToString("0.0000"))));
        TestContext.Current.TestOutputHelper.WriteLine("accuracy: " + string.Join(" ", evaluations.Select(evaluation => evaluation.Metric("accuracy").ToString("0.0000"))));
        aucs.Order().Skip(9).Take(2).Average().ShouldBeGreaterThanOrEqualTo(0.99);
        aucs.Distinct().Count().ShouldBeGreaterThan(5);
    }

    // The gates of samples/BreastCancer, with a margin.
    [Fact]
    public void Of_breast_cancer_passes_the_gates_of_the_sample_with_its_seed()
    {
        var evaluation = Definition.BreastCancer.Run(Definition.File("breast-cancer.csv")).Evaluation;
        TestContext.Current.TestOutputHelper!.WriteLine($"rows {evaluation.Rows}: " + string.Join(", ", evaluation.Metrics.Select(metric => $"{metric.Key} {metric.Value:0.0000}")));
        evaluation.Metric("auc").ShouldBeGreaterThan(0.985);
        evaluation.Metric("accuracy").ShouldBeGreaterThan(0.94);
    }

    [Fact]
    public void Of_wine_is_classified_almost_without_error() =>
        Definition.Wine.Run(Definition.File("wine.csv")).Evaluation.Metric("accuracy").ShouldBeGreaterThan(0.94);

    [Fact]
    public void Of_diabetes_is_explained_in_good_part() =>
        Definition.Diabetes.Run(Definition.File("diabetes.csv")).Evaluation.Metric("r2").ShouldBeInRange(0.35, 0.65);

    [Fact]
    public void Goes_through_every_artifact_on_disk_unchanged()
    {
        var data = Definition.File("breast-cancer.csv");
        var definition = Definition.BreastCancer;
        var table = definition.Ingest(data).Reread();
        var split = definition.Split(table, definition.Validate(table, data).Reread()).Reread();
        var model = definition.Train(split, definition.Features(split).Reread()).Reread();
        definition.Evaluate(model, split).Digest().ShouldBe(definition.Run(data).Evaluation.Digest());
    }
}
