namespace ModelBuild;

// What an evaluation tells besides the metrics that gates judge, for reports to show.

/// <summary>Metrics of one class against the rest.</summary>
/// <param name="Class">The class.</param>
/// <param name="Metrics">For instance precision, recall, f1, auc, and the support: the weight of the rows that have the class.</param>
public sealed record EvaluationClass(string Class, IReadOnlyList<KeyValuePair<string, double>> Metrics);

/// <summary>How the classes that rows have and those that the model calls go together.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="Counts">Of each class that rows have, how many (or what weight) the model called each class. Square, in the order of the labels.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<double>> Counts);

/// <summary>Confidence intervals of metrics.</summary>
/// <param name="Level">The share of samples between the two ends, above 0 and below 1.</param>
/// <param name="Samples">How many samples they are from.</param>
/// <param name="Metrics">Some of the metrics; NaN at both ends where too few samples define one.</param>
public sealed record MetricIntervals(double Level, int Samples, IReadOnlyList<MetricInterval> Metrics)
{
    /// <summary>
    /// What some of the metrics were on each resample, so that gates can compare two models on the same resamples. Written as <c>replicates.bin</c>
    /// where those over all rows are there. Default: none.
    /// </summary>
    public IReadOnlyList<MetricReplicates> Replicates { get; init; } = [];

    /// <summary>What the resamples are drawn by: of the same rows, those of one seed are the same, whatever the model. Default: 0.</summary>
    public long Seed { get; init; }
}

/// <summary>A metric on each resample of the rows.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Values">As many as there are samples, in their order; NaN where a sample does not define it.</param>
public sealed record MetricReplicates(string Metric, IReadOnlyList<double> Values);

/// <summary>The confidence interval of one metric.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record MetricInterval(string Metric, double Low, double High);

/// <summary>Points of a curve, as numbers that go together.</summary>
/// <param name="Name">For instance <c>thresholds</c>, <c>calibration</c> or <c>residualQuantiles</c>.</param>
/// <param name="Class">The class that it is of; null where it is of none.</param>
/// <param name="Series">By name (<c>threshold</c>, <c>recall</c>, …) the numbers of all points, in the order of the points.</param>
public sealed record EvaluationCurve(string Name, string? Class, IReadOnlyList<KeyValuePair<string, IReadOnlyList<double>>> Series);

/// <summary>How much worse a metric gets when the values of a column are shuffled among the rows.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Value">What it is when nothing is shuffled.</param>
/// <param name="Repeats">How often each column was shuffled.</param>
/// <param name="Rows">How many rows took part.</param>
/// <param name="Columns">From the most important one down.</param>
public sealed record PermutationImportance(string Metric, double Value, int Repeats, long Rows, IReadOnlyList<ColumnImportance> Columns);

/// <summary>The importance of one column.</summary>
/// <param name="Column">The column of the data.</param>
/// <param name="Mean">How much worse the metric got, on average: positive for a column that the model needs, whether the metric is a loss or not.</param>
/// <param name="Deviation">The standard deviation of that over the repeats.</param>
public sealed record ColumnImportance(string Column, double Mean, double Deviation);

/// <summary>The mean prediction with a column set to one value in all rows, for one value after the other.</summary>
/// <param name="Column">The column of the data.</param>
/// <param name="Class">The class whose probability it is; null for a regression.</param>
/// <param name="Values">The values: texts, or numbers in round-trip form, ascending.</param>
/// <param name="Predictions">The mean prediction for each of them.</param>
public sealed record PartialDependence(string Column, string? Class, IReadOnlyList<string> Values, IReadOnlyList<double> Predictions);
