using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>What every row must satisfy in a column. Missing cells are judged by <see cref="Required"/> and <see cref="MaxMissing"/> only.</summary>
public sealed record ColumnRules
{
    /// <summary>No cell is missing. Default: false.</summary>
    public bool Required { get; init; }

    /// <summary>The largest share of missing cells, from 0 to 1. Default: that of <see cref="SchemaOptions.MaxMissing"/>.</summary>
    [Range(0.0, 1.0)]
    public double? MaxMissing { get; init; }

    /// <summary>The smallest number allowed. Default: none.</summary>
    public double? Min { get; init; }

    /// <summary>The largest number allowed. Default: none.</summary>
    public double? Max { get; init; }

    /// <summary>The first date allowed, in ISO 8601: <c>2026-01-31</c>, or with a time. Default: none.</summary>
    public string? Earliest { get; init; }

    /// <summary>The last date allowed, in the same form. Default: none.</summary>
    public string? Latest { get; init; }

    /// <summary>The only values allowed. Default: any.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>A regular expression of .NET that matches the whole text, without look-around and back-references. Default: none.</summary>
    public string? Pattern { get; init; }

    /// <summary>The shortest text allowed, in UTF-16 units. Default: none.</summary>
    [Range(0, int.MaxValue)]
    public int? MinLength { get; init; }

    /// <summary>The longest text allowed, in UTF-16 units. Default: none.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxLength { get; init; }

    /// <summary>No value is there twice. Default: false.</summary>
    public bool Unique { get; init; }

    /// <summary>How values follow each other from row to row. Default: in any way.</summary>
    public RowOrder? Order { get; init; }

    /// <summary>At least so many different values. Default: none.</summary>
    [Range(0, int.MaxValue)]
    public int? MinDistinct { get; init; }

    /// <summary>At most so many different values. Default: none.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxDistinct { get; init; }

    /// <summary>False: the column is kept for slices and is no feature, so that it may determine the label. Default: true.</summary>
    public bool Feature { get; init; } = true;
}

/// <summary>How the values of a column follow each other from row to row, missing ones left out; texts by ordinal.</summary>
public enum RowOrder
{
    /// <summary>None is below the one before.</summary>
    Increasing,

    /// <summary>Each is above the one before.</summary>
    StrictlyIncreasing,

    /// <summary>None is above the one before.</summary>
    Decreasing,

    /// <summary>Each is below the one before.</summary>
    StrictlyDecreasing,
}
