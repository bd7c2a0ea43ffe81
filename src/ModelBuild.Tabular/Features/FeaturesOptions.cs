namespace ModelBuild.Tabular;

/// <summary>What stands in for a missing number.</summary>
public enum Imputation
{
    /// <summary>The mean of the column.</summary>
    Mean,

    /// <summary>The middle of the column's sorted numbers; of an even count the mean of the two.</summary>
    Median,

    /// <summary>The number that is there most often; of equally many the smallest.</summary>
    MostFrequent,
}

/// <summary>How numbers are scaled, once missing ones are filled.</summary>
public enum Scaling
{
    /// <summary>To mean 0 and standard deviation 1 (of the population).</summary>
    Standard,

    /// <summary>To the range from 0 to 1.</summary>
    MinMax,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>The definition's <c>features</c>. Everything is fitted on training rows only.</summary>
/// <remarks>Texts are one-hot: a feature for each level of the training rows, a missing one as the most frequent level, an unknown one as none.</remarks>
public sealed record FeaturesOptions
{
    /// <summary>Default: mean.</summary>
    public Imputation Impute { get; init; } = Imputation.Mean;

    /// <summary>Default: standard.</summary>
    public Scaling Scale { get; init; } = Scaling.Standard;
}

/// <summary>Which columns of the definition's <c>data</c> are features: all but the label, the key, and those with <c>feature: false</c>.</summary>
public sealed record FeatureColumnOptions
{
    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

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
