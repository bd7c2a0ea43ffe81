namespace ModelBuild.Core.Gates;

/// <summary>Which way metrics are better, as far as their names tell.</summary>
public static class MetricDirection
{
    static readonly HashSet<string> Higher = new(StringComparer.Ordinal)
    {
        "accuracy", "auc", "averagePrecision", "balancedAccuracy", "f1", "mcc", "ndcg", "precision", "r2", "recall",
        "macroAuc", "macroAveragePrecision", "macroF1", "macroPrecision", "macroRecall",
        "weightedAuc", "weightedAveragePrecision", "weightedF1", "weightedPrecision", "weightedRecall",
    };

    static readonly HashSet<string> Lower = new(StringComparer.Ordinal)
    {
        "brier", "calibrationError", "error", "logLoss", "loss", "mae", "mape", "maxError", "medianAbsoluteError", "mse", "pinball", "rmse",
    };

    /// <summary>
    /// Whether more of a metric is better; null where its name does not say. That of one class, <c>recall[setosa]</c>, of the
    /// first rows, <c>precisionAt10</c>, and the mean over folds, <c>cvAucMean</c>, go with the metric itself.
    /// </summary>
    public static bool? IsHigherBetter(string metric)
    {
        var name = metric.IndexOf('[', StringComparison.Ordinal) is > 0 and var bracket && metric.EndsWith(']') ? metric[..bracket] : metric;
        if (name.Length > 6 && name.StartsWith("cv", StringComparison.Ordinal) && name.EndsWith("Mean", StringComparison.Ordinal))
            name = char.ToLowerInvariant(name[2]) + name[3..^4];
        if (name.LastIndexOf("At", StringComparison.Ordinal) is > 0 and var at && at + 2 < name.Length && name.AsSpan(at + 2).IndexOfAnyExceptInRange('0', '9') < 0)
            name = name[..at];
        return Higher.Contains(name) ? true : Lower.Contains(name) ? false : null;
    }
}
