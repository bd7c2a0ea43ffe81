using Microsoft.Data.Sqlite;

namespace ModelBuild.Sql.Tests;

/// <summary>An SQLite database in a folder of its own.</summary>
sealed class Database : IDisposable
{
    readonly TemporaryFolder folder = new();

    public Database(string sql, string name = "data.db")
    {
        Path = System.IO.Path.Combine(folder.Path, name);
        Execute(sql);
    }

    public string Path { get; }

    public DataSource Data => new("data", Path);

    public void Execute(string sql)
    {
        using var connection = Open();
        Execute(connection, sql);
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => folder.Dispose();
}
