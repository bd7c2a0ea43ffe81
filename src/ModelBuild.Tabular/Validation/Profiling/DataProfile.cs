namespace ModelBuild.Tabular;

/// <summary>What a table looks like: statistics of each column, of bounded size however many rows there are.</summary>
public sealed record DataProfile
{
    /// <summary>How many rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>How many rows repeat an earlier one in all columns.</summary>
    public required long Duplicates { get; init; }

    /// <summary>The label's classes and their rows; empty for regression.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> Classes { get; init; }

    /// <summary>In the order of the data.</summary>
    public required IReadOnlyList<ColumnProfile> Columns { get; init; }

    /// <summary>How each two columns of numbers go together; of a table with many rows in a sample of them.</summary>
    public required Correlations Correlations { get; init; }

    /// <summary>What is not wrong, but worth a look, in sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The profile of the column of that name, or null.</summary>
    public ColumnProfile? Find(string name)
    {
        foreach (var column in Columns)
            if (column.Name == name)
                return column;
        return null;
    }
}
