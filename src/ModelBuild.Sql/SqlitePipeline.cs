using Microsoft.Data.Sqlite;
using ModelBuild.Tabular;
using SQLitePCL;

namespace ModelBuild.Sql;

/// <summary>The pipeline for tables on the result of a query to an SQLite database, whose file is declared data: what decides is its content.</summary>
[Pipeline("tabular-sqlite", Base = typeof(TabularPipeline))]
public static class SqlitePipeline
{
    /// <summary>Runs the query and makes a table of its result. Throws <see cref="StageException"/> for a file that is no database, a query that it refuses, and rows that cannot be a table.</summary>
    /// <remarks>
    /// In SQLite each value has its type. A column whose values are all numbers is numeric, one whose values are all texts categorical, or a date where the table
    /// declares it <c>DATE</c>, <c>DATETIME</c> or <c>TIMESTAMP</c>; one with both is judged as in a CSV file. A blob is an error, and so is a text that is not UTF-8. NULL is missing, an empty text is a text.
    /// </remarks>
    // Another SQLite may answer otherwise: its packages count beside the version.
    [Stage(AlgorithmVersion = 1), DependsOn(typeof(SqliteConnection), typeof(raw), typeof(Batteries_V2), typeof(SQLite3Provider_e_sqlite3))]
    public static Table Ingest(DataSource data, [Section("data")] SqliteOptions options, [Section("data")] ResultOptions result, StageContext context, [Section("sample")] double? sample = null) =>
        TabularPipeline.Sample(new SqliteFile(data).Read(options.Query, reader => new SqliteResult(reader, result, context).Read()), sample, context);

    /// <summary>As of any table; what is wrong with a row names its number in the query's result.</summary>
    [Stage(AlgorithmVersion = 4)]
    public static ValidationReport Validate(
        Table ingest, [Section("data")] SchemaOptions schema, [Section("task")] LearningTask task,
        DataSource? reference, [Section("reference")] DriftOptions drift, StageContext context) =>
        TabularPipeline.ValidateRows(ingest, schema, task, reference, drift, context);
}
