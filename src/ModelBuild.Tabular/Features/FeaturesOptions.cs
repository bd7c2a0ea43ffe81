using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>What stands in for a missing value.</summary>
public enum Imputation
{
    /// <summary>The mean of the column's numbers.</summary>
    Mean,

    /// <summary>The middle of the column's sorted numbers; of an even count the mean of the two.</summary>
    Median,

    /// <summary>The number or text that is there most often; of equally many the smallest.</summary>
    MostFrequent,

    /// <summary>A number or a text that the definition states.</summary>
    Constant,

    /// <summary>Nothing: what is missing stays so. Only <c>boosted-trees</c> takes it.</summary>
    None,
}

/// <summary>How numbers are scaled.</summary>
public enum Scaling
{
    /// <summary>To mean 0 and standard deviation 1 (of the population).</summary>
    Standard,

    /// <summary>To the range from 0 to 1.</summary>
    MinMax,

    /// <summary>To median 0 and a distance of 1 between the quartiles, which outliers do not move.</summary>
    Robust,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>The definition's <c>features</c>: how columns become numbers. Everything is fitted on training rows only, and saved with the model.</summary>
/// <remarks>
/// Columns that no set names have the trainer's own treatment. Of <c>linear</c>: numbers are imputed and scaled, texts one-hot, dates days;
/// numbers that are one value or missing also get an indicator, without which they would tell nothing. Of <c>boosted-trees</c>, which takes
/// missing values and categories as they are: nothing.
/// </remarks>
public sealed record FeaturesOptions
{
    /// <summary>Of columns that no set names. Default: mean; none for <c>boosted-trees</c>.</summary>
    public Imputation? Impute { get; init; }

    /// <summary>Of columns that no set names. Default: standard; none for <c>boosted-trees</c>.</summary>
    public Scaling? Scale { get; init; }

    /// <summary>Sets of columns with steps of their own. A column may be in several, and then has the features of each. Default: none.</summary>
    public IReadOnlyList<FeatureColumns> Sets { get; init; } = [];
}

/// <summary>Some columns and the steps that make features of them.</summary>
public sealed record FeatureColumns
{
    /// <summary>Names; a <c>*</c> stands for any characters. Default: none.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>All columns of this type that no other set names. Default: none.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>One after the other. None: the values as they are.</summary>
    public IReadOnlyList<FeatureStep> Steps { get; init; } = [];
}

/// <summary>How texts become numbers.</summary>
public enum TextEncoding
{
    /// <summary>A column for each level, with <c>minCount</c> and <c>maxLevels</c> for rare ones. An unknown text is a rare one, or 0 everywhere.</summary>
    OneHot,

    /// <summary>The place in <c>levels</c>, or in ordinal order. Unknown and missing are missing.</summary>
    Ordinal,

    /// <summary>The level as such, for <c>boosted-trees</c>, which puts levels into groups.</summary>
    Category,

    /// <summary>
    /// The mean of the target among the training rows with the level, drawn to the overall mean: D. Micci-Barreca, A preprocessing scheme for
    /// high-cardinality categorical attributes, SIGKDD Explorations 3(1), 2001. Training rows get it from the rows of other folds.
    /// </summary>
    Target,

    /// <summary>The share of training rows that have the level.</summary>
    Count,

    /// <summary>A column for each of <c>buckets</c>; nothing is fitted.</summary>
    Hash,

    /// <summary>The words of a text, hashed into <c>buckets</c> and weighted by TF-IDF.</summary>
    Text,
}

/// <summary>A power transform.</summary>
public enum Power
{
    /// <summary>For any numbers.</summary>
    YeoJohnson,

    /// <summary>For positive numbers.</summary>
    BoxCox,
}

/// <summary>What a quantile transform gives.</summary>
public enum QuantileOutput
{
    /// <summary>The share of training rows below: 0 to 1.</summary>
    Uniform,

    /// <summary>The number of a standard normal distribution with that share below it.</summary>
    Normal,
}

/// <summary>Where bins end.</summary>
public enum BinEdges
{
    /// <summary>So that they have equally many training rows.</summary>
    Quantile,

    /// <summary>So that they are equally wide.</summary>
    Uniform,
}

/// <summary>A part of a date and time.</summary>
public enum DatePart
{
    /// <summary>The year, as 2026.</summary>
    Year,

    /// <summary>1 to 4.</summary>
    Quarter,

    /// <summary>1 to 12.</summary>
    Month,

    /// <summary>The day of the month, 1 to 31.</summary>
    Day,

    /// <summary>1 (Monday) to 7, as ISO 8601 has it.</summary>
    Weekday,

    /// <summary>1 to 366.</summary>
    DayOfYear,

    /// <summary>0 to 23.</summary>
    Hour,

    /// <summary>0 to 59.</summary>
    Minute,

    /// <summary>Days since 1970-01-01T00:00:00Z, with their fraction.</summary>
    Days,
}

/// <summary>One step: exactly one of <c>impute</c>, <c>scale</c>, <c>power</c>, <c>quantile</c>, <c>bins</c>, <c>encode</c>, <c>date</c> or <c>cycles</c>, <c>interactions</c>, <c>transform</c>, and what belongs to it.</summary>
public sealed record FeatureStep
{
    /// <summary>Puts a value where one is missing.</summary>
    public Imputation? Impute { get; init; }

    /// <summary>Of <c>impute: constant</c> for numbers.</summary>
    public double? Value { get; init; }

    /// <summary>Of <c>impute: constant</c> for texts.</summary>
    public string? Text { get; init; }

    /// <summary>Of <c>impute</c> for numbers: a further feature, 1 where the value was missing. Default: false.</summary>
    public bool Indicator { get; init; }

    /// <summary>Scales numbers.</summary>
    public Scaling? Scale { get; init; }

    /// <summary>Makes numbers more normal, with the exponent of the largest likelihood.</summary>
    public Power? Power { get; init; }

    /// <summary>Replaces numbers by their place among those of training.</summary>
    public QuantileOutput? Quantile { get; init; }

    /// <summary>Of <c>quantile</c>: how many quantiles are kept, at least 2. Default: 1000, or as many as there are rows.</summary>
    [Range(2, 100_000)]
    public int? Points { get; init; }

    /// <summary>Puts numbers into this many bins.</summary>
    [Range(2, 1000)]
    public int? Bins { get; init; }

    /// <summary>Of <c>bins</c>. Default: quantile.</summary>
    public BinEdges? Edges { get; init; }

    /// <summary>Of <c>bins</c>: a column for each bin instead of its number. Default: false.</summary>
    public bool OneHot { get; init; }

    /// <summary>Makes numbers of texts.</summary>
    public TextEncoding? Encode { get; init; }

    /// <summary>Of <c>encode: ordinal</c>: the texts in their order. Default: ordinal order of those in training.</summary>
    public IReadOnlyList<string>? Levels { get; init; }

    /// <summary>Of <c>encode: one-hot</c>: texts in fewer training rows are one rare level. Default: 1, none are.</summary>
    [Range(1, int.MaxValue)]
    public int? MinCount { get; init; }

    /// <summary>Of <c>encode: one-hot</c> and <c>category</c>: the most frequent levels that are kept; others are rare, or missing. Default: all, up to 1000; of a category 254.</summary>
    [Range(1, 1000)]
    public int? MaxLevels { get; init; }

    /// <summary>Of <c>encode: target</c>: how many rows of the overall mean are added to each level. Default: 10.</summary>
    [Range(0.0, double.MaxValue)]
    public double? Smoothing { get; init; }

    /// <summary>Of <c>encode: target</c>: in how many parts training rows are divided, each encoded by the others. Default: 5.</summary>
    [Range(2, 100)]
    public int? Folds { get; init; }

    /// <summary>Of <c>encode: hash</c> (default 32) and <c>text</c> (default 1024).</summary>
    [Range(2, 1 << 20)]
    public int? Buckets { get; init; }

    /// <summary>Of <c>encode: text</c>: the fewest and the most words of an n-gram, 1 to 5. Default: 1 and 1.</summary>
    [Length(2, 2)]
    public IReadOnlyList<int>? Ngrams { get; init; }

    /// <summary>Parts of dates as numbers, in UTC.</summary>
    public IReadOnlyList<DatePart>? Date { get; init; }

    /// <summary>Parts of dates as sine and cosine of their place in the cycle.</summary>
    public IReadOnlyList<DatePart>? Cycles { get; init; }

    /// <summary>Adds the product of each two of the set's columns.</summary>
    public bool Interactions { get; init; }

    /// <summary>A transform of the project's own, by its name.</summary>
    public string? Transform { get; init; }
}

/// <summary>Which columns of the definition's <c>data</c> are features: all but the label, the key, the weight, and those with <c>feature: false</c>.</summary>
public sealed record FeatureColumnOptions
{
    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>The class that the probability of a binary classification is of. Default: 1 of 0 and 1, true of false and true.</summary>
    public string? Positive { get; init; }

    /// <summary>The column with the rows' weights. Default: none.</summary>
    public string? Weight { get; init; }

    /// <summary>Columns that identify a row. Default: none.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Declared columns, by name. Default: none.</summary>
    public IReadOnlyDictionary<string, FeatureColumn> Columns { get; init; } = new Dictionary<string, FeatureColumn>();
}

/// <summary>What features need of a declared column.</summary>
public sealed record FeatureColumn
{
    /// <summary>Whether the model reads the column; one that it does not can still name slices. Default: true.</summary>
    public bool Feature { get; init; } = true;
}

/// <summary>What features need of the definition's <c>train</c>.</summary>
public sealed record FeatureTrainerOptions
{
    /// <summary>Default: linear.</summary>
    public Trainer Trainer { get; init; } = Trainer.Linear;
}
