using System.Globalization;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>Numbers and verdicts for people.</summary>
static class Shown
{
    /// <summary>With its unit; <c>missing</c> where there should be one and is none.</summary>
    public static string Value(GateOutcome outcome) => (outcome.Value, outcome.Gate.Subject) switch
    {
        (null, MethodSubject) => "",
        (null, _) => "missing",
        ({ } bytes, SizeSubject) when double.IsFinite(bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} bytes"),
        ({ } seconds, TrainingTimeSubject) => $"{OneLine.Round(seconds)} s",
        ({ } value, _) => OneLine.Round(value),
    };

    /// <summary>That of a value, or of a difference to the champion, which then says so.</summary>
    public static string Interval(GateOutcome outcome) =>
        $"{(outcome.Interval is not null && outcome.Gate.Comparison?.Rule is NonInferiority or Superiority ? "difference " : "")}{Interval(outcome.Interval)}";

    public static string Interval(Interval? interval) =>
        interval is null ? "" : $"{OneLine.Round(interval.Low)} to {OneLine.Round(interval.High)} ({Percent(interval.Level)})";

    /// <summary>For instance <c>95 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.####} %");

    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(double.IsFinite(seconds) ? Math.Max(0, seconds) : 0):0.0} s");

    public static string Verdict(Verdict verdict) => verdict == Core.Gates.Verdict.NotJudged ? "not judged" : GatesFile.Name(verdict);

    public static string Count(int count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>What else to know of an outcome, apart from why it does not hold.</summary>
    public static string Note(GateOutcome outcome) => string.Join("; ", new[]
    {
        outcome.Finding is { } finding && outcome.Verdict != Core.Gates.Verdict.Waived ? finding.Code : "",
        outcome.Waiver is { } waiver ? $"until {Waiver.Text(waiver.Until)} by {waiver.By}" : "",
        outcome.Note,
    }.Where(part => part.Length > 0));
}
