using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>How rows are divided.</summary>
public enum SplitMethod
{
    /// <summary>By the row's key alone.</summary>
    Random,

    /// <summary>Each class divided for itself, so that it has its share of each part. All rows of one declared key must have one label.</summary>
    Stratified,

    /// <summary>By time: the latest rows are tested on, those before them validated on, the earliest trained on.</summary>
    Time,

    /// <summary>By a column that says <c>train</c>, <c>validation</c> or <c>test</c>.</summary>
    Column,
}

/// <summary>The definition's <c>split</c>.</summary>
/// <remarks>
/// Of <c>random</c> a row's part follows from a hash of the seed and the row's key alone, so rows that are added, removed or put in another
/// order move no others. The price: shares hold in expectation. Of 1000 rows with <c>test: 0.25</c> about 250 ± 14 are tested. Of
/// <c>stratified</c> it follows from the hash's place among those of the class: shares hold to a row (or a key), the order of rows says nothing,
/// and rows that are added can move a few at the border.
/// </remarks>
public sealed record SplitOptions
{
    /// <summary>Default: random.</summary>
    public SplitMethod Method { get; init; } = SplitMethod.Random;

    /// <summary>The share of rows to test on, above 0 and below 1: by hash in expectation, by time of all rows. Default: 0.25.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Test { get; init; } = 0.25;

    /// <summary>
    /// The share of all rows to validate on: for early stopping and the choice of a threshold, never for training. Below 1 with
    /// <see cref="Test"/>. Default: 0, no such part.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Validation { get; init; }

    /// <summary>Another seed draws other parts. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>Columns whose rows stay together, in one part and in one fold; of <c>time</c> and <c>column</c> checked. Default: of <c>random</c> and <c>stratified</c> <c>data.key</c>, else all columns but label and weight, so that rows with the same features stay together.</summary>
    public IReadOnlyList<string> Group { get; init; } = [];

    /// <summary>
    /// Whether rows that are alike may be in two parts, for data whose few columns make many rows equal: of <c>random</c> and <c>stratified</c>, where neither a key nor a group
    /// is declared, each row is then drawn by itself. Otherwise an error is of <c>column</c> a row, a key or a group in two parts, of <c>time</c> a group,
    /// since the model would be tested on what it was trained on. Default: false.
    /// </summary>
    public bool AllowShared { get; init; }

    /// <summary>Of <c>time</c> the column of dates or numbers to order by; of <c>column</c> the one with the parts, which is no feature.</summary>
    public string? Column { get; init; }

    /// <summary>Of <c>time</c>: rows from this date or number on are tested on, whatever their share, so that new rows move no others. Default: the latest rows with the share <see cref="Test"/>.</summary>
    public string? TestFrom { get; init; }

    /// <summary>Of <c>time</c>: rows from this date or number to the test part are validated on. Default: the share <see cref="Validation"/>.</summary>
    public string? ValidationFrom { get; init; }
}

/// <summary>What splitting needs of the definition's <c>data</c>.</summary>
public sealed record KeyOptions
{
    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>Columns that identify a row; rows with one key stay in one part. Default: all columns but label and weight, so that rows with the same features stay together.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The column with the weights of rows, which identifies none. Default: none.</summary>
    public string? Weight { get; init; }
}
