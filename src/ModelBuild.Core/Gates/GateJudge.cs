using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>Judges a model by the gates of its definition. What cannot be judged has failed, and no gate hides another.</summary>
public sealed class GateJudge
{
    readonly GateDeclaration gate;
    readonly GateFacts facts;

    GateJudge(GateDeclaration gate, GateFacts facts) => (this.gate, this.facts) = (gate, facts);

    /// <summary>The outcomes in the order of the gates; a gate on every slice of a column has one for each.</summary>
    public static IReadOnlyList<GateOutcome> Judge(IReadOnlyList<GateDeclaration> gates, GateFacts facts) =>
        [.. gates.SelectMany(gate => new GateJudge(gate, facts).Judge())];

    const string Refused = ", which no gate accepts. Look at the evaluated rows and the model's predictions.";

    IEnumerable<GateOutcome> Judge() => (gate.Subject switch
    {
        MetricSubject metric => OfMetric(metric),
        SizeSubject => [OfNumber(facts.ModelBytes, " bytes", "the size of the model is not known")],
        TrainingTimeSubject => [OfNumber(facts.TrainingSeconds, " s", "nothing says how long the model's stages ran; train it again")],
        LatencySubject => [OfLatency()],
        DriftSubject drift => [OfDrift(drift)],
        MethodSubject method => [OfMethod(method)],
        var other => throw new InvalidOperationException($"Unknown kind of gate: {other}"),
    }).Select(Decide);

    /// <summary>What is so far only what does not hold becomes an error, a warning, or is waived.</summary>
    GateOutcome Decide(GateOutcome judged)
    {
        if (judged.Finding is not { } finding)
            return judged;
        var waiver = facts.Waivers.FirstOrDefault(waiver => waiver.Gate == judged.Name) ?? facts.Waivers.FirstOrDefault(waiver => waiver.Gate == gate.Name);
        if (waiver is not null && facts.Today <= waiver.Until)
            return judged with
            {
                Verdict = Verdict.Waived,
                Waiver = waiver,
                Finding = new("MB4063", Severity.Warning, finding.Place, $"waived until {Waiver.Text(waiver.Until)} by {waiver.By} ({waiver.Reason}): {finding.Code}: {finding.Message}"),
            };
        if (waiver is not null)
            finding = finding with
            {
                Message = $"{finding.Message} The waiver of {waiver.By} ({Path.GetFileName(waiver.Place.File)}, line {waiver.Place.Line}) ended on {Waiver.Text(waiver.Until)}.",
            };
        var severity = facts.IsSample ? Severity.Warning : gate.Severity;
        return judged with
        {
            Verdict = severity == Severity.Error ? Verdict.Failed : Verdict.Warned,
            Finding = finding with { Severity = severity },
        };
    }

    IEnumerable<GateOutcome> OfMetric(MetricSubject metric)
    {
        if (facts.Evaluation is not { } evaluation)
            return [Fail("MB4003", "nothing was evaluated. Add a stage that returns an Evaluation, or remove the gate.")];
        return gate.Slices switch
        {
            null => [OfMetric(metric, Measured.Of(evaluation))],
            { Value: null } every => OfEach(metric, evaluation, every.Column),
            { Value: { } value } one => [OfOne(metric, evaluation, new(one.Column, value))],
        };
    }

    IEnumerable<GateOutcome> OfEach(MetricSubject metric, EvaluationMetrics evaluation, string column)
    {
        var slices = evaluation.Slices.Where(slice => slice.Column == column).ToList();
        if (slices.Count == 0)
            return [Fail("MB4005", WithoutColumn(evaluation, column))];
        return slices.GroupBy(slice => slice.Value).Select(same => same.Count() == 1
            ? OfMetric(metric, Measured.Of(same.Single()))
            : Twice(new(column, same.Key)));
    }

    GateOutcome OfOne(MetricSubject metric, EvaluationMetrics evaluation, SliceName slice)
    {
        var ofColumn = evaluation.Slices.Where(other => other.Column == slice.Column).ToList();
        if (ofColumn.Count == 0)
            return Fail("MB4005", WithoutColumn(evaluation, slice.Column)) with { Slice = slice };
        var same = ofColumn.Where(other => other.Value == slice.Value).ToList();
        if (same.Count == 1)
            return OfMetric(metric, Measured.Of(same[0]));
        if (same.Count > 1)
            return Twice(slice);
        var values = ofColumn.ConvertAll(other => other.Value);
        return Fail("MB4005", $"no evaluated row has {Wording.Quote(slice.Value)} in {Wording.Quote(slice.Column)}{Near(slice.Value, values)} There are {Wording.List(values)}.") with { Slice = slice };
    }

    GateOutcome Twice(SliceName slice) =>
        Fail("MB4005", $"the evaluation has the slice {Shown(slice)} twice, and nobody knows which counts. Correct the stage that evaluates.") with { Slice = slice };

    static string WithoutColumn(EvaluationMetrics evaluation, string column)
    {
        var columns = evaluation.Slices.Select(slice => slice.Column).Distinct().ToList();
        return $"the evaluation has no slices by {Wording.Quote(column)}{Near(column, columns)} {(columns.Count == 0 ? "It has none at all: name columns in evaluate.slices." : $"It has slices by {Wording.List(columns)}.")}";
    }

    GateOutcome OfMetric(MetricSubject metric, Measured measured)
    {
        var about = new GateOutcome(gate, Verdict.Passed) { Slice = measured.Slice, Rows = measured.Rows, Demand = Demands.OfBounds(gate, "") };
        if (EvaluationMetrics.Find(measured.Metrics, metric.Metric) is not { } value)
        {
            var names = measured.Metrics.Select(known => known.Name).ToList();
            return Fail(about, "MB4003",
                $"the evaluation has no metric {Wording.Quote(metric.Metric)}{(measured.Slice is { } slice ? $" of {Shown(slice)}" : "")}{Near(metric.Metric, names)} {(names.Count == 0 ? "It has no metrics." : $"It has {Wording.List(names)}.")}");
        }
        about = about with { Value = value };
        if (measured.Rows < gate.MinSamples)
            return gate.LetsFewPass
                ? about with { Verdict = Verdict.NotJudged, Note = $"only {measured.Rows} rows, and {gate.MinSamples} are needed to judge" }
                : Fail(about, "MB4006", $"{Named(measured)} is from {measured.Rows} rows, and the gate asks for at least {gate.MinSamples}. Evaluate more rows, or say `ifTooFew: pass`.");
        if (!double.IsFinite(value))
            return Fail(about, "MB4004", $"{Named(measured)} is {Wording.Number(value)} over {measured.Rows} rows{Refused}");
        return gate.Comparison is { } comparison
            ? OfComparison(about, metric, measured, value, comparison)
            : gate.OfInterval ? OfInterval(about, metric, measured) : Bounds(about, value, Named(measured), "");
    }

    GateOutcome OfInterval(GateOutcome about, MetricSubject metric, Measured measured)
    {
        if (measured.Intervals.FirstOrDefault(known => known.Metric == metric.Metric) is not { Interval: var interval })
            return Fail(about, "MB4007", $"{Named(measured)} has no confidence interval. Set evaluate.bootstrap, or remove `interval: true`.");
        // All resamples are alike: of rows that are not there they know nothing. Of so many without a miss, so large a share may be some.
        if (interval.Low == interval.High && interval.Low is >= 0 and <= 1)
        {
            var unseen = new DisagreementCounts(0, 0, measured.Rows).ScoreLow((1 + interval.Level) / 2);
            interval = interval with { Low = Math.Max(0, interval.Low + unseen), High = Math.Min(1, interval.High - unseen) };
        }
        about = about with { Interval = interval };
        if (!double.IsFinite(interval.Low) || !double.IsFinite(interval.High))
            return Fail(about, "MB4007", $"the confidence interval of {Named(measured)} is not defined: too many resamples of {measured.Rows} rows have no such metric. Evaluate more rows.");
        if (gate.Min > interval.Low)
            return Fail(about, "MB4001", $"{Named(measured)} {Wording.Number(about.Value!.Value)}: the low end {Wording.Number(interval.Low)} of its {Demands.Percent(interval.Level)} interval is below the minimum {Wording.Number(gate.Min.Value)}. Train a better model, evaluate more rows, or lower the gate's min and say why in the commit.");
        return gate.Max < interval.High
            ? Fail(about, "MB4002", $"{Named(measured)} {Wording.Number(about.Value!.Value)}: the high end {Wording.Number(interval.High)} of its {Demands.Percent(interval.Level)} interval is above the maximum {Wording.Number(gate.Max.Value)}. Train a better model, evaluate more rows, or raise the gate's max and say why in the commit.")
            : about;
    }

    GateOutcome Bounds(GateOutcome about, double value, string name, string unit, string mend = "Train a better model")
    {
        if (value < gate.Min)
            return Fail(about, "MB4001",
                $"{name} {Wording.Number(value)}{unit} is below its minimum {Wording.Number(gate.Min.Value)}{unit}. {mend}, or lower the gate's min and say why in the commit.");
        return value > gate.Max
            ? Fail(about, "MB4002",
                $"{name} {Wording.Number(value)}{unit} is above its maximum {Wording.Number(gate.Max.Value)}{unit}. {mend}, or raise the gate's max and say why in the commit.")
            : about;
    }

    GateOutcome OfComparison(GateOutcome about, MetricSubject metric, Measured measured, double value, GateComparison comparison)
    {
        var isHigherBetter = metric.HigherIsBetter ?? throw new InvalidOperationException($"Nothing says which way {metric.Metric} is better.");
        var (reference, refusal) = FindReference(about, metric, measured, comparison);
        if (refusal is not null)
            return refusal;
        var name = comparison.With switch
        {
            ChampionReference => "the champion's",
            BaselineReference => "the baseline's",
            _ => "the reference",
        };
        if (facts.Champion is KnownChampion { Basis: not ComparisonBasis.Evaluated } known && comparison.With is ChampionReference)
            about = about with { Note = known.Basis == ComparisonBasis.RecordedOnSameRows ? "champion as recorded on the same rows" : "champion as recorded on other rows" };
        return comparison.Rule switch
        {
            MaxRegression { Amount: var amount } => Limit(isHigherBetter ? -1 : 1, amount, "MB4010", "is worse than", "may be worse by"),
            MinImprovement { Amount: var amount } => Limit(isHigherBetter ? 1 : -1, amount, "MB4011", "is not enough better than", "must be better by"),
            NonInferiority rule => OfTest(about, metric, measured, isHigherBetter, reference, rule.Method, rule.Confidence, -rule.Margin),
            Superiority rule => OfTest(about, metric, measured, isHigherBetter, reference, rule.Method, rule.Confidence, rule.Margin),
            var other => throw new InvalidOperationException($"A metric cannot be judged by {other}."),
        };

        GateOutcome Limit(int sign, Amount amount, string code, string relation, string demand)
        {
            var limit = reference + (sign * (amount.IsRelative ? amount.Value * Math.Abs(reference) : amount.Value));
            about = about with { Demand = Demands.OfLimit(isHigherBetter, limit, comparison.With, reference, sign, amount) };
            return isHigherBetter ? value >= limit ? about : Refuse() : value <= limit ? about : Refuse();

            GateOutcome Refuse() => Fail(about, code,
                $"{Named(measured)} {Wording.Number(value)} {relation} {name} {Wording.Number(reference)} (it {demand} {Demands.Text(amount)}, so that {Wording.Number(limit)} is the {(isHigherBetter ? "least" : "most")}). Train a better model, or change the gate and say why in the commit.");
        }
    }

    (double Value, GateOutcome? Refusal) FindReference(GateOutcome about, MetricSubject metric, Measured measured, GateComparison comparison)
    {
        switch (comparison.With)
        {
            case NumberReference number:
                return (number.Value, null);
            case BaselineReference:
                return EvaluationMetrics.Find(measured.Baseline, metric.Metric) switch
                {
                    null => (0, Fail(about, "MB4017", $"the evaluation has no baseline for {Named(measured)}. The built-in pipeline for tables measures one; a pipeline of your own sets Evaluation.Baseline.")),
                    { } value when !double.IsFinite(value) => (0, Fail(about, "MB4017", $"the baseline's {Named(measured)} is {Wording.Number(value)}{Refused}")),
                    { } value => (value, null),
                };
            default:
                if (FindChampion(about, comparison) is ({ } champion, null))
                    return Measured.Of(champion.Metrics, measured.Slice) is not { } its || EvaluationMetrics.Find(its.Metrics, metric.Metric) is not { } value
                        ? (0, Fail(about, "MB4016", $"nothing is known of the champion's {Named(measured)} ({champion.Source}){(champion.Why.Length > 0 ? $": {champion.Why}" : ".")} Give the build the champion itself, from a cache or a feed, or compare a metric that was recorded."))
                        : double.IsFinite(value) ? (value, null)
                        : (0, Fail(about, "MB4016", $"the champion's {Named(measured)} is {Wording.Number(value)} ({champion.Source}){Refused}"));
                return (0, FindChampion(about, comparison).Refusal);
        }
    }

    (KnownChampion? Champion, GateOutcome? Refusal) FindChampion(GateOutcome about, GateComparison comparison) => facts.Champion switch
    {
        NoChampion none when comparison.LetsFirstPass => (null, about with { Verdict = Verdict.NotJudged, Note = $"no champion yet: {none.Why}" }),
        NoChampion none => (null, Fail(about, "MB4012", $"there is no champion to compare with: {none.Why}. Say where it comes from in `champion`, or let the first model pass with `ifMissing: pass`.")),
        UnusableChampion unusable => (null, Fail(about, unusable.Code, $"the champion {unusable.Source} cannot be compared with: {unusable.Why}")),
        KnownChampion { Basis: ComparisonBasis.RecordedOnOtherRows } other when !comparison.TakesOtherData =>
            (null, Fail(about, other.Code, $"the champion {other.Source} cannot be compared with on the same rows: {other.Why}{(comparison.Rule is MaxRegression or MinImprovement ? " Or take what was recorded of it on other rows, with `otherData: compare`." : "")}")),
        KnownChampion known => (known, null),
        var other => throw new InvalidOperationException($"Unknown kind of champion: {other}"),
    };

    /// <param name="least">What the difference must be above, positive for better.</param>
    GateOutcome OfTest(
        GateOutcome about, MetricSubject metric, Measured measured, bool isHigherBetter, double reference, PairedMethod method, double confidence, double least)
    {
        var isNonInferiority = least < 0;
        about = about with { Demand = Demands.OfTest(isNonInferiority, reference, Math.Abs(least), confidence) };
        if (facts.Paired is null)
            return Fail(about, "MB4023", $"{Named(measured)} cannot be compared row by row: {(facts.Champion is KnownChampion { Why: { Length: > 0 } why } ? why : "the champion was not evaluated on these rows.")}");
        var difference = facts.Paired.Compare(metric.Metric, measured.Slice, method, confidence);
        if (difference.Why.Length > 0)
            return Fail(about, "MB4023", $"{Named(measured)} cannot be compared row by row: {difference.Why}");
        about = about with { Interval = new(difference.Low, difference.High, (2 * confidence) - 1) };
        if (!double.IsFinite(difference.Low) || !double.IsFinite(difference.High))
            return Fail(about, "MB4023", $"the difference of {Named(measured)} to the champion is not defined on enough resamples of {difference.Rows} rows. Evaluate more rows.");
        var gain = isHigherBetter ? difference : difference.Negated;
        var (low, better) = (gain.Low, gain.Value);
        if (isNonInferiority && gain.High >= least && SampleSize.IsTooSmall(gain, -least, confidence))
            return Fail(about, "MB4022", $"{difference.Rows} rows are too few to tell whether {Named(measured)} is worse than the champion's by {Wording.Number(-least)}: about {SampleSize.Needed(gain, -least, confidence)} are needed. Evaluate more rows, or allow a larger margin.");
        if (low > least)
            return about;
        var shown = $"{Named(measured)} {Wording.Number(about.Value!.Value)} is {(better < 0 ? "worse" : "better")} than the champion's {Wording.Number(reference)} by {Wording.Number(Math.Abs(better))}, and with {Demands.Percent(confidence)} confidence";
        return isNonInferiority
            ? Fail(about, "MB4020", gain.High < least
                ? $"{shown} it is worse by more than {Wording.Number(-gain.High)}, where the margin is {Wording.Number(-least)}. Train a better model, or allow a larger margin."
                : $"{shown} it may be worse by {Wording.Number(Math.Max(0, -low))}, where the margin is {Wording.Number(-least)}. Train a better model, evaluate more rows, or allow a larger margin.")
            : Fail(about, "MB4021", $"{shown} {(low < 0 ? $"it may even be worse by {Wording.Number(-low)}" : $"it is shown to be better by {Wording.Number(low)}")}, where better by more than {Wording.Number(least)} is asked for. Train a better model, or evaluate more rows.");
    }

    GateOutcome OfNumber(double? value, string unit, string without)
    {
        var about = new GateOutcome(gate, Verdict.Passed) { Value = value, Demand = Demands.OfBounds(gate, unit) };
        var mend = gate.Subject is SizeSubject ? "Train a smaller model" : "Train faster";
        return value is { } number && double.IsFinite(number) ? Bounds(about, number, gate.Subject.Title, unit, mend) : Fail(about, "MB4003", $"{without}.");
    }

    GateOutcome OfLatency()
    {
        var comparison = gate.Comparison!;
        var most = ((MaxRatio)comparison.Rule).Ratio;
        var about = new GateOutcome(gate, Verdict.Passed) { Demand = $"<= {Wording.Number(most)} x champion" };
        // Not its metrics are compared, but how long it takes.
        if (facts.Champion is not KnownChampion && FindChampion(about, comparison).Refusal is { } refusal)
            return refusal;
        if (facts.Latency is not { } latency || !double.IsFinite(latency.Ratio))
            return Fail(about, "MB4033", $"the latency of the model and its champion cannot be measured: {(facts.Latency is { Why: { Length: > 0 } why } ? why : "the champion itself is not there, only what was recorded of it. Give the build the champion, from a cache or a feed.")}");
        about = about with { Value = latency.Ratio };
        return latency.Ratio <= most ? about : Fail(about, "MB4032",
            $"the model takes {Wording.Number(latency.Ratio)} times as long as the champion to predict a row, and {Wording.Number(most)} times is the most. Train a smaller model, or raise the gate's maxRatio and say why in the commit.");
    }

    GateOutcome OfDrift(DriftSubject drift)
    {
        var about = new GateOutcome(gate, Verdict.Passed) { Demand = Demands.OfBounds(gate, "") };
        if (facts.Drift is not { } columns)
            return Fail(about, "MB4030", $"the drift of the data was not measured: {(facts.WhyNoDrift.Length > 0 ? facts.WhyNoDrift : "validation has no reference. Point `reference.path` at the profile.json of an accepted model.")}");
        var compared = drift.Column is null ? columns : [.. columns.Where(column => column.Column == drift.Column)];
        if (compared.Count == 0)
            return Fail(about, "MB4030", drift.Column is null
                ? "no column was compared with the reference."
                : $"the column {Wording.Quote(drift.Column)} was not compared with the reference{Near(drift.Column, [.. columns.Select(column => column.Column)])} There are {Wording.List(columns.Select(column => column.Column))}.");
        var values = compared.SelectMany(column => column.Statistics.Where(statistic => statistic.Key == drift.Statistic).Select(statistic => (column.Column, statistic.Value))).ToList();
        if (values.Count == 0)
        {
            var names = compared.SelectMany(column => column.Statistics.Select(statistic => statistic.Key)).Distinct().ToList();
            return Fail(about, "MB4030", $"no statistic {Wording.Quote(drift.Statistic)} was measured of {(drift.Column is null ? "any column" : Wording.Quote(drift.Column))}{Near(drift.Statistic, names)} There are {Wording.List(names)}.");
        }
        var (lowest, highest) = (values.MinBy(one => one.Value), values.MaxBy(one => one.Value)); // NaN is below all numbers
        var (farthest, value) = double.IsNaN(lowest.Value) || gate.Max is null || lowest.Value < gate.Min ? lowest : highest;
        about = about with { Value = value, Note = drift.Column is null ? $"column {Wording.Name(farthest)}" : "" };
        var name = $"the drift {drift.Statistic} of {Wording.Quote(farthest)}";
        return double.IsFinite(value) ? Bounds(about, value, name, "", "Correct the data, or make a new reference of it") : Fail(about, "MB4004", $"{name} is {Wording.Number(value)}, which no gate accepts.");
    }

    GateOutcome OfMethod(MethodSubject method)
    {
        var about = new GateOutcome(gate, Verdict.Passed);
        if (method.SeesChampion && facts.Champion is UnusableChampion unusable)
            return Fail(about, unusable.Code, $"the champion {unusable.Source} cannot be compared with: {unusable.Why}");
        if (method.SeesChampion && facts.Champion is KnownChampion { Basis: ComparisonBasis.RecordedOnOtherRows } other)
            return Fail(about, other.Code, $"the champion {other.Source} cannot be compared with on the same rows: {other.Why}");
        if (!facts.Methods.TryGetValue(method.Stage, out var verdict))
            return Fail(about, "MB4041", "there is no verdict: the pipeline's own gates are judged in a build, where their stage is not switched off.");
        if (verdict.NoVerdict.Length > 0)
            return Fail(about, "MB4041", verdict.NoVerdict);
        about = about with { Value = verdict.Value, Demand = verdict.Demand };
        return verdict.Passed
            ? about with { Note = verdict.Message }
            : Fail(about, "MB4040", verdict.Message.Length > 0 ? verdict.Message : $"the method {method.Stage} says that it does not hold.");
    }

    GateOutcome Fail(string code, string message) => Fail(new(gate, Verdict.Passed), code, message);

    GateOutcome Fail(GateOutcome about, string code, string message) => about with
    {
        Verdict = Verdict.Failed,
        Finding = Diagnostic.Error(code, gate.Place, (gate.Demands is [] || GateName.IsDefault(gate) ? OfSlice(about.Slice, message) : $"gate {Wording.Quote(gate.Name)}: {OfSlice(about.Slice, message)}")
            + (gate.Reason is { } reason ? $" (Why the gate: {reason})" : "")),
    };

    /// <summary>Of one of several slices always which: else their lines would be one and the same.</summary>
    static string OfSlice(SliceName? slice, string message) =>
        slice is null || message.Contains(Shown(slice), StringComparison.Ordinal) ? message : $"{Shown(slice)}: {message}";

    string Named(Measured measured) => measured.Slice is { } slice ? $"{Wording.Name(gate.Subject.Title)} of {Shown(slice)}" : Wording.Name(gate.Subject.Title);

    static string Shown(SliceName slice) => $"{Wording.Name(slice.Column)}={Wording.Name(slice.Value)}";

    static string Near(string name, IReadOnlyList<string> names) => NearestName.Find(name, names) is { } near ? $"; did you mean {Wording.Quote(near)}?" : ".";
}
