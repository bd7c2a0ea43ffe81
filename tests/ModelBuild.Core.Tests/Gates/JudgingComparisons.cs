using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Gates;

public class JudgingComparisons
{
    static readonly Mark Place = new("m.model.yaml", 8, 5);

    static readonly EvaluationMetrics Evaluation = new(143, [new("auc", 0.95), new("logLoss", 0.30)],
        [new("sex", "f", 100, [new("auc", 0.96)]) { Baseline = [new("auc", 0.5)] }, new("sex", "m", 43, [new("auc", 0.90)]), new("sex", "", 0, [new("auc", double.NaN)])])
    {
        Intervals = [new("auc", new(0.93, 0.97, 0.95)), new("logLoss", new(double.NaN, double.NaN, 0.95))],
        Baseline = [new("auc", 0.5), new("logLoss", 0.69)],
    };

    static readonly KnownChampion Champion = new("of the lock file at main", new(143, [new("auc", 0.96), new("logLoss", 0.25)], [new("sex", "f", 100, [new("auc", 0.99)])]), ComparisonBasis.Evaluated);

    static GateDeclaration Gate(string metric, GateComparison? comparison = null) =>
        new("g", new MetricSubject(metric, MetricDirection.IsHigherBetter(metric)), Place) { Comparison = comparison, Demands = [] };

    static GateComparison Against(ComparisonRule rule, GateReference? with = null) => new(with ?? new ChampionReference(), rule);

    static MaxRegression Regression(double value, bool isRelative = false) => new(new(value, isRelative));

    static GateOutcome Judge(GateDeclaration gate, Champion? champion = null, GateFacts? facts = null) =>
        GateJudge.Judge([gate], (facts ?? new()) with { Evaluation = Evaluation, Champion = champion ?? Champion }).ShouldHaveSingleItem();

    [Theory]
    [InlineData("auc", 0.01, false, true)] // 0.95 against 0.96
    [InlineData("auc", 0.009, false, false)]
    [InlineData("auc", 0.02, true, true)]
    [InlineData("auc", 0.01, true, false)]
    [InlineData("logLoss", 0.05, false, true)] // 0.30 against 0.25
    [InlineData("logLoss", 0.049, false, false)]
    [InlineData("logLoss", 0.21, true, true)]
    [InlineData("logLoss", 0.19, true, false)]
    public void A_metric_may_be_worse_by_so_much_and_no_more(string metric, double amount, bool isRelative, bool holds)
    {
        var outcome = Judge(Gate(metric, Against(Regression(amount, isRelative))));

        outcome.Verdict.ShouldBe(holds ? Verdict.Passed : Verdict.Failed);
        outcome.Finding?.Code.ShouldBe("MB4010");
    }

    [Fact]
    public void Numbers_and_what_is_allowed_are_in_the_message() =>
        Judge(Gate("logLoss", Against(Regression(0.1, isRelative: true)))).Finding!.Message.ShouldBe(
            "logLoss 0.3 is worse than the champion's 0.25 (it may be worse by 10 %, so that 0.275 is the most). Train a better model, or change the gate and say why in the commit.");

    [Fact]
    public void An_improvement_is_asked_for_over_the_baseline_or_a_number()
    {
        Judge(Gate("auc", Against(new MinImprovement(new(0.4, false)), new BaselineReference()))).Verdict.ShouldBe(Verdict.Passed);
        Judge(Gate("auc", Against(new MinImprovement(new(0.5, false)), new BaselineReference()))).Finding!.Code.ShouldBe("MB4011");
        Judge(Gate("logLoss", Against(new MinImprovement(new(0.5, true)), new BaselineReference()))).Verdict.ShouldBe(Verdict.Passed);
        Judge(Gate("auc", Against(new MinImprovement(new(0.01, false)), new NumberReference(0.945)))).Finding!.Code.ShouldBe("MB4011");
    }

    [Fact]
    public void A_slice_is_compared_with_the_same_slice()
    {
        var female = Gate("auc", Against(Regression(0.01))) with { Slices = new("sex", "f") };
        Judge(female).Finding!.Message.ShouldStartWith("auc of sex=f 0.96 is worse than the champion's 0.99 ");

        var male = female with { Slices = new("sex", "m") };
        Judge(male).Finding!.Code.ShouldBe("MB4016");
        Judge(male with { Comparison = Against(Regression(0.5), new BaselineReference()) }).Finding!.Code.ShouldBe("MB4017");
    }

    [Fact]
    public void Every_slice_is_judged_by_itself()
    {
        var gate = Gate("auc") with { Min = 0.95, Slices = new("sex", null) };

        GateJudge.Judge([gate], new() { Evaluation = Evaluation }).Select(outcome => (outcome.Name, outcome.Verdict, outcome.Finding?.Code)).ShouldBe(
            [("g [f]", Verdict.Passed, null), ("g [m]", Verdict.Failed, "MB4001"), ("g []", Verdict.Failed, "MB4006")]);
        GateJudge.Judge([gate with { MinSamples = 50, LetsFewPass = true }], new() { Evaluation = Evaluation }).Select(outcome => outcome.Verdict).ShouldBe([Verdict.Passed, Verdict.NotJudged, Verdict.NotJudged]);
        Judge(gate with { Slices = new("age", null) }).Finding!.Message.ShouldBe("the evaluation has no slices by 'age'. It has slices by sex.");
        Judge(gate with { Slices = new("sex", "d") }).Finding!.Message.ShouldStartWith("no evaluated row has 'd' in 'sex'");
        Judge(gate with { Slices = new("sex", "f") }, facts: new()).Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void A_slice_that_is_there_twice_is_judged_by_neither()
    {
        var twice = Evaluation with { Slices = [.. Evaluation.Slices, Evaluation.Slices[0]] };

        GateJudge.Judge([Gate("auc") with { Min = 0, Slices = new("sex", "f") }], new() { Evaluation = twice }).ShouldHaveSingleItem().Finding!.Message.ShouldContain("twice");
    }

    [Fact]
    public void The_whole_interval_is_within_the_bounds_or_it_fails()
    {
        Judge(Gate("auc") with { Min = 0.93, OfInterval = true }).Verdict.ShouldBe(Verdict.Passed);
        Judge(Gate("auc") with { Min = 0.94, OfInterval = true }).Finding!.Message.ShouldStartWith("auc 0.95: the low end 0.93 of its 95 % interval is below the minimum 0.94. ");
        Judge(Gate("auc") with { Max = 0.96, OfInterval = true }).Finding!.Code.ShouldBe("MB4002");
        Judge(Gate("logLoss") with { Max = 1, OfInterval = true }).Finding!.Code.ShouldBe("MB4007");
    }

    [Fact]
    public void Without_a_champion_it_fails_unless_the_gate_lets_the_first_pass()
    {
        var none = new NoChampion("there is no lock file");
        var gate = Gate("auc", Against(Regression(0.01)));

        Judge(gate, none).Finding!.Code.ShouldBe("MB4012");
        var first = Judge(gate with { Comparison = gate.Comparison! with { LetsFirstPass = true } }, none);
        (first.Verdict, first.Note).ShouldBe((Verdict.NotJudged, "no champion yet: there is no lock file"));
    }

    [Fact]
    public void A_champion_that_cannot_be_used_fails_with_its_own_code_also_where_the_first_may_pass() =>
        Judge(Gate("auc", Against(Regression(0.01)) with { LetsFirstPass = true, TakesOtherData = true }), new UnusableChampion("P 1.0.0", "MB4015", "it knows the rows.")).Finding!.ToString()
            .ShouldBe("m.model.yaml(8,5): error MB4015: the champion P 1.0.0 cannot be compared with: it knows the rows.");

    [Theory]
    [InlineData(ComparisonBasis.RecordedOnSameRows, false, null, "champion as recorded on the same rows")]
    [InlineData(ComparisonBasis.RecordedOnOtherRows, true, null, "champion as recorded on other rows")]
    [InlineData(ComparisonBasis.RecordedOnOtherRows, false, "MB4014", "")]
    public void What_was_recorded_is_marked(ComparisonBasis basis, bool takesOther, string? code, string note)
    {
        var outcome = Judge(Gate("auc", Against(Regression(0.01)) with { TakesOtherData = takesOther }), Champion with { Basis = basis, Why = "it is not here.", Code = "MB4014" });

        outcome.Finding?.Code.ShouldBe(code);
        outcome.Note.ShouldBe(note);
    }

    [Fact]
    public void A_champion_whose_metric_is_no_number_fails() =>
        Judge(Gate("auc", Against(Regression(1))), Champion with { Metrics = new(1, [new("auc", double.NaN)], []) }).Finding!.Code.ShouldBe("MB4016");

    [Fact]
    public void A_warning_warns_and_a_sample_only_warns()
    {
        Judge(Gate("auc") with { Min = 1, Severity = Severity.Warning }) .ShouldSatisfyAllConditions(
            outcome => outcome.Verdict.ShouldBe(Verdict.Warned), outcome => outcome.Finding!.Severity.ShouldBe(Severity.Warning));
        Judge(Gate("auc") with { Min = 1 }, facts: new() { IsSample = true }).Verdict.ShouldBe(Verdict.Warned);
    }

    [Fact]
    public void Size_time_and_latency_are_judged_or_fail_where_they_are_not_known()
    {
        GateDeclaration size = new("size", new SizeSubject(), Place) { Max = 100 }, time = new("time", new TrainingTimeSubject(), Place) { Max = 60 };
        var latency = new GateDeclaration("latency", new LatencySubject(), Place) { Comparison = Against(new MaxRatio(1.5)) };

        Judge(size, facts: new() { ModelBytes = 101 }).Finding!.Message.ShouldStartWith("size 101 bytes is above its maximum 100 bytes.");
        Judge(time, facts: new() { TrainingSeconds = 59.5 }).Verdict.ShouldBe(Verdict.Passed);
        Judge(time).Finding!.Code.ShouldBe("MB4003");
        Judge(latency, facts: new() { Latency = new(1.6) }).Finding!.Code.ShouldBe("MB4032");
        Judge(latency, facts: new() { Latency = new(1.4) }).Verdict.ShouldBe(Verdict.Passed);
        Judge(latency).Finding!.Code.ShouldBe("MB4033");
        Judge(latency, new NoChampion("none")).Finding!.Code.ShouldBe("MB4012");
        latency.IsReproducible.ShouldBeFalse();
        size.IsReproducible.ShouldBeTrue();
    }

    [Theory]
    [InlineData(5, 0.463, Verdict.Failed)] // (5p - 0.5)² = 1.96² 5p (1 - p) at p = 0.537
    [InlineData(60, 0.925, Verdict.Passed)]
    public void An_interval_without_width_is_as_wide_as_rows_that_nobody_saw_could_make_it(long rows, double low, Verdict verdict)
    {
        var evaluation = new EvaluationMetrics(rows, [new("accuracy", 1)], []) { Intervals = [new("accuracy", new(1, 1, 0.95))] };

        var outcome = GateJudge.Judge([Gate("accuracy") with { Min = 0.9, OfInterval = true }], new() { Evaluation = evaluation }).ShouldHaveSingleItem();

        outcome.Verdict.ShouldBe(verdict);
        outcome.Interval!.High.ShouldBe(1);
        outcome.Interval.Low.ShouldBe(low, 5e-4);
    }

    [Fact]
    public void The_farthest_column_is_judged_by_drift()
    {
        GateFacts facts = new() { Drift = [new("age", [new("psi", 0.1), new("chiSquare", 0.2)]), new("sex", [new("psi", 0.3), new("chiSquare", 0.001)])] };
        GateDeclaration Drift(string statistic, string? column) => new("d", new DriftSubject(statistic, column), Place) { Max = 0.25 };

        Judge(Drift("psi", null), facts: facts).ShouldSatisfyAllConditions(outcome => outcome.Value.ShouldBe(0.3), outcome => outcome.Note.ShouldBe("column sex"), outcome => outcome.Finding!.Code.ShouldBe("MB4002"));
        Judge(Drift("psi", "age"), facts: facts).Verdict.ShouldBe(Verdict.Passed);
        Judge(Drift("chiSquare", null) with { Min = 0.01, Max = null }, facts: facts).Finding!.Message.ShouldStartWith("the drift chiSquare of 'sex' 0.001 is below its minimum 0.01.");
        Judge(Drift("psi", null) with { Min = 0.2, Max = 1 }, facts: facts).Finding!.Message.ShouldStartWith("the drift psi of 'age' 0.1 is below its minimum 0.2.");
        Judge(Drift("psi", null) with { Min = 0.1, Max = 0.2 }, facts: facts).Finding!.Message.ShouldStartWith("the drift psi of 'sex' 0.3 is above its maximum 0.2.");
        Judge(Drift("psi", null) with { Min = 0.1, Max = 0.3 }, facts: facts).Verdict.ShouldBe(Verdict.Passed);
        GateFacts undefined = new() { Drift = [new("age", [new("psi", double.NaN)]), new("sex", [new("psi", 0.3)])] };
        Judge(Drift("psi", null) with { Min = 0.1 }, facts: undefined).Finding!.Code.ShouldBe("MB4004");
        Judge(Drift("psi", null), facts: undefined).Finding!.Code.ShouldBe("MB4004");
        Judge(Drift("psi", null), facts: new() { WhyNoDrift = "it is broken." }).Finding!.Message.ShouldBe("the drift of the data was not measured: it is broken.");
        Judge(Drift("psi", "ag"), facts: facts).Finding!.Message.ShouldContain("did you mean 'age'?");
        Judge(Drift("ks", null), facts: facts).Finding!.Code.ShouldBe("MB4030");
        Judge(Drift("psi", null)).Finding!.Code.ShouldBe("MB4030");
    }

    [Fact]
    public void A_method_is_judged_by_its_verdict()
    {
        var gate = new GateDeclaration("fair", new MethodSubject("fair", SeesChampion: true), Place);
        GateOutcome Fair(MethodVerdict? verdict, Champion? champion = null) =>
            Judge(gate, champion, new() { Methods = verdict is null ? new Dictionary<string, MethodVerdict>() : new() { ["fair"] = verdict } });

        Fair(new(true, "all well")).ShouldSatisfyAllConditions(outcome => outcome.Verdict.ShouldBe(Verdict.Passed), outcome => outcome.Note.ShouldBe("all well"));
        Fair(new(false, "not fair")).Finding!.ToString().ShouldBe("m.model.yaml(8,5): error MB4040: not fair");
        Fair(new(false, "") { NoVerdict = "it threw." }).Finding!.Code.ShouldBe("MB4041");
        Fair(null).Finding!.Code.ShouldBe("MB4041");
        Fair(new(true, ""), new UnusableChampion("c", "MB4013", "no.")).Finding!.Code.ShouldBe("MB4013");
        Fair(new(true, ""), new NoChampion("none")).Verdict.ShouldBe(Verdict.Passed);
    }

    sealed class Given(PairedDifference difference) : IPairedModels
    {
        public PairedDifference Compare(string metric, SliceName? slice, PairedMethod method, double confidence) => difference;
    }

    /// <summary>What is certain needs no more rows, and a bound is called what it is.</summary>
    [Theory]
    [InlineData(true, -0.13, -0.19, -0.07, 0.04, "MB4020", "with 95 % confidence it is worse by more than 0.07, where the margin is 0.03.")]
    [InlineData(true, -0.02, -0.06, 0.02, 0.02, "MB4022", "143 rows are too few to tell")]
    [InlineData(true, -0.02, -0.031, -0.01, 0.006, "MB4020", "with 95 % confidence it may be worse by 0.031, where the margin is 0.03.")]
    [InlineData(false, 0.01, -0.05, 0.06, 0.03, "MB4021", "with 95 % confidence it may even be worse by 0.05, where better by more than 0.03 is asked for.")]
    [InlineData(false, 0.04, 0.02, 0.06, 0.01, "MB4021", "with 95 % confidence it is shown to be better by 0.02, where better by more than 0.03 is asked for.")]
    public void A_test_that_fails_says_what_is_known(bool isNonInferiority, double value, double low, double high, double error, string code, string says)
    {
        ComparisonRule rule = isNonInferiority ? new NonInferiority(0.03, PairedMethod.McNemar, 0.95) : new Superiority(0.03, PairedMethod.McNemar, 0.95);

        var finding = Judge(Gate("auc", Against(rule)), facts: new() { Paired = new Given(new(value, low, high, error, 143)) }).Finding!;

        finding.Code.ShouldBe(code);
        finding.Message.ShouldContain(says);
    }
}
