using System.Data;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Npgsql;

namespace ModelBuild.Sql;

// A transaction on a PostgreSQL server that changes nothing and sees one state of it. Everything comes as the server's text, in a form that
// is the same for every user: ISO dates, UTC, the shortest digits that give a number back.
sealed partial class PostgreSqlSession : IDisposable
{
    const string Option = "data.connection";

    // All of it is the transaction's own: what is set for a session stays, where a pooler gives it to others next.
    // A timeout that this server does not know yet is not set.
    const string Settled = """
        set transaction read only;
        set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local intervalstyle = 'postgres';
        set local extra_float_digits = 1; set local bytea_output = 'hex';
        set local lc_numeric = 'C'; set local lc_monetary = 'C'; set local lc_time = 'C';
        select set_config(name, '0', true) from pg_catalog.pg_settings
        where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
        """;

    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;
    readonly string variable, stage;
    readonly string? password;

    // Throws StageException where there is no way to the server. The connection string is never shown.
    public PostgreSqlSession(string variable, string stage)
    {
        (this.variable, this.stage) = (variable, stage);
        var settings = Settings();
        password = settings.Password;
        connection = Connecting(() => new NpgsqlConnection(settings.ConnectionString));
        transaction = Connecting(() =>
        {
            connection.Open();
            var begun = connection.BeginTransaction(IsolationLevel.RepeatableRead);
            using var command = new NpgsqlCommand(Settled, connection, begun);
            command.ExecuteNonQuery();
            return begun;
        });
    }

    // Runs a query, which a setting of the definition has.
    public T Read<T>(string query, string option, Func<NpgsqlDataReader, T> read) => Asked(option, () =>
    {
        CheckReturnsRows(query, option);
        using var command = new NpgsqlCommand(query, connection, transaction) { AllResultTypesAreUnknown = true };
        using var reader = command.ExecuteReader();
        return read(reader);
    }, query);

    // Another statement could follow a commit, and change something. Npgsql makes a command of each that a text has, but sends that of a batch as
    // it is: so the server, which takes one statement in an extended query, looks at it before anything is run:
    // what returns no rows, as a commit, or a copy, of which Npgsql has no reader, is not.
    // https://www.postgresql.org/docs/current/protocol-flow.html
    void CheckReturnsRows(string query, string option)
    {
        if (string.IsNullOrWhiteSpace(query))
            throw QueryErrors.NoColumns(option);
        using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new(query));
        try
        {
            using var columns = batch.ExecuteReader(CommandBehavior.SchemaOnly);
            if (columns.FieldCount == 0)
                throw QueryErrors.NoColumns(option);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.SyntaxError, Position: 0 }) // one of a statement has its place
        {
            throw QueryErrors.Several(option);
        }
    }

    public void Dispose()
    {
        transaction.Dispose();
        connection.Dispose();
    }

    NpgsqlConnectionStringBuilder Settings()
    {
        if (!Name().IsMatch(variable))
            throw QueryErrors.Error(Codes.ConnectionInDefinition, Option,
                "data.connection is not the name of an environment variable, and a connection string does not belong into the definition. Put it into a variable, say NAME_DATABASE with the project's name, and write `connection: NAME_DATABASE`. A password that was written here has been seen by whoever reads the repository: change it.");
        if (Environment.GetEnvironmentVariable(variable) is not { } text || string.IsNullOrWhiteSpace(text))
            throw QueryErrors.Error(Codes.VariableNotSet, Option,
                $"The environment variable {variable}, which data.connection names, is not set in the stage '{stage}'. Set it where the build runs, and declare it, since a stage has no others: `{stage}: {{ access: {Access} }}`.");
        try
        {
            // How long a stage may take is said by its resources. A prepared statement would come in Npgsql's types and not as text.
            return new(text)
            {
                Pooling = false,
                Multiplexing = false,
                Enlist = false,
                PersistSecurityInfo = false,
                CommandTimeout = 0,
                MaxAutoPrepare = 0,
                Encoding = "UTF8",
                ClientEncoding = "UTF8",
            };
        }
        catch (Exception)
        {
            // Its message has parts of what it read.
            throw QueryErrors.Error(Codes.NotReached, Option,
                $"The value of the environment variable {variable} is not a connection string of Npgsql. It has the form Host=…;Port=5432;Database=…;Username=…;Password=…, and not that of a URL.");
        }
    }

    // What Npgsql throws for a setting that it parses late quotes it, and may be of any type.
    T Connecting<T>(Func<T> connect)
    {
        try
        {
            return Asked(Option, connect);
        }
        catch (Exception e) when (e is not (StageException or NpgsqlException))
        {
            throw QueryErrors.Error(Codes.NotReached, Option,
                $"The connection string in the environment variable {variable} cannot be used: a setting is missing or wrong, does not go with another, or names a file that the stage cannot read. It has the form Host=…;Port=5432;Database=…;Username=…;Password=…; look at Host, which has no user and no password in it, and at what else is set.");
        }
    }

    T Asked<T>(string option, Func<T> ask, string query = "")
    {
        try
        {
            return ask();
        }
        catch (PostgresException e) when (option != Option)
        {
            throw QueryErrors.Error(Codes.QueryRefused, option,
                $"PostgreSQL refuses the query{Place(query, e.Position)}: {Hidden(e.MessageText)} ({e.SqlState}).{(e.Hint is { } hint ? $" {Hidden(hint)}" : "")}");
        }
        catch (NpgsqlException e)
        {
            var network = e.InnerException is SocketException ? $" A stage that is not declared to use the network reaches none: `{stage}: {{ access: {Access} }}`." : "";
            var message = $"The database that the environment variable {variable} names cannot be reached: {Hidden(string.Join(' ', Words(e).Distinct()))} Look at the connection string, the server and the user's rights.{network}";
            // A refused socket is the runner's to explain: MB3031.
            throw e.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied } refused
                ? new NpgsqlException(message, new SocketException((int)refused.SocketErrorCode))
                : QueryErrors.Error(Codes.NotReached, Option, message);
        }
    }

    // What is wrong, without what an exception may quote of the connection string, such as a file or the path of a socket: the server's words, the
    // driver's own, an address, and those of the system for a network's errors.
    static IEnumerable<string> Words(Exception? e) => e switch
    {
        PostgresException or NpgsqlException { InnerException: null } or TimeoutException or AuthenticationException => [e.Message],
        SocketException socket => [$"{new SocketException((int)socket.SocketErrorCode).Message}."],
        AggregateException several => several.InnerExceptions.SelectMany(Words),
        NpgsqlException when IPEndPoint.TryParse(e.Message[(e.Message.LastIndexOf(' ') + 1)..], out var address) => [$"Failed to connect to {address}.", .. Words(e.InnerException)],
        not null => Words(e.InnerException),
        null => [],
    };

    string Access => $"{{ network: true, variables: [{variable}] }}";

    // Drivers and servers do not repeat a password; that they never will, nobody says.
    string Hidden(string message) => string.IsNullOrEmpty(password) ? message : message.Replace(password, "***", StringComparison.Ordinal);

    // Of a character, from 1; 0 where the server names none.
    static string Place(string query, int position)
    {
        if (position <= 0 || position > query.Length)
            return "";
        var before = query.AsSpan(0, position - 1);
        return $" at line {before.Count('\n') + 1}, column {position - 1 - before.LastIndexOf('\n')}";
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
