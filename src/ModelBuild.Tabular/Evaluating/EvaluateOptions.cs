using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>The definition's <c>evaluate</c>.</summary>
public sealed record EvaluateOptions
{
    /// <summary>
    /// Columns whose every value in the test part gets metrics of its own, and pairs of them, <c>plan*region</c>, of which
    /// every two values that occur together do. A column of numbers or dates is cut into the ranges of <see cref="Bins"/>,
    /// <see cref="Dates"/> or <see cref="Quantiles"/>. Rows without a value are the slice of the empty text; of a pair <c>*</c> is between the two
    /// values, in which a <c>*</c> and a <c>\</c> have a <c>\</c> before them. An ignored column cannot be one: declare it
    /// with <c>feature: false</c> instead. At most 1000 slices. Default: none.
    /// </summary>
    public IReadOnlyList<string> Slices { get; init; } = [];

    /// <summary>
    /// Of numeric columns in <see cref="Slices"/> where one range ends and the next begins, ascending:
    /// <c>age: [30, 50]</c> makes the slices <c>&lt;30</c>, <c>[30, 50)</c> and <c>&gt;=50</c>. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Bins { get; init; } = new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>
    /// The same of columns of dates, in ISO 8601: <c>signup: [2024-01-01]</c> makes the slices <c>&lt;2024-01-01</c> and
    /// <c>&gt;=2024-01-01</c>. Without an offset they are in UTC. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Dates { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Of columns of numbers or dates in <see cref="Slices"/> into how many ranges of about as many rows of the test part, from 2 to 100.
    /// The ranges, and so the names of the slices, follow the data; for gates and for comparing runs, name <see cref="Bins"/>. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, int> Quantiles { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// For these numbers k the precision and recall of the k rows that a binary classification gives the highest
    /// probabilities: <c>precisionAt10</c> and <c>recallAt10</c>. Of rows of one probability that only in part fit, each
    /// counts with that part. NaN over fewer than k rows. Default: none.
    /// </summary>
    public IReadOnlyList<int> At { get; init; } = [];

    /// <summary>
    /// Classes of a multiclass classification whose own metrics are among those that gates judge, as
    /// <c>precision[setosa]</c>, <c>recall[setosa]</c>, <c>f1[setosa]</c>, <c>auc[setosa]</c> and
    /// <c>averagePrecision[setosa]</c>. Default: none.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Confidence intervals of the metrics, over all rows and of each slice. Default: none.</summary>
    public BootstrapOptions? Bootstrap { get; init; }

    /// <summary>What each column is worth to the model. Default: not measured.</summary>
    public ImportanceOptions? Importance { get; init; }

    /// <summary>How predictions depend on single columns. Default: not measured.</summary>
    public PartialDependenceOptions? PartialDependence { get; init; }

    /// <summary>Another seed draws other resamples, permutations and samples of rows. Default: 0.</summary>
    public long Seed { get; init; }
}

/// <summary>How confidence intervals are drawn.</summary>
/// <remarks>
/// The percentile bootstrap of B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13: of n rows
/// each sample draws n with replacement, every row as likely as any other, with its prediction and weight; neither model nor
/// threshold is made anew, so an interval tells what the choice of test rows does and not what another training would.
/// </remarks>
public sealed record BootstrapOptions
{
    /// <summary>How many samples, from 10 to 100,000. Default: 1000.</summary>
    [Range(10, 100_000)]
    public int Samples { get; init; } = 1000;

    /// <summary>The share of samples between the two ends, above 0 and below 1. Default: 0.95.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Level { get; init; } = 0.95;
}

/// <summary>How the importance of columns is measured.</summary>
/// <remarks>
/// By how much worse the metric gets when the column's values are shuffled among the rows: L. Breiman, Random forests,
/// Machine Learning 45, 2001. Of two columns that say the same neither may look important.
/// </remarks>
public sealed record ImportanceOptions
{
    /// <summary>How often each column is shuffled, from 1 to 1000. Default: 5.</summary>
    [Range(1, 1000)]
    public int Repeats { get; init; } = 5;

    /// <summary>A metric of the task. Default: logLoss of a classification, rmse of a regression.</summary>
    public string? Metric { get; init; }

    /// <summary>At most so many rows of the test part, drawn by the seed; at least 1. Default: 10,000.</summary>
    [Range(1, int.MaxValue)]
    public int Rows { get; init; } = 10_000;
}

/// <summary>How the dependence of predictions on columns is measured.</summary>
/// <remarks>
/// The mean prediction with the column set to one value in all rows, for one value after the other: J. H. Friedman, Greedy
/// function approximation: a gradient boosting machine, The Annals of Statistics 29, 2001.
/// </remarks>
public sealed record PartialDependenceOptions
{
    /// <summary>Columns that the model reads, at most 50.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>
    /// At most so many values of each, from 2 to 200: all that occur in the test part where they are no more, else quantiles of
    /// a number from 5 to 95 percent, or the most frequent texts. Default: 20.
    /// </summary>
    [Range(2, 200)]
    public int Points { get; init; } = 20;

    /// <summary>At most so many rows of the test part, drawn by the seed; at least 1. Default: 1000.</summary>
    [Range(1, int.MaxValue)]
    public int Rows { get; init; } = 1000;
}
