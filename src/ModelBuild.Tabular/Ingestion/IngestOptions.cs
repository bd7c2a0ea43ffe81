using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>What reading the data needs of the definition's <c>data</c>.</summary>
public sealed record IngestOptions
{
    /// <summary>
    /// What separates cells: comma, semicolon, tab or bar. Default: the one of them that the header line has most often, comma where none
    /// or several are; in a folder's <c>.tsv</c> files the tab.
    /// </summary>
    [AllowedValues(",", ";", "\t", "|")]
    public string? Separator { get; init; }

    /// <summary>Cells that count as missing, without the spaces around them. Default: the empty cell, ?, N/A, NA, NULL, NaN, nan and null.</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["", "?", "N/A", "NA", "NULL", "NaN", "nan", "null"];

    /// <summary>Columns to leave out altogether. Default: none.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Columns that identify a row; kept even where they are ignored, and never a feature. Default: none.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Declared columns, by name. Default: none, and every type is inferred.</summary>
    public IReadOnlyDictionary<string, IngestColumn> Columns { get; init; } = new Dictionary<string, IngestColumn>();
}

/// <summary>What reading needs of a declared column.</summary>
public sealed record IngestColumn
{
    /// <summary>Its type. Default: numeric where every cell that is not missing is a number, date where every one is a date, else categorical.</summary>
    public ColumnType? Type { get; init; }
}
