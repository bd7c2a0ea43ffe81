using ModelBuild.Tabular;

namespace ModelBuild.Sql;

/// <summary>What making a table of a query's result needs of the definition's <c>data</c>.</summary>
public sealed record ResultOptions
{
    /// <summary>Texts that count as missing beside NULL, without the spaces around them. Default: none.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Columns to leave out altogether. Default: none.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Columns that identify a row; kept even where they are ignored, and never a feature. Default: none.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Declared columns, by name. Default: none, and every type is the database's.</summary>
    public IReadOnlyDictionary<string, IngestColumn> Columns { get; init; } = new Dictionary<string, IngestColumn>();
}
