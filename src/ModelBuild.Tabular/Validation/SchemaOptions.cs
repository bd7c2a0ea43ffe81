using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>What validation needs of the definition's <c>data</c>.</summary>
public sealed record SchemaOptions
{
    /// <summary>What separates cells, to find the place of a wrong one. Default: comma.</summary>
    [AllowedValues(",", ";", "\t", "|")]
    public string Separator { get; init; } = ",";

    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>The class that probabilities and metrics of a binary classification are about. Default: 1 of 0 and 1, true of false and true; otherwise it must be set.</summary>
    public string? Positive { get; init; }

    /// <summary>Columns that are left out. Default: none.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Columns that identify a row; they must not be missing. Default: none.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Declared columns, by name. Default: none.</summary>
    public IReadOnlyDictionary<string, ColumnRules> Columns { get; init; } = new Dictionary<string, ColumnRules>();
}

/// <summary>What every row must satisfy in a column.</summary>
public sealed record ColumnRules
{
    /// <summary>No cell is missing. Default: false.</summary>
    public bool Required { get; init; }

    /// <summary>The smallest number allowed. Default: none.</summary>
    public double? Min { get; init; }

    /// <summary>The largest number allowed. Default: none.</summary>
    public double? Max { get; init; }

    /// <summary>The only values allowed; a missing cell is not judged. Default: any.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
