using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Explaining;

/// <summary>How a gate was judged, for people: what it demands and where that stands, what was measured, and what to do.</summary>
public static class GateExplanation
{
    /// <summary>Lines, none of them with a control character.</summary>
    public static IReadOnlyList<string> Of(GateOutcome outcome, Champion champion)
    {
        var gate = outcome.Gate;
        var lines = new List<string> { $"{outcome.Name}: {GatesFile.Name(outcome.Verdict)}" };
        Add("demands", $"{string.Join(", ", gate.Demands.Select(demand => $"{demand.Key}: {demand.Value}"))}   ({Path.GetFileName(gate.Place.File)}, line {gate.Place.Line})");
        if (gate.Reason is { } reason)
            Add("because", reason);
        if (gate.Severity == Severity.Warning)
            Add("severity", "it only warns");
        if (outcome.Slice is { } slice)
            Add("slice", slice.ToString());
        if (outcome.Value is { } value)
            Add("value", $"{Wording.Number(value)}{(outcome.Rows is { } rows ? $" over {rows} rows" : "")}");
        if (outcome.Interval is { } interval)
            Add("interval", $"{Wording.Number(interval.Low)} to {Wording.Number(interval.High)}, {Wording.Number(interval.Level * 100)} %{(gate.Comparison is null ? "" : ", of the difference to the champion")}");
        if (outcome.Demand.Length > 0)
            Add("judged by", outcome.Demand);
        if (gate.NeedsChampion)
            Add("champion", champion switch
            {
                KnownChampion known => $"{known.Source}{(known.Basis == ComparisonBasis.Evaluated ? ", evaluated again" : $", as recorded: {known.Why}")}",
                UnusableChampion unusable => $"{unusable.Source}: {unusable.Why}",
                NoChampion none => $"none: {none.Why}",
                _ => "",
            });
        if (outcome.Note.Length > 0)
            Add("note", outcome.Note);
        if (outcome.Finding is { } finding)
        {
            Add("finding", $"{finding.Code}: {finding.Message}");
            if (Catalogue.Find(finding.Code) is { } rule)
                Add("help", rule.Help);
        }
        return lines;

        void Add(string title, string text) => lines.Add(Wording.OneLine($"  {title,-10} {text}"));
    }
}
