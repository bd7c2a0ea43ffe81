using System.Globalization;

namespace ModelBuild.Core.Gates;

/// <summary>Metrics and outcomes for people, rounded to read; the files beside the model have every digit.</summary>
public static class OneLine
{
    /// <summary>For instance <c>auc 0.9971, accuracy 0.965</c>: all metrics in the order of the evaluation.</summary>
    public static string Of(EvaluationMetrics evaluation) =>
        string.Join(", ", evaluation.Metrics.Select(metric => $"{metric.Name} {Round(metric.Value)}"));

    /// <summary>For instance <c>auc 0.9971 (min 0.98)</c>.</summary>
    public static string Of(GateOutcome outcome)
    {
        var bounds = new List<string>();
        if (outcome.Gate.Min is { } min)
            bounds.Add($"min {Exact(min)}");
        if (outcome.Gate.Max is { } max)
            bounds.Add($"max {Exact(max)}");
        return $"{outcome.Gate.Metric} {(outcome.Value is { } value ? Round(value) : "missing")} ({string.Join(", ", bounds)})";
    }

    static string Round(double value) =>
        Math.Abs(value) is >= 0.001 and < 1e6 or 0 ? value.ToString("0.####", CultureInfo.InvariantCulture) : value.ToString("G4", CultureInfo.InvariantCulture);

    static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
