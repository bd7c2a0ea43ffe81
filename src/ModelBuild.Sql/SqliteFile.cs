using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ModelBuild.Sql;

// An SQLite database as declared data: its file as it is, which nothing changes.
sealed class SqliteFile(DataSource data)
{
    // Result codes of sqlite3.h: what is wrong with the file, and not with the query.
    const int Permission = 3, Input = 10, Corrupt = 11, CannotOpen = 14, NotADatabase = 26;

    readonly string option = $"{data.Name}.path";

    // Throws StageException for a file that is no database, and for a query that it refuses.
    public T Read<T>(string query, Func<SqliteDataReader, T> read)
    {
        CheckIsComplete();
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Uri(), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
            connection.Open();
            // Only the declared file: its content alone is in the key. A vacuum into another file needs this, too. https://www.sqlite.org/c3ref/limit.html
            raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
            CheckIsOneWithoutParameters(query, connection);
            using var command = connection.CreateCommand();
            command.CommandText = query;
            command.CommandTimeout = 0;
            using var reader = command.ExecuteReader();
            if (reader.FieldCount == 0)
                throw QueryErrors.NoColumns(QueryErrors.Query);
            return read(reader);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Permission or Input or Corrupt or CannotOpen or NotADatabase)
        {
            throw QueryErrors.Error(Codes.NotReached, option, $"The data is not an SQLite database that can be read: {e.Message} Correct {option}, or make the file anew.");
        }
        catch (SqliteException e)
        {
            var attached = e.Message.Contains("attached databases", StringComparison.Ordinal) ? " A query reads the declared file and writes none: copy the tables of another into it." : "";
            throw QueryErrors.Error(Codes.QueryRefused, QueryErrors.Query, $"SQLite refuses the query: {e.Message}{attached}");
        }
    }

    // Statements before the one that returns rows would be run, and those behind it be forgotten.
    static void CheckIsOneWithoutParameters(string query, SqliteConnection connection)
    {
        if (string.IsNullOrWhiteSpace(query))
            throw QueryErrors.NoColumns(QueryErrors.Query);
        for (var (rest, isFirst) = (query, true); rest.Length > 0;)
        {
            var result = raw.sqlite3_prepare_v2(connection.Handle, rest, out var statement, out rest);
            using (statement)
            {
                var isEmpty = result == raw.SQLITE_OK && statement.IsInvalid; // blanks, a comment, a semicolon
                if (!isFirst && !isEmpty)
                    throw QueryErrors.Several(QueryErrors.Query, " Tables of another file cannot be attached: copy them into this one.");
                isFirst &= isEmpty;
                if (!isEmpty && result == raw.SQLITE_OK && raw.sqlite3_bind_parameter_count(statement) > 0)
                    throw QueryErrors.Error(Codes.QueryRefused, QueryErrors.Query,
                        "The query has a parameter, to which nothing gives a value. Write the value; a text that has ?, :, @ or $ in it is in single quotes.");
            }
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }
    }

    // Immutable: nothing but the file is read, no lock and no journal, and no file is made beside it. https://www.sqlite.org/uri.html
    string Uri()
    {
        var path = Path.GetFullPath(data.Path).Replace(Path.DirectorySeparatorChar, '/');
        return $"file://{(path.StartsWith('/') ? "" : "/")}{System.Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1";
    }

    // What a program has written and not yet moved into the file is beside it, and not in any key. An input is a link to the file.
    void CheckIsComplete()
    {
        if (data.IsFolder)
            throw QueryErrors.Error(Codes.NotReached, option, $"{option} is a folder, and must be an SQLite database: a file.");
        var file = File.ResolveLinkTarget(data.Path, returnFinalTarget: true)?.FullName ?? data.Path;
        foreach (var end in new[] { "-wal", "-journal" })
            if (new FileInfo(file + end) is { Exists: true, Length: > 0 })
                throw QueryErrors.Error(Codes.NotReached, option,
                    $"A program is writing the database, or was ended while it did: beside the file is '{Path.GetFileName(file)}{end}' with changes that are not in it yet. Close the program; opening the database once, sqlite3 FILE \"pragma wal_checkpoint(truncate)\", moves them into it.");
    }
}
