using ModelBuild.Tabular;
using ModelBuild.Testing;

namespace ModelBuild.Sql.Tests;

/// <summary>What a definition says, handed to the stages as the runner would.</summary>
sealed record Definition(string Query)
{
    public ResultOptions Result { get; init; } = new();

    public Dictionary<string, ColumnType> Types
    {
        init => Result = Result with { Columns = value.ToDictionary(type => type.Key, type => new IngestColumn { Type = type.Value }) };
    }

    public Table Ingest(DataSource data)
    {
        using var context = new TestStageContext();
        return Reread(SqlitePipeline.Ingest(data, new() { Query = Query }, Result, context));
    }

    /// <summary>From the server that a connection string leads to.</summary>
    public Table Ingest(string connection, string? variable = null)
    {
        using var set = new SetVariable(connection);
        using var context = new TestStageContext();
        return Reread(PostgreSqlPipeline.Ingest(null, new() { Connection = variable ?? set.Name, Query = Query }, Result, context));
    }

    public static string Version(string query, string connection)
    {
        using var set = new SetVariable(connection);
        return PostgreSqlPipeline.Version(query, new() { Connection = set.Name }).Value;
    }

    public static StageError Error(Action stage) => Should.Throw<StageException>(stage).Errors.ShouldHaveSingleItem();

    /// <summary>Its cells, a row a line: numbers and dates as numbers, texts in quotes, nothing where a cell is missing.</summary>
    public static string Text(Table table) => string.Join('\n', Enumerable.Range(0, table.Rows).Select(row => string.Join(' ', table.Columns.Select(column => Cell(column, row)))));

    public static string TypesOf(Table table) => string.Join(' ', table.Columns.Select(column => $"{column.Name}:{column.Type}"));

    static string Cell(Column column, int row) => column.IsMissing(row) ? "-"
        : column is NumericColumn numbers ? numbers.Values[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture)
        : column is CategoricalColumn texts ? $"'{texts.Levels[texts.Codes[row]]}'" : "?";

    /// <summary>As the next stage gets it: the stage's temporary files are gone then.</summary>
    static Table Reread(Table table)
    {
        using var folder = new TemporaryFolder();
        table.Write(folder.Path);
        return Table.Read(folder.Path);
    }
}

/// <summary>An environment variable of its own for a test.</summary>
sealed class SetVariable : IDisposable
{
    public SetVariable(string value) => Environment.SetEnvironmentVariable(Name, value);

    public string Name { get; } = $"TEST_DATABASE_{Guid.NewGuid():N}";

    public void Dispose() => Environment.SetEnvironmentVariable(Name, null);
}

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modelbuild-sql-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
