namespace ModelBuild.Core.Gates;

/// <summary>What an evaluation measured on all rows or on a slice.</summary>
public sealed record Measured(SliceName? Slice, long Rows, IReadOnlyList<Metric> Metrics, IReadOnlyList<MetricInterval> Intervals, IReadOnlyList<Metric> Baseline)
{
    public static Measured Of(EvaluationMetrics evaluation) => new(null, evaluation.Rows, evaluation.Metrics, evaluation.Intervals, evaluation.Baseline);

    public static Measured Of(SliceMetrics slice) => new(new(slice.Column, slice.Value), slice.Rows, slice.Metrics, slice.Intervals, slice.Baseline);

    /// <summary>The same rows in another evaluation; null where it has no such slice.</summary>
    public static Measured? Of(EvaluationMetrics evaluation, SliceName? slice) => slice is null
        ? Of(evaluation)
        : evaluation.Slices.FirstOrDefault(other => other.Column == slice.Column && other.Value == slice.Value) is { } found ? Of(found) : null;
}
