using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>A metric of the new model beside that of the model it is compared with.</summary>
/// <param name="Before">Null where it is not known, or nothing is compared.</param>
/// <param name="Now">Null where it is no longer measured.</param>
/// <param name="IsHigherBetter">Null where nothing says so.</param>
sealed record MetricChange(string Metric, double? Before, double? Now, bool? IsHigherBetter)
{
    double? Difference => Now - Before is { } difference && double.IsFinite(difference) ? difference : null;

    /// <summary>For instance <c>+0.0012, better</c>.</summary>
    public string Text => (Before, Now) switch
    {
        (null, _) => "new",
        (_, null) => "gone",
        _ when Difference is not { } difference => "not comparable",
        _ when Difference == 0 => "same",
        _ => $"{(Difference > 0 ? "+" : "")}{OneLine.Round(Difference!.Value)}{(Loss is { } loss ? loss > 0 ? ", worse" : ", better" : "")}",
    };

    /// <summary>How much worse it is, as a share of what it was; below 0 for better. Null where that is not known.</summary>
    public double? Loss => IsHigherBetter is { } higher && Difference is { } difference
        ? (higher ? -difference : difference) / (Math.Abs(Before!.Value) is > 0 and var size ? size : 1)
        : null;

    /// <summary>All metrics of now in their order, then those that are no longer there.</summary>
    public static IReadOnlyList<MetricChange> Of(IReadOnlyList<Metric>? before, IReadOnlyList<Metric> now, Func<string, bool?> isHigherBetter)
    {
        var old = ByName(before ?? []);
        var names = ByName(now);
        return
        [
            .. names.Select(metric => new MetricChange(metric.Key, old.TryGetValue(metric.Key, out var value) ? value : null, metric.Value, isHigherBetter(metric.Key))),
            .. old.Where(metric => !names.ContainsKey(metric.Key)).Select(metric => new MetricChange(metric.Key, metric.Value, null, isHigherBetter(metric.Key))),
        ];
    }

    /// <summary>What the gates say of their metrics; of others what their names do.</summary>
    public static Func<string, bool?> Directions(JudgedModel model)
    {
        var declared = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var outcome in model.Gates)
            if (outcome.Gate.Subject is MetricSubject { HigherIsBetter: { } higher } subject)
                declared.TryAdd(subject.Metric, higher);
        return metric => declared.TryGetValue(metric, out var higher) ? higher : MetricDirection.IsHigherBetter(metric);
    }

    static Dictionary<string, double> ByName(IReadOnlyList<Metric> metrics)
    {
        var byName = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in metrics)
            byName.TryAdd(name, value);
        return byName;
    }
}
