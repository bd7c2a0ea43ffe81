using System.Text;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Gates;

public class JudgingGates
{
    static readonly Mark Place = new("m.model.yaml", 8, 5);

    static readonly EvaluationMetrics Evaluation = new(
        143, [new("auc", 0.9712), new("logLoss", 0.31), new("brier", double.NaN), new("lift", double.PositiveInfinity)], []);

    static GateDeclaration Gate(string metric, double? min = null, double? max = null, string? name = null) =>
        new(name ?? GateName.Default(metric, min is not null, max is not null, null, null), new MetricSubject(metric, null), Place)
        {
            Min = min,
            Max = max,
            Demands = [new("metric", $"\"{metric}\""), .. min is { } low ? [new("min", Wording.Number(low))] : NoDemands, .. max is { } high ? [new("max", Wording.Number(high))] : NoDemands],
        };

    static readonly KeyValuePair<string, string>[] NoDemands = [];

    static GateOutcome Judge(GateDeclaration gate, EvaluationMetrics? evaluation = null) =>
        Judge([gate], evaluation ?? Evaluation).ShouldHaveSingleItem();

    static IReadOnlyList<GateOutcome> Judge(IReadOnlyList<GateDeclaration> gates, EvaluationMetrics evaluation) =>
        GateJudge.Judge(gates, new() { Evaluation = evaluation });

    static string Error(GateDeclaration gate, EvaluationMetrics? evaluation = null)
    {
        var outcome = Judge(gate, evaluation);
        outcome.Verdict.ShouldBe(Verdict.Failed);
        Catalogue.Find(outcome.Finding!.Code).ShouldNotBeNull();
        return outcome.Finding.ToString();
    }

    [Theory]
    [InlineData(0.9712, null)]
    [InlineData(null, 0.9712)]
    [InlineData(0.9, 1.0)]
    [InlineData(0.9712, 0.9712)]
    public void A_metric_within_its_bounds_passes(double? min, double? max)
    {
        var outcome = Judge(Gate("auc", min, max));

        outcome.Verdict.ShouldBe(Verdict.Passed);
        outcome.Value.ShouldBe(0.9712);
        outcome.Finding.ShouldBeNull();
    }

    [Fact]
    public void A_metric_below_its_minimum_fails() =>
        Error(Gate("auc", min: 0.98)).ShouldBe(
            "m.model.yaml(8,5): error MB4001: auc 0.9712 is below its minimum 0.98. Train a better model, or lower the gate's min and say why in the commit.");

    [Fact]
    public void A_metric_above_its_maximum_fails() =>
        Error(Gate("logLoss", min: 0, max: 0.3)).ShouldBe(
            "m.model.yaml(8,5): error MB4002: logLoss 0.31 is above its maximum 0.3. Train a better model, or raise the gate's max and say why in the commit.");

    [Fact]
    public void A_gate_with_a_name_of_its_own_says_it() =>
        Error(Gate("auc", min: 0.98, name: "good enough")).ShouldStartWith("m.model.yaml(8,5): error MB4001: gate 'good enough': auc 0.9712 is below its minimum 0.98. ");

    [Fact]
    public void Both_numbers_are_shown_to_the_last_digit() =>
        Error(Gate("x", min: 0.98), new EvaluationMetrics(1, [new("x", 0.9799999999999999)], [])).ShouldContain("x 0.9799999999999999 is below its minimum 0.98.");

    [Fact]
    public void A_metric_that_is_missing_fails() =>
        Error(Gate("aucc", min: 0.5)).ShouldBe(
            "m.model.yaml(8,5): error MB4003: the evaluation has no metric 'aucc'; did you mean 'auc'? It has auc, logLoss, brier, lift.");

    [Fact]
    public void A_metric_of_an_evaluation_without_metrics_fails() =>
        Error(Gate("auc", min: 0.5), new EvaluationMetrics(0, [], [])).ShouldBe("m.model.yaml(8,5): error MB4003: the evaluation has no metric 'auc'. It has no metrics.");

    [Theory]
    [InlineData("brier", "NaN")]
    [InlineData("lift", "Infinity")]
    public void A_metric_that_is_not_finite_fails_whatever_the_bounds(string metric, string value)
    {
        var outcome = Judge(Gate(metric, min: -1));

        outcome.Verdict.ShouldBe(Verdict.Failed);
        outcome.Finding!.ToString().ShouldBe(
            $"m.model.yaml(8,5): error MB4004: {metric} is {value} over 143 rows, which no gate accepts. Look at the evaluated rows and the model's predictions.");
    }

    [Fact]
    public void All_gates_are_judged_in_their_order() =>
        Judge([Gate("nope", min: 1), Gate("auc", min: 0.99), Gate("auc", max: 1)], Evaluation).Select(outcome => (outcome.Gate.Name, outcome.Verdict)).ShouldBe(
            [("nope-min", Verdict.Failed), ("auc-min", Verdict.Failed), ("auc-max", Verdict.Passed)]);

    [Fact]
    public void Metric_names_are_exact() => Error(Gate("AUC", min: 0.5)).ShouldContain("no metric 'AUC'; did you mean 'auc'?");

    [Fact]
    public void The_gates_file_tells_it_all() =>
        Encoding.UTF8.GetString(GatesFile.Write(Judge(
            [Gate("auc", min: 0.9, max: 1), Gate("logLoss", max: 0.3, name: "größe"), Gate("nope", min: 1), Gate("brier", max: 1)], Evaluation), [])).ShouldBe(
            """
            [
              {
                "name": "auc-between",
                "metric": "auc",
                "min": 0.9,
                "max": 1,
                "value": 0.9712,
                "rows": 143,
                "demand": "0.9 to 1",
                "verdict": "passed"
              },
              {
                "name": "größe",
                "metric": "logLoss",
                "max": 0.3,
                "value": 0.31,
                "rows": 143,
                "demand": "<= 0.3",
                "verdict": "failed",
                "code": "MB4002",
                "message": "gate 'größe': logLoss 0.31 is above its maximum 0.3. Train a better model, or raise the gate's max and say why in the commit."
              },
              {
                "name": "nope-min",
                "metric": "nope",
                "min": 1,
                "value": null,
                "rows": 143,
                "demand": ">= 1",
                "verdict": "failed",
                "code": "MB4003",
                "message": "the evaluation has no metric 'nope'. It has auc, logLoss, brier, lift."
              },
              {
                "name": "brier-max",
                "metric": "brier",
                "max": 1,
                "value": "NaN",
                "rows": 143,
                "demand": "<= 1",
                "verdict": "failed",
                "code": "MB4004",
                "message": "brier is NaN over 143 rows, which no gate accepts. Look at the evaluated rows and the model's predictions."
              }
            ]

            """);

    [Fact]
    public void No_gates_are_an_empty_file() => Encoding.UTF8.GetString(GatesFile.Write([], [])).ShouldBe("[]\n");
}
