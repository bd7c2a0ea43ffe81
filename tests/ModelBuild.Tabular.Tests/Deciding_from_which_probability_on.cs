using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Deciding_from_which_probability_on : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly Definition Plain = Generated.Binary with { SplitOptions = new() { Method = SplitMethod.Stratified, Validation = 0.25, Seed = 3 } };

    (TableSplit Split, TabularModel Model, Evaluation Evaluation) Run(ThresholdOptions options, Definition? definition = null)
    {
        var (split, _, model, evaluation) = ((definition ?? Plain) with { ThresholdOptions = options }).Run(folder.Data(Generated.Csv(3000)));
        return (split, model.Reread().Model, evaluation);
    }

    // Of the validation part: how many rows that are called positive are, how many are not, and how many positives there are.
    static (double Hits, double Misses, double Positives) Called(TableSplit split, TabularModel model, double threshold)
    {
        var predictions = model.Predict(split.Validation!.ToBatch());
        var label = (CategoricalColumn)split.Validation.Find("binary")!;
        var rows = Enumerable.Range(0, predictions.Rows).Select(row => (P: predictions[row][1], Yes: label.Levels[label.Codes[row]] == "yes")).ToArray();
        return (rows.Count(row => row.Yes && row.P >= threshold), rows.Count(row => !row.Yes && row.P >= threshold), rows.Count(row => row.Yes));
    }

    static IEnumerable<double> Candidates(TableSplit split, TabularModel model)
    {
        var predictions = model.Predict(split.Validation!.ToBatch());
        return Enumerable.Range(0, predictions.Rows).Select(row => predictions[row][1]);
    }

    [Fact]
    public void Is_a_half_unless_something_is_said() => Run(new()).Model.Threshold.ShouldBe(0.5);

    [Fact]
    public void May_be_a_value_of_the_definitions()
    {
        var (split, model, evaluation) = Run(new() { Value = 0.8 });
        model.Threshold.ShouldBe(0.8);
        var predictions = model.Predict(split.Test.ToBatch());
        for (var row = 0; row < predictions.Rows; row++)
            predictions.Label(row).ShouldBe(predictions[row][1] >= 0.8 ? "yes" : "no");
        evaluation.Metric("recall").ShouldBeLessThan(Run(new()).Evaluation.Metric("recall"));
        evaluation.Metric("auc").ShouldBe(Run(new()).Evaluation.Metric("auc"));
    }

    [Fact]
    public void May_be_the_one_with_the_best_f1_on_the_validation_part()
    {
        var (split, model, _) = Run(new() { Method = ThresholdMethod.BestF1 });
        double F1(double threshold) => Called(split, model, threshold) is var (hits, misses, positives) ? 2 * hits / (positives + hits + misses) : 0;
        F1(model.Threshold).ShouldBe(Candidates(split, model).Max(F1), 1e-12);
        model.Threshold.ShouldNotBe(0.5);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(1, 5)]
    public void May_be_the_one_that_costs_least_on_the_validation_part(double falsePositive, double falseNegative)
    {
        var (split, model, _) = Run(new() { Method = ThresholdMethod.CostMatrix, FalsePositive = falsePositive, FalseNegative = falseNegative });
        double Cost(double threshold) => Called(split, model, threshold) is var (hits, misses, positives) ? misses * falsePositive + (positives - hits) * falseNegative : 0;
        Cost(model.Threshold).ShouldBe(Candidates(split, model).Append(1).Min(Cost));
        (model.Threshold > 0.5).ShouldBe(falsePositive > falseNegative);
    }

    [Fact]
    public void May_reach_a_recall_or_a_precision_on_the_validation_part()
    {
        var (split, model, _) = Run(new() { Method = ThresholdMethod.TargetRecall, Target = 0.9 });
        var (hits, _, positives) = Called(split, model, model.Threshold);
        (hits / positives).ShouldBeGreaterThanOrEqualTo(0.9);
        (split, model, _) = Run(new() { Method = ThresholdMethod.TargetPrecision, Target = 0.9 });
        (hits, var misses, _) = Called(split, model, model.Threshold);
        (hits / (hits + misses)).ShouldBeGreaterThanOrEqualTo(0.9);
    }

    [Fact]
    public void Does_not_look_at_the_test_part()
    {
        var data = folder.Data(Generated.Csv(3000));
        var definition = Plain with { ThresholdOptions = new() { Method = ThresholdMethod.BestF1 } };
        var table = definition.Ingest(data);
        var split = definition.Split(table, definition.Validate(table, data));
        var model = definition.Train(split, definition.Features(split));
        var other = new TableSplit(split.Train, split.Train.Select([0]), split.Validation);
        definition.Threshold(model, other).Digest().ShouldBe(definition.Threshold(model, split).Digest());
    }

    public static TheoryData<ThresholdOptions, string, string> Wrong => new()
    {
        { new() { Method = ThresholdMethod.TargetRecall }, "threshold.target", "is not set" },
        { new() { Method = ThresholdMethod.BestF1, Target = 0.5 }, "threshold.target", "target-recall and target-precision" },
        { new() { Method = ThresholdMethod.BestF1, Value = 0.7 }, "threshold.value", "is of the method fixed" },
        { new() { Method = ThresholdMethod.BestF1, FalsePositive = 2 }, "threshold.falsePositive", "cost-matrix" },
        { new() { Method = ThresholdMethod.BestF1, FalseNegative = 2 }, "threshold.falseNegative", "cost-matrix" },
        { new() { Method = ThresholdMethod.CostMatrix, FalsePositive = 0, FalseNegative = 0 }, "threshold.falsePositive", "Both costs are 0" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Refuses_settings_that_do_not_belong_together(ThresholdOptions options, string option, string message)
    {
        var error = Outcome.Error(() => Run(options));
        (error.Code, error.Option).ShouldBe((Codes.ThresholdDoesNotFit, option));
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Needs_a_validation_part_and_two_classes()
    {
        Outcome.Error(() => Run(new() { Method = ThresholdMethod.BestF1 }, Generated.Binary)).Code.ShouldBe(Codes.NoValidationPart);
        Outcome.Error(() => Run(new() { Value = 0.7 }, Generated.Multiclass)).Code.ShouldBe(Codes.ThresholdDoesNotFit);
        // A regression with the default has none, and needs none.
        Run(new(), Generated.Regression).Model.Threshold.ShouldBe(0.5);
    }
}
