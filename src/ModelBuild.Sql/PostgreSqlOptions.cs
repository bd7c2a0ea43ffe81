namespace ModelBuild.Sql;

/// <summary>What reading PostgreSQL needs of the definition's <c>data</c>.</summary>
public sealed record PostgreSqlOptions
{
    /// <summary>
    /// The name of the environment variable with the connection string, in Npgsql's form: <c>Host=…;Database=…;Username=…;Password=…</c>.
    /// The stage must have declared it (<c>access: { variables: [NAME] }</c>).
    /// </summary>
    public required string Connection { get; init; }

    /// <summary>The statement whose result is the table. Its rows are taken in its order, so that <c>order by</c> makes the same table of the same rows.</summary>
    public required string Query { get; init; }

    /// <summary>Any text. Another one than before has the query run again. Default: none.</summary>
    public string? Refresh { get; init; }
}

/// <summary>What asking for the version needs of the definition's <c>data</c>.</summary>
public sealed record ConnectionOptions
{
    /// <summary>As <see cref="PostgreSqlOptions.Connection"/>.</summary>
    public required string Connection { get; init; }
}
