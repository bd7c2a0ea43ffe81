using ModelBuild.Tabular;

[assembly: AssemblyFixture(typeof(ModelBuild.Sql.Tests.PostgreSqlServer))]

namespace ModelBuild.Sql.Tests;

public class Reading_PostgreSQL(PostgreSqlServer server)
{
    const string Everything = """
        create type mood as enum ('sad', 'glad');
        create domain age as integer;
        create table t (
            small smallint, big bigint, exact numeric(30, 10), near double precision, single real, years age,
            day date, local timestamp, instant timestamptz, yes boolean,
            plan text, code character(5), state mood, who uuid, tags text[], doc json, at time, span interval);
        insert into t values
            (1, 9007199254740993, 0.1, 1e-300, 0.1, 30, '2024-02-29', '2024-02-29 12:30:05.25', '2024-02-29 01:00:00+02', true,
             'NA', 'ab', 'glad', '6f1c1c1e-0000-0000-0000-000000000001', '{a,"b,c"}', '{"a": 1}', '12:30', '1 day 02:00'),
            (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
            (-1, -1, 12345678901234567890.5, 'NaN', 3.4e38, 0, '1969-12-31', '1970-01-01', '1970-01-01 00:00:00+00', false,
             '', 'ab cd', 'sad', '6f1c1c1e-0000-0000-0000-000000000002', '{}', 'null', '00:00', '-1 hour');
        """;

    [Fact]
    public async Task Takes_the_types_of_the_server_and_NULL_alone_as_missing()
    {
        var connection = await server.CreateAsync(Everything);

        var table = new Definition("select * from t").Ingest(connection);

        Definition.TypesOf(table).ShouldBe(
            "small:Numeric big:Numeric exact:Numeric near:Numeric single:Numeric years:Numeric day:Date local:Date instant:Date yes:Categorical "
            + "plan:Categorical code:Categorical state:Categorical who:Categorical tags:Categorical doc:Categorical at:Categorical span:Categorical");
        Definition.Text(table).ShouldBe(
            "1 9007199254740992 0.1 1E-300 0.1 30 1709164800 1709209805.25 1709161200 'true' 'NA' 'ab' 'glad' '6f1c1c1e-0000-0000-0000-000000000001' '{a,\"b,c\"}' '{\"a\": 1}' '12:30:00' '1 day 02:00:00'\n"
            + "- - - - - - - - - - - - - - - - - -\n"
            + "-1 -1 1.2345678901234567E+19 - 3.4E+38 0 -86400 0 0 'false' '' 'ab cd' 'sad' '6f1c1c1e-0000-0000-0000-000000000002' '{}' 'null' '00:00:00' '-01:00:00'");
        table.Lines.ShouldBeNull();
    }

    [Fact]
    public async Task Sees_the_same_whatever_the_settings_of_the_database_are()
    {
        var connection = await server.CreateAsync(Everything);
        const string Query = "select big, exact, near, day, local, instant, span, date_trunc('day', instant) as instant_day, code::bytea::text as bytes from t order by big";
        var before = Definition.Text(new Definition(Query).Ingest(connection));
        var database = DatabaseOf(connection);

        server.Execute(connection, $"""
            alter database {database} set datestyle = 'German, DMY'; alter database {database} set timezone = 'Asia/Tokyo';
            alter database {database} set extra_float_digits = -10; alter database {database} set intervalstyle = 'iso_8601';
            alter database {database} set bytea_output = 'escape';
            """);

        Definition.Text(new Definition(Query).Ingest(connection)).ShouldBe(before);
    }

    [Fact]
    public async Task Reads_more_rows_than_a_buffer_in_the_order_of_the_query()
    {
        var connection = await server.CreateAsync("create table t as select i, i % 7 as part, 'text, ' || i as note from generate_series(1, 100000) as i");

        var table = new Definition("select i, part, note from t order by -i").Ingest(connection);

        table.Rows.ShouldBe(100_000);
        ((NumericColumn)table.Columns[0]).Values[0].ShouldBe(100_000);
        ((NumericColumn)table.Columns[0]).Values[^1].ShouldBe(1);
        ((CategoricalColumn)table.Columns[2]).Levels.Count.ShouldBe(100_000);
    }

    [Theory]
    [InlineData("select 1 as a, 2 as b where false", "MB2003", "The query returned no rows.")]
    [InlineData("select 1 as a, 2 as b, 3 as a", "MB2094", "both named 'a'")]
    [InlineData("select 1 as a", "MB2094", "a single column, 'a'")]
    [InlineData("select 1 as a, 2::money as price", "MB2094", "Column 'price' of the query is of type money, which is no number, date or text. Cast it, price::numeric say")]
    [InlineData("select 1 as a, 'x'::bytea as b", "MB2094", "of type bytea")]
    [InlineData("select 1 as a, 2 as b; select 3", "MB2092", "The query has more than one statement.")]
    [InlineData("commit; insert into t values (1, 2); select a, b from t", "MB2092", "The query has more than one statement.")]
    [InlineData("commit", "MB2092", "The query returns no columns.")]
    [InlineData("copy (select 1 as a, 2 as b) to stdout", "MB2092", "The query returns no columns. Write one statement that returns rows: a select.")]
    [InlineData("copy t from stdin", "MB2092", "The query returns no columns.")]
    [InlineData("select $1 as a, 2 as b", "MB2092", "PostgreSQL refuses the query")]
    [InlineData("select @a as a, 2 as b", "MB2092", "PostgreSQL refuses the query")]
    [InlineData("", "MB2092", "The query returns no columns.")]
    [InlineData("select set_config('transaction_read_only', 'off', true) as a, add() as b", "MB2092", "transaction read-write mode must be set before any query")]
    [InlineData("select add() as a, 1 as b", "MB2092", "cannot execute INSERT in a read-only transaction")]
    [InlineData("select 1 as a,\n       nothing as b", "MB2092", "PostgreSQL refuses the query at line 2, column 8: column \"nothing\" does not exist (42703).")]
    [InlineData("select 1 as a, 1 / (i - 900) as b from generate_series(1, 1000) as i", "MB2092", "division by zero (22012)")]
    [InlineData("insert into t values (1, 2) returning a, b", "MB2092", "cannot execute INSERT in a read-only transaction")]
    [InlineData("create table u (a int)", "MB2092", "The query returns no columns.")]
    [InlineData("set timezone = 'UTC'", "MB2092", "The query returns no columns.")]
    [InlineData("select 1 as a, i::text || 'x' as b, case when i = 3 then 'Infinity'::float8 else i end as c from generate_series(1, 5) as i", "MB2010", "row 3: 'Infinity' in column 'c' is not a number")]
    public async Task Refuses_a_query(string query, string code, string says)
    {
        var connection = await server.CreateAsync("create table t (a int, b int); create function add() returns int language sql as 'insert into t values (1, 2) returning a'");

        var error = Definition.Error(() => new Definition(query).Ingest(connection));

        error.Code.ShouldBe(code);
        error.Option.ShouldBe("data.query");
        error.Message.ShouldContain(says);
        Definition.Version("select count(*) from t", connection).ShouldBe("0");
    }

    [Theory]
    [InlineData("select 1 as a, 2 as b; -- end")]
    [InlineData("-- all; of it\nselect 1 as a, 2 as b -- end;\n")]
    public async Task Takes_a_semicolon_and_comments_around_a_statement(string query) =>
        Definition.Text(new Definition(query).Ingest(await server.ConnectionAsync())).ShouldBe("1 2");

    [Theory]
    [InlineData("values (1, 2)")]
    [InlineData("table t")]
    [InlineData("call numbers(null, null)")]
    public async Task Takes_whatever_returns_rows(string query)
    {
        var connection = await server.CreateAsync("create table t as select 1 as a, 2 as b; create procedure numbers(inout a int, inout b int) language sql as 'select 1, 2'");

        Definition.Text(new Definition(query).Ingest(connection)).ShouldBe("1 2");
    }

    [Fact]
    public async Task Has_no_limit_of_time_whatever_the_database_sets()
    {
        var connection = await server.CreateAsync("create table t (a int)");
        server.Execute(connection, $"alter database {DatabaseOf(connection)} set statement_timeout = '1s'");

        Definition.Text(new Definition("select 1 as a, 2 as b, pg_sleep(1.5) as c").Ingest(connection)).ShouldBe("1 2 ''");
        foreach (var name in new[] { "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout" })
            Definition.Version($"select current_setting('{name}')", connection).ShouldBe("0");
    }

    [Fact]
    public async Task Gives_the_version_as_the_text_of_one_value()
    {
        var connection = await server.CreateAsync("create table t (a int, at timestamptz); insert into t values (1, '2024-02-29 01:00:00+02'), (2, null)");

        Definition.Version("select count(*) || ' ' || max(at) from t", connection).ShouldBe("2 2024-02-28 23:00:00+00");
        Definition.Version("select max(a) from t", connection).ShouldBe("2");
    }

    [Theory]
    [InlineData("select 1, 2", "MB2093", "The version query gives 2 columns")]
    [InlineData("select 1 where false", "MB2093", "gives no row")]
    [InlineData("select null", "MB2093", "gives NULL")]
    [InlineData("select generate_series(1, 2)", "MB2093", "gives several rows")]
    [InlineData("select max(at) from nothing", "MB2092", "relation \"nothing\" does not exist")]
    public async Task Refuses_a_version_query(string query, string code, string says)
    {
        var connection = await server.ConnectionAsync();

        var error = Definition.Error(() => Definition.Version(query, connection));

        (error.Code, error.Option).ShouldBe((code, "versionQuery"));
        error.Message.ShouldContain(says);
    }

    static string DatabaseOf(string connection) => connection.Split(';').Single(part => part.StartsWith("Database=", StringComparison.Ordinal))[9..];
}
