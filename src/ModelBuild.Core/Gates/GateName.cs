namespace ModelBuild.Core.Gates;

/// <summary>The names of gates that are given none.</summary>
public static class GateName
{
    /// <summary>What it is about, how it is judged, and of which slices: <c>auc-min</c>, <c>accuracy-champion[sex=f]</c>.</summary>
    /// <param name="subject">The metric, measure, drift statistic or method.</param>
    /// <param name="hasMin">Whether there is a lower bound.</param>
    /// <param name="against">What it is compared with, as the definition writes it; null where it has bounds.</param>
    public static string Default(string subject, bool hasMin, bool hasMax, string? against, GateSlices? slices)
    {
        var how = against switch
        {
            "champion" or "baseline" => "-" + against,
            not null => "-reference",
            null when hasMin && hasMax => "-between",
            null when hasMin => "-min",
            null when hasMax => "-max",
            null => "",
        };
        return subject + how + (slices is null ? "" : slices.Value is null ? $"[{slices.Column}]" : $"[{slices.Column}={slices.Value}]");
    }

    /// <summary>Whether the definition gives the gate no other.</summary>
    public static bool IsDefault(GateDeclaration gate) => gate.Name == Default(
        gate.Subject switch
        {
            MetricSubject metric => metric.Metric,
            DriftSubject drift => OfDrift(drift.Statistic, drift.Column),
            MethodSubject method => method.Stage,
            SizeSubject => Size,
            TrainingTimeSubject => TrainingTime,
            LatencySubject => Latency,
            var other => throw new InvalidOperationException($"Unknown kind of gate: {other}"),
        },
        gate.Min is not null, gate.Max is not null,
        gate.Comparison?.With switch { null => null, ChampionReference => "champion", BaselineReference => "baseline", _ => "" },
        gate.Slices);

    public const string Size = "size";
    public const string TrainingTime = "trainingTime";
    public const string Latency = "latency";

    /// <summary>For instance <c>psi[age]</c>.</summary>
    public static string OfDrift(string statistic, string? column) => column is null ? statistic : $"{statistic}[{column}]";
}
