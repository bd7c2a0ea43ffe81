namespace ModelBuild.Sql;

/// <summary>What reading an SQLite database needs of the definition's <c>data</c>, whose <c>path</c> is the file.</summary>
public sealed record SqliteOptions
{
    /// <summary>The statement whose result is the table. Its rows are taken in its order.</summary>
    public required string Query { get; init; }
}
