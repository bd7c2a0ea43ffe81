using ModelBuild.Core.Gates;
using static ModelBuild.Core.Tests.Definitions.TabularFixture;

namespace ModelBuild.Core.Tests.Definitions;

public class BindingGates
{
    const string Minimal = "pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\ntrain: { trainer: linear }\n";

    static GateDeclaration Gate(string text) => Bound($"{Minimal}gates:\n- {{ {text} }}\n").Gates.ShouldHaveSingleItem();

    static string[] Errors(string text) => TabularFixture.Errors($"{Minimal}gates:\n- {{ {text} }}\n");

    [Theory]
    [InlineData("metric: auc, between: [0.5, 0.9]", "auc-between")]
    [InlineData("metric: auc, min: 0.5, slice: { sex: f }", "auc-min[sex=f]")]
    [InlineData("metric: auc, min: 0.5, slices: sex", "auc-min[sex]")]
    [InlineData("metric: auc, against: champion, maxRegression: 0.1", "auc-champion")]
    [InlineData("metric: auc, against: baseline, minImprovement: 5%", "auc-baseline")]
    [InlineData("metric: auc, against: 0.7, minImprovement: 0", "auc-reference")]
    [InlineData("measure: size, max: 10MiB", "size-max")]
    [InlineData("measure: trainingTime, max: 10m", "trainingTime-max")]
    [InlineData("measure: latency, maxRatio: 1.2", "latency-champion")]
    [InlineData("drift: psi, max: 0.2", "psi-max")]
    [InlineData("drift: psi, column: age, max: 0.2", "psi[age]-max")]
    public void Each_kind_has_a_name_of_its_own(string gate, string name)
    {
        var bound = Gate(gate);

        bound.Name.ShouldBe(name);
        GateName.IsDefault(bound).ShouldBeTrue();
    }

    [Fact]
    public void Bounds_of_sizes_and_times_have_their_units()
    {
        Gate("measure: size, max: 10MiB").Max.ShouldBe(10 << 20);
        Gate("measure: trainingTime, max: 10m").Max.ShouldBe(600);
        (Gate("metric: auc, between: [0.5, 0.9]") is { Min: 0.5, Max: 0.9 }).ShouldBeTrue();
    }

    [Fact]
    public void Comparisons_are_absolute_relative_or_tests()
    {
        Gate("metric: auc, against: champion, maxRegression: 0.01").Comparison!.Rule.ShouldBe(new MaxRegression(new(0.01, IsRelative: false)));
        Gate("metric: auc, against: champion, maxRegression: 1.5 %").Comparison!.Rule.ShouldBe(new MaxRegression(new(0.015, IsRelative: true)));
        Gate("metric: auc, against: champion, test: non-inferiority, margin: 0.01").Comparison!.Rule.ShouldBe(new NonInferiority(0.01, PairedMethod.Bootstrap, 0.95));
        Gate("metric: accuracy, against: champion, test: superiority, method: mcnemar, confidence: 0.99").Comparison!.Rule.ShouldBe(new Superiority(0, PairedMethod.McNemar, 0.99));
        Gate("metric: auc, against: 0.7, minImprovement: 0.1").Comparison!.With.ShouldBe(new NumberReference(0.7));
        (Gate("metric: auc, against: champion, maxRegression: 0, ifMissing: pass, otherData: compare").Comparison is { LetsFirstPass: true, TakesOtherData: true }).ShouldBeTrue();
    }

    [Theory]
    [InlineData("metric: auc", true)]
    [InlineData("metric: 'recall[setosa]'", true)]
    [InlineData("metric: precisionAt10", true)]
    [InlineData("metric: cvLogLossMean", false)]
    [InlineData("metric: rmse", false)]
    [InlineData("metric: revenue, better: higher", true)]
    [InlineData("metric: churned, better: lower", false)]
    public void The_better_direction_is_known_or_said(string metric, bool isHigher) =>
        ((MetricSubject)Gate($"{metric}, against: 1, maxRegression: 0").Subject).HigherIsBetter.ShouldBe(isHigher);

    [Theory]
    [InlineData("metric: revenue, against: champion, maxRegression: 1", "(6,5): error MB1031: nothing says whether more or less of revenue is better. Add `better: higher` or `better: lower`.")]
    [InlineData("metric: cvAucDeviation, against: champion, maxRegression: 1", "(6,5): error MB1031: nothing says whether more or less of cvAucDeviation is better. Add `better: higher` or `better: lower`.")]
    [InlineData("metric: auc, measure: size, max: 1", "(6,18): error MB1029: a gate is about one thing, and this one has `metric` and `measure`. Make two gates of it.")]
    [InlineData("metric: auc, min: 1, between: [0, 1]", "(6,26): error MB1029: `between` says both bounds. Remove `min` and `max`, or it.")]
    [InlineData("metric: auc, between: 1", "(6,27): error MB1015: the gate's between must be a list of two numbers, [MIN, MAX], but is '1'.")]
    [InlineData("metric: auc, min: 1, against: champion, maxRegression: 0", "(6,18): error MB1029: what is compared has no bounds of its own. Make two gates of it.")]
    [InlineData("metric: auc, against: champion", "(6,5): error MB1024: the gate does not say how its values may differ. Add `maxRegression`, `minImprovement` or `test`.")]
    [InlineData("metric: auc, maxRegression: 1, min: 0", "(6,18): error MB1029: `maxRegression` compares, and nothing says with what. Add `against: champion`, `against: baseline` or a number.")]
    [InlineData("metric: auc, against: champion, maxRegression: 1, minImprovement: 1", "(6,55): error MB1029: a gate has one condition, and this one has `maxRegression` and `minImprovement`. Make two gates of it.")]
    [InlineData("metric: auc, against: champion, maxRegression: -1", "(6,52): error MB1016: the gate's maxRegression must be at least 0, but is -1.")]
    [InlineData("metric: auc, against: champoin, maxRegression: 1", "(6,27): error MB1017: the gate's against must be one of champion, baseline, but is 'champoin'; did you mean 'champion'?")]
    [InlineData("metric: auc, against: baseline, test: superiority", "(6,37): error MB1029: only the champion is tested against row by row. Use `maxRegression` or `minImprovement`.")]
    [InlineData("metric: auc, against: champion, test: non-inferiority", "(6,5): error MB1014: the gate's margin is required, but is not set. Add `margin`: by how much the model may be worse.")]
    [InlineData("metric: auc, against: champion, test: non-inferiority, margin: 0", "(6,68): error MB1016: the gate's margin must be above 0, but is 0.")]
    [InlineData("metric: auc, against: champion, test: superiority, confidence: 0.5", "(6,68): error MB1016: the gate's confidence must be above 0.5 and below 1, but is 0.5.")]
    [InlineData("metric: f1, against: champion, test: superiority, method: mcnemar", "(6,55): error MB1029: `mcnemar` compares accuracy, and the gate is about f1. Use `bootstrap`.")]
    [InlineData("metric: auc, against: champion, maxRegression: 0, better: lower", "(6,55): error MB1029: of auc more is better, and the gate says the opposite. Remove `better`.")]
    [InlineData("metric: auc, min: 0.9, name: [strict]", "(6,34): error MB1015: the gate's name must be text, but is a list.")]
    [InlineData("metric: auc, min: 0.9, name: { a: b }", "(6,34): error MB1015: the gate's name must be text, but is a mapping.")]
    [InlineData("metric: auc, against: champion, maxRegression: 1, margin: 1", "(6,55): error MB1029: `margin` is of a gate with `test`. Remove it.")]
    [InlineData("metric: auc, against: 0.5, maxRegression: 1, ifMissing: pass", "(6,50): error MB1029: `ifMissing` is of a gate with `against: champion`. Remove it.")]
    [InlineData("metric: auc, min: 0, ifTooFew: pass", "(6,26): error MB1029: `ifTooFew` is with minSamples. Remove it.")]
    [InlineData("metric: auc, min: 0, minSamples: 0", "(6,38): error MB1016: the gate's minSamples must be at least 1, but is 0.")]
    [InlineData("metric: auc, min: 0, slice: { a: 1, b: 2 }", "(6,33): error MB1015: the gate's slice must be a mapping of one column to one value, { COLUMN: VALUE }, but is a mapping.")]
    [InlineData("metric: auc, min: 0, severity: info", "(6,36): error MB1017: the gate's severity must be one of error, warning, but is 'info'.")]
    [InlineData("measure: size", "(6,5): error MB1024: the gate demands nothing of size. Add `max`.")]
    [InlineData("measure: size, max: 10MB", "(6,25): error MB1023: the gate's max must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is '10MB'.")]
    [InlineData("measure: latency", "(6,5): error MB1024: the gate does not say how much slower than the champion the model may be. Add `maxRatio: 1.2`.")]
    [InlineData("measure: latency, maxRegression: 1", "(6,23): error MB1029: latency is compared by `maxRatio`, not by `maxRegression`.")]
    [InlineData("measure: latency, maxRatio: 0", "(6,33): error MB1016: the gate's maxRatio must be above 0, but is 0.")]
    [InlineData("measure: speed, max: 1", "(6,14): error MB1017: the gate's measure must be one of size, trainingTime, latency, but is 'speed'.")]
    [InlineData("gate: fairness", "(6,11): error MB1030: the pipeline has no gate 'fairness'. It has none of its own: mark a method with [Gate].")]
    public void A_mistake_is_one_error_at_its_key(string gate, string error) => Errors(gate).ShouldBe(["m.model.yaml" + error]);

    [Fact]
    public void A_gate_named_as_a_slice_of_another_is_an_error() =>
        TabularFixture.Errors($"{Minimal}gates:\n- {{ metric: auc, name: a, min: 0, slices: sex }}\n- {{ metric: auc, name: 'a [f]', min: 0 }}\n").ShouldHaveSingleItem().ShouldContain("MB1026");

    [Fact]
    public void What_demands_the_same_in_other_words_demands_the_same() =>
        Gate("max: 0.90, metric: \"auc\", min: .5, reason: because").Demands.Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key)))
            .ShouldBe(Gate("metric: auc, min: 5e-1, max: 0.9").Demands.Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))));
}
