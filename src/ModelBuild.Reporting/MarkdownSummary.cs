using System.Globalization;
using System.Text;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Reporting;

/// <summary>A page for a pull request's comment or a CI job's summary: the verdict, what changed against the champion, the gates, what was done.</summary>
public static class MarkdownSummary
{
    /// <summary>The page has fewer characters (UTF-16) than this, since GitHub refuses comments of more than 65,536.</summary>
    public const int Limit = 60_000;

    /// <summary>In UTF-8, without a byte order mark. What does not fit is left out, and the page says so.</summary>
    public static byte[] Write(JudgedModel model, ReportLinks links)
    {
        var page = new MarkdownPage(Limit - 200);
        page.Block($"{Marker(model.Model)}\n## {MarkdownText.Name(model.Model)}: {Headline(model)}");
        if (model.Sample is { } sample)
            page.Block($"> **Trained on a sample of {Shown.Percent(sample)}: not for release.**");
        page.Block(Facts(model));
        if (Comparison(model.Champion) is { Length: > 0 } comparison)
            page.Block(comparison);
        if (MarkdownText.Target(links.Report) is { } report)
            page.Block($"[The whole report](<{report}>)");
        WriteFindings(page, model, links, Limit / 6);
        WriteMetrics(page, model, Limit / 6);
        WriteGates(page, model, Limit / 4);
        WriteSlices(page, model, Limit / 10);
        WriteChanges(page, model, Limit / 10);
        WriteStages(page, model, Limit / 10);
        WriteWaivers(page, model, Limit / 12);
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    /// <summary>The first line, by which CI finds its comment again to change it.</summary>
    public static string Marker(string model) => $"<!-- modelbuild:{MarkdownText.InComment(model.Length > 150 ? $"{model[..100]}-{StableId.Fingerprint(model)}" : model)} -->";

    static string Headline(JudgedModel model)
    {
        var failed = model.Gates.Count(gate => gate.Verdict == Verdict.Failed);
        return model switch
        {
            { Gates.Count: 0, Problems.Count: 0 } => "no gates",
            { IsGood: true } => $"**passed**, {Shown.Count(model.Gates.Count, "gate")}{Exceptions(model)}",
            _ when failed == 0 => $"**failed**, {Shown.Count(model.Problems.Count, "problem")}",
            _ => $"**failed**, {failed} of {Shown.Count(model.Gates.Count, "gate")}",
        };
    }

    // What passes without holding.
    static string Exceptions(JudgedModel model)
    {
        var exceptions = model.Gates.Where(gate => gate.Verdict is not Verdict.Passed).GroupBy(gate => gate.Verdict).OrderBy(same => same.Key)
            .Select(same => $"{same.Count()} {Shown.Verdict(same.Key)}").ToList();
        return exceptions.Count == 0 ? "" : $", but {string.Join(" and ", exceptions)}";
    }

    static string Facts(JudgedModel model)
    {
        var facts = new List<string>();
        foreach (var verdict in Enum.GetValues<Verdict>())
            if (model.Gates.Count(gate => gate.Verdict == verdict) is > 0 and var count)
                facts.Add($"{count} {Shown.Verdict(verdict)}");
        if (model.Problems.Count > 0)
            facts.Add(Shown.Count(model.Problems.Count, "problem"));
        if (model.Metrics is { } metrics)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"{metrics.Rows} rows evaluated"));
        facts.Add($"project {MarkdownText.Name(model.Project)}");
        if (model.Environment.Length > 0)
            facts.Add($"environment {MarkdownText.Name(model.Environment)}");
        if (model.Run.Length > 0)
            facts.Add($"run {MarkdownText.Name(model.Run)}");
        return string.Join(" · ", facts);
    }

    static string Comparison(Champion champion) => champion switch
    {
        KnownChampion known => $"Compared with the champion {MarkdownText.Name(known.Source, 200)}{Basis(known.Basis)}{(known.Why.Length > 0 ? $" Not evaluated again: {MarkdownText.Prose(known.Why)}" : "")}",
        UnusableChampion unusable => $"**Not compared** with the champion {MarkdownText.Name(unusable.Source, 200)} ({MarkdownText.Prose(unusable.Code)}): {MarkdownText.Prose(unusable.Why)}",
        NoChampion none when none != Champion.NotAsked => $"Compared with nothing, there is no champion: {MarkdownText.Prose(none.Why)}.",
        _ => "",
    };

    static string Basis(ComparisonBasis basis) => basis switch
    {
        ComparisonBasis.Evaluated => ", evaluated on the same rows with the same code.",
        ComparisonBasis.RecordedOnSameRows => ", as it was recorded on the same rows.",
        _ => ", as it was recorded **on other rows**: what changed is not the model's doing alone.",
    };

    static void WriteFindings(MarkdownPage page, JudgedModel model, ReportLinks links, int longest)
    {
        var lines = model.Problems.Select(problem => $"- **{MarkdownText.Prose(problem.Code)}** {Place(SourceFile.Of(problem.Place, model), links)}: {MarkdownText.Prose(problem.Message, 600)}")
            .Concat(model.Gates.Where(gate => gate.Finding is not null && gate.Verdict != Verdict.Waived).OrderBy(gate => gate.Verdict)
                .Select(gate => $"- **{(gate.Verdict == Verdict.Failed ? MarkdownText.Prose(gate.Finding!.Code) : $"warning {MarkdownText.Prose(gate.Finding!.Code)}")}** {Place(SourceFile.Of(gate.Finding.Place, model), links)}: {MarkdownText.Prose(gate.Finding.Message, 600)}"));
        page.Lines("What does not hold", "", lines, longest, left => $"- … and {left} more");
    }

    static string Place(SourceFile place, ReportLinks links) =>
        MarkdownText.Name($"{Tail(place.Shown(links.SourceRoot))}{(place.Line > 0 ? $":{place.Line}" : "")}", 120);

    // The end of a path says most.
    static string Tail(string path) => path.Length > 100 ? "…" + path[^99..] : path;

    static void WriteMetrics(MarkdownPage page, JudgedModel model, int longest)
    {
        if (model.Metrics is not { } metrics)
            return;
        var known = model.Champion as KnownChampion;
        var changes = MetricChange.Of(known?.Metrics.Metrics, metrics.Metrics, MetricChange.Directions(model));
        var intervals = new Dictionary<string, Interval>(StringComparer.Ordinal);
        foreach (var (metric, interval) in metrics.Intervals)
            intervals.TryAdd(metric, interval);
        page.Lines("Metrics", known is null ? Head("metric", "value") : Head("metric", "champion", "now", "change"), changes.Select(change =>
        {
            var now = change.Now is { } value ? OneLine.Round(value) + (intervals.TryGetValue(change.Metric, out var interval) ? $" ({Shown.Interval(interval)})" : "") : "";
            return known is null
                ? Row(MarkdownText.Name(change.Metric), now)
                : Row(MarkdownText.Name(change.Metric), change.Before is { } before ? OneLine.Round(before) : "", now, Changed(change));
        }), longest, left => $"… and {Shown.Count(left, "more metric")}: metrics.json has all.");
    }

    static string Changed(MetricChange change) => change.Loss > 0 ? $"**{change.Text}**" : change.Text;

    static void WriteGates(MarkdownPage page, JudgedModel model, int longest)
    {
        // In the definition's order where all fit; else what does not hold is first.
        var rows = model.Gates.Select(gate => (gate.Verdict, Text: Row(
            Verdicts(gate.Verdict), MarkdownText.Name(gate.Name), gate.Slice is { } slice ? MarkdownText.Name($"{slice}") : "", Shown.Value(gate),
            MarkdownText.Prose(gate.Demand, 120), Shown.Interval(gate), MarkdownText.Prose(Shown.Note(gate), 160)))).ToList();
        var fit = rows.Sum(row => row.Text.Length + 1) < Math.Min(longest, page.Left) - 500;
        var head = Head("verdict", "gate", "slice", "value", "demanded", "interval", "note");
        var ordered = fit ? rows : [.. rows.OrderBy(row => Weight(row.Verdict))];
        page.Lines("Gates", head, ordered.Select(row => row.Text), longest, left =>
        {
            var failed = ordered.TakeLast(left).Count(row => row.Verdict == Verdict.Failed);
            return $"… and {Shown.Count(left, "more gate")}, {(failed == 0 ? "none" : failed)} of them failed: gates.json has all.";
        });
    }

    static int Weight(Verdict verdict) => verdict switch { Verdict.Failed => 0, Verdict.Warned => 1, Verdict.Waived => 2, Verdict.NotJudged => 3, _ => 4 };

    static string Verdicts(Verdict verdict) => verdict is Verdict.Failed ? "**failed**" : Shown.Verdict(verdict);

    static void WriteSlices(MarkdownPage page, JudgedModel model, int longest)
    {
        if (model.Metrics is not { Slices.Count: > 0 } metrics)
            return;
        var champion = (model.Champion as KnownChampion)?.Metrics;
        var directions = MetricChange.Directions(model);
        // Those that gates are about, or all; against the champion's slice, or else against all rows.
        var asked = model.Gates.Select(gate => gate.Gate.Subject).OfType<MetricSubject>().Select(subject => subject.Metric).ToHashSet(StringComparer.Ordinal);
        var before = champion?.Slices.GroupBy(slice => new SliceName(slice.Column, slice.Value)).ToDictionary(same => same.Key, same => same.First().Metrics);
        var rows = metrics.Slices.SelectMany(slice => MetricChange.Of(
                champion is null ? metrics.Metrics : before!.GetValueOrDefault(new(slice.Column, slice.Value)), slice.Metrics, directions)
            .Where(change => change.Now is not null && (asked.Count == 0 || asked.Contains(change.Metric)))
            .Select(change => (Slice: slice, Change: change)))
            .OrderByDescending(row => row.Change.Loss ?? double.NegativeInfinity);
        page.Lines("Slices, worst first", Head("slice", "rows", "metric", champion is null ? "all rows" : "champion", "now", "change"), rows.Select(row => Row(
            MarkdownText.Name($"{new SliceName(row.Slice.Column, row.Slice.Value)}"), row.Slice.Rows.ToString(CultureInfo.InvariantCulture), MarkdownText.Name(row.Change.Metric),
            row.Change.Before is { } value ? OneLine.Round(value) : "", OneLine.Round(row.Change.Now!.Value), Changed(row.Change))),
            longest, left => $"… and {Shown.Count(left, "more line")}: metrics.json has all.");
    }

    static void WriteChanges(MarkdownPage page, JudgedModel model, int longest) =>
        page.Lines("What changed", "", model.Changes.Select(change => $"- {MarkdownText.Prose(change)}"), longest, left => $"- … and {left} more");

    static void WriteStages(MarkdownPage page, JudgedModel model, int longest) =>
        page.Lines("Stages", Head("stage", "outcome", "time"), model.Stages.Select(stage => Row(MarkdownText.Name(stage.Stage), stage.Outcome switch
        {
            StageOutcome.UpToDate => "up to date",
            StageOutcome.Restored => "restored",
            StageOutcome.Ran => "ran",
            _ => "**failed**",
        }, Shown.Seconds(stage.Seconds))), longest, left => $"… and {Shown.Count(left, "more stage")}.");

    static void WriteWaivers(MarkdownPage page, JudgedModel model, int longest) =>
        page.Lines("Waived", "", model.Gates.Where(gate => gate.Waiver is not null).Select(gate => string.Create(CultureInfo.InvariantCulture,
            $"- {MarkdownText.Name(gate.Name)} until {Waiver.Text(gate.Waiver!.Until)} by {MarkdownText.Name(gate.Waiver.By)}: {MarkdownText.Prose(gate.Waiver.Reason, 600)}")),
            longest, left => $"- … and {left} more");

    static string Head(params ReadOnlySpan<string> titles) => $"{Row(titles)}\n|{string.Concat(Enumerable.Repeat(" --- |", titles.Length))}\n";

    static string Row(params ReadOnlySpan<string> cells) => $"| {string.Join(" | ", cells!)} |";
}
