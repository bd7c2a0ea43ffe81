using System.Globalization;
using ModelBuild.Tabular;
using Npgsql;

namespace ModelBuild.Sql;

/// <summary>
/// The pipeline for tables on the result of a query to a PostgreSQL server. The result is a snapshot by its content: nothing asks the server again
/// until the query, its <c>refresh</c> or the connection is another, or the version query, where there is one, gives something else.
/// </summary>
[Pipeline("tabular-postgresql", Base = typeof(TabularPipeline))]
public static class PostgreSqlPipeline
{
    /// <summary>
    /// Where the definition sets <c>versionQuery</c>: asks it in every build. The query gives one value, as text. Throws <see cref="StageException"/> for anything else.
    /// </summary>
    [Stage(AlgorithmVersion = 1, Volatile = true, Optional = true)]
    public static Json<string> Version([Section("versionQuery")] string query, [Section("data")] ConnectionOptions connection)
    {
        const string Option = "versionQuery";
        using var session = new PostgreSqlSession(connection.Connection, "version");
        return new(session.Read(query, Option, reader =>
        {
            if (reader.FieldCount > 1)
                throw Other($"{reader.FieldCount.ToString(CultureInfo.InvariantCulture)} columns");
            if (!reader.Read())
                throw Other("no row");
            if (reader.IsDBNull(0))
                throw Other("NULL");
            var value = reader.GetString(0);
            return reader.Read() ? throw Other("several rows") : value;
        }));

        static StageException Other(string what) => QueryErrors.Error(Codes.NotOneValue, Option,
            $"The version query gives {what}, and must give one value that is not NULL. For instance: select count(*) || coalesce(max(changed_at)::text, '') from customers.");
    }

    /// <summary>Runs the query and makes a table of its result. Throws <see cref="StageException"/> for a server that cannot be reached, a query that it refuses, and rows that cannot be a table.</summary>
    /// <remarks>
    /// <c>smallint</c>, <c>integer</c>, <c>bigint</c>, <c>oid</c>, <c>real</c>, <c>double precision</c> and <c>numeric</c> are numeric columns, NaN is missing;
    /// <c>date</c>, <c>timestamp</c> (as UTC) and <c>timestamptz</c> dates; <c>boolean</c> is <c>true</c> or <c>false</c>; everything else is the
    /// text that the server writes, of <c>character(n)</c> without the blanks that fill it. <c>bytea</c> and <c>money</c> are errors. NULL is missing, an empty text is a text.
    /// </remarks>
    // Another driver may read otherwise: its package counts beside the version.
    [Stage(AlgorithmVersion = 1), DependsOn(typeof(NpgsqlConnection))]
    public static Table Ingest(Json<string>? version, [Section("data")] PostgreSqlOptions options, [Section("data")] ResultOptions result, StageContext context, [Section("sample")] double? sample = null)
    {
        if (version is not null)
            context.Log($"The version is '{version.Value}'.");
        using var session = new PostgreSqlSession(options.Connection, "ingest");
        return TabularPipeline.Sample(session.Read(options.Query, QueryErrors.Query, reader => PostgreSqlResult.Read(reader, result, context)), sample, context);
    }

    /// <summary>As of any table; what is wrong with a row names its number in the query's result.</summary>
    [Stage(AlgorithmVersion = 4)]
    public static ValidationReport Validate(
        Table ingest, [Section("data")] SchemaOptions schema, [Section("task")] LearningTask task,
        DataSource? reference, [Section("reference")] DriftOptions drift, StageContext context) =>
        TabularPipeline.ValidateRows(ingest, schema, task, reference, drift, context);
}
