using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>What validation needs of the definition's <c>data</c>.</summary>
public sealed record SchemaOptions
{
    /// <summary>What separates cells, to find the place of a wrong one. Default: found in the header line.</summary>
    [AllowedValues(",", ";", "\t", "|")]
    public string? Separator { get; init; }

    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>The class that probabilities and metrics of a binary classification are about. Default: 1 of 0 and 1, true of false and true; otherwise it must be set.</summary>
    public string? Positive { get; init; }

    /// <summary>Columns that are left out. Default: none.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>The column with the weights of rows, which is no feature. Default: none.</summary>
    public string? Weight { get; init; }

    /// <summary>Columns that identify a row; they must not be missing. Default: none.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Declared columns, by name. Default: none.</summary>
    public IReadOnlyDictionary<string, ColumnRules> Columns { get; init; } = new Dictionary<string, ColumnRules>();

    /// <summary>Whether the data may have no columns but the label, the key, the weight, those declared and those left out. Default: false.</summary>
    public bool Closed { get; init; }

    /// <summary>The largest share of missing cells that a column may have which says nothing itself, from 0 to 1. Default: any.</summary>
    [Range(0.0, 1.0)]
    public double? MaxMissing { get; init; }

    /// <summary>Conditions over several columns, by name, for instance <c>start &lt;= end</c>; a row is wrong where one is false. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Rules { get; init; } = new Dictionary<string, string>();

    /// <summary>How many rows there may be. Default: at least one.</summary>
    public RowLimits Rows { get; init; } = new();

    /// <summary>How many rows may repeat an earlier one. Default: any number.</summary>
    public DuplicateLimits? Duplicates { get; init; }

    /// <summary>How the classes of the label may be distributed. Default: in any way.</summary>
    public BalanceLimits? Balance { get; init; }

    /// <summary>When a column counts as the label in another form.</summary>
    public LeakageRules Leakage { get; init; } = new();
}

/// <summary>How many rows there may be.</summary>
public sealed record RowLimits
{
    /// <summary>At least so many. Default: 1.</summary>
    [Range(1, int.MaxValue)]
    public int Min { get; init; } = 1;

    /// <summary>At most so many. Default: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? Max { get; init; }
}

/// <summary>How many rows may repeat an earlier row.</summary>
public sealed record DuplicateLimits
{
    /// <summary>The columns that make rows equal. Default: <c>data.key</c>, or all columns where there is none.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>At most so many rows. Default: 0, where <see cref="MaxShare"/> is not set.</summary>
    [Range(0, int.MaxValue)]
    public int? Max { get; init; }

    /// <summary>At most this share of all rows, from 0 to 1. Default: no limit.</summary>
    [Range(0.0, 1.0)]
    public double? MaxShare { get; init; }
}

/// <summary>How the classes of the label may be distributed.</summary>
public sealed record BalanceLimits
{
    /// <summary>The smallest share of the rows that each class must have, from 0 to 0.5.</summary>
    [Range(0.0, 0.5)]
    public required double Min { get; init; }
}

/// <summary>When a column counts as the label in another form.</summary>
public sealed record LeakageRules
{
    /// <summary>
    /// The share that a column alone may explain of what is unknown about the label without it, from 0 to 1: of a classification of the
    /// errors made by always saying the most frequent class, of a regression of the label's variance. Default: 0.999.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Max { get; init; } = 0.999;

    /// <summary>Columns that may explain it whole. Default: none.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];
}
