using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>How rows are divided.</summary>
public enum SplitMethod
{
    /// <summary>By the row's key alone.</summary>
    Random,

    /// <summary>By the row's key and label: each class draws for itself. All rows of one key must have one label.</summary>
    Stratified,
}

/// <summary>The definition's <c>split</c>.</summary>
/// <remarks>
/// A row's part follows from a hash of the seed and the row's key alone, so rows that are added, removed or put in
/// another order move no others. The price: shares hold in expectation. Of 1000 rows with <c>test: 0.25</c> about
/// 250 ± 14 are tested, of each class in the same way.
/// </remarks>
public sealed record SplitOptions
{
    /// <summary>Default: random.</summary>
    public SplitMethod Method { get; init; } = SplitMethod.Random;

    /// <summary>The share of rows to test on, above 0 and below 1, in expectation. Default: 0.25.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Test { get; init; } = 0.25;

    /// <summary>Another seed draws another test part. Default: 0.</summary>
    public long Seed { get; init; }
}

/// <summary>What splitting needs of the definition's <c>data</c>.</summary>
public sealed record KeyOptions
{
    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>Columns that identify a row; rows with one key stay in one part. Default: all columns of the row, so that duplicates stay together.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
}
