using System.Globalization;

namespace ModelBuild.Core.Gates;

/// <summary>Metrics and outcomes for people, rounded to read; the files beside the model have every digit.</summary>
public static class OneLine
{
    /// <summary>For instance <c>auc 0.9971, accuracy 0.965</c>: all metrics in the order of the evaluation.</summary>
    public static string Of(EvaluationMetrics evaluation) =>
        string.Join(", ", evaluation.Metrics.Select(metric => $"{metric.Name} {Round(metric.Value)}"));

    /// <summary>For instance <c>auc 0.9971 (>= 0.98)</c>.</summary>
    public static string Of(GateOutcome outcome)
    {
        var slice = outcome.Slice is { } some ? $" of {some}" : "";
        var value = outcome.Value is { } number ? " " + Round(number) : outcome.Gate.Subject is MethodSubject ? "" : " missing";
        return $"{outcome.Gate.Subject.Title}{slice}{value}{(outcome.Demand.Length > 0 ? $" ({outcome.Demand})" : "")}{(outcome.Note.Length > 0 ? $", {outcome.Note}" : "")}";
    }

    /// <summary>To four digits behind the point, or four in all for what is small or large.</summary>
    public static string Round(double value) =>
        Math.Abs(value) is >= 0.001 and < 1e6 or 0 ? value.ToString("0.####", CultureInfo.InvariantCulture) : value.ToString("G4", CultureInfo.InvariantCulture);
}
