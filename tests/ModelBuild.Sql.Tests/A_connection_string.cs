namespace ModelBuild.Sql.Tests;

/// <summary>It comes from a variable, and nothing of it is shown but where the server is.</summary>
public class A_connection_string(PostgreSqlServer server)
{
    const string Secret = "hunter2";
    static readonly Definition Query = new("select 1 as a, 2 as b");

    [Fact]
    public async Task With_a_wrong_password_is_refused_without_it()
    {
        var connection = await server.ConnectionAsync(password: Secret);

        var error = Definition.Error(() => Query.Ingest(connection));

        ShouldBe(error, "MB2091", "28P01: password authentication failed for user \"owner\"");
        error.Message.ShouldNotContain("access:");
    }

    [Fact]
    public async Task Is_not_shown_where_the_server_repeats_its_password()
    {
        var connection = await server.ConnectionAsync();

        var error = Definition.Error(() => new Definition($"select 1 as a, '{PostgreSqlServer.Password}'::integer as b").Ingest(connection));

        error.Message.ShouldContain("invalid input syntax for type integer: \"***\"");
        error.Message.ShouldNotContain(PostgreSqlServer.Password);
    }

    [Fact]
    public async Task To_a_database_that_is_not_there_is_refused()
    {
        var connection = await server.ConnectionAsync("nothing");

        ShouldBe(Definition.Error(() => Query.Ingest(connection)), "MB2091", "3D000: database \"nothing\" does not exist");
    }

    [Fact]
    public void To_a_server_that_is_not_there_says_where_it_looked_and_what_a_stage_needs()
    {
        using var port = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        port.Start();
        var free = ((System.Net.IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();

        var error = Definition.Error(() => Query.Ingest($"Host=127.0.0.1;Port={free};Username=u;Password={Secret};Database=d"));

        ShouldBe(error, "MB2091", $"Failed to connect to 127.0.0.1:{free}");
        error.Message.ShouldContain("`ingest: { access: { network: true, variables: [TEST_DATABASE_");
    }

    [Theory]
    [InlineData($"postgresql://u:{Secret}@localhost/d")]
    [InlineData($"Host=localhost;Passwort={Secret}")]
    [InlineData($"Host=localhost;Port={Secret}")]
    [InlineData($"Host=localhost;SSL Mode={Secret}")]
    [InlineData($"{Secret}")]
    public void That_is_none_is_refused_and_not_shown(string value) =>
        ShouldBe(Definition.Error(() => Query.Ingest(value)), "MB2091", "is not a connection string of Npgsql. It has the form Host=…");

    /// <summary>Each is one that Npgsql's builder takes.</summary>
    [Theory]
    [InlineData($"Host=owner:{Secret}!pw@127.0.0.1;Port=5432;Username=owner;Password={Secret}!pw;Database=postgres")]
    [InlineData($"Host=127.0.0.1:{Secret}")]
    [InlineData($"Host=127.0.0.1:{Secret},127.0.0.2:{Secret};Username=u;Password=x")]
    [InlineData($"Host=127.0.0.1:5432123;Username=u;Password={Secret}")]
    [InlineData($"Username=owner;Password={Secret}")]
    [InlineData($"Host=127.0.0.1;Username=u;Password={Secret};Target Session Attributes=primary")]
    [InlineData($"Host=127.0.0.1;Username=u;Password={Secret};SSL Negotiation=direct;SSL Mode=Disable")]
    [InlineData($"Host=127.0.0.1;Username=u;Password={Secret};Read Buffer Size=10")]
    [InlineData($"Host=127.0.0.1;Username=u;Password={Secret};Read Buffer Size=-{Secret}")]
    [InlineData($"Host=127.0.0.1;Username=u;Passfile=/{Secret}/passwords")]
    [InlineData($"Host={Secret}@0.0.0.0,{Secret}:1;Target Session Attributes={Secret}")]
    [InlineData($"Host=/{Secret}/{Secret};Username=u;Password=x")]
    [InlineData($"Host=@{Secret};Username=u;Password=x")]
    [InlineData($"Host=/{Secret}/1,/{Secret}/2;Username=u;Password=x")]
    [InlineData($"Host=u:{Secret}@localhost:1;Username=u;Password=x")]
    [InlineData($"Host={Secret}.invalid;Username=u;Password=x")]
    public void That_cannot_be_used_is_refused_and_not_shown(string value) =>
        ShouldBe(Definition.Error(() => Query.Ingest(value)), "MB2091", "the environment variable TEST_DATABASE_");

    [Theory]
    [InlineData("Read Buffer Size=10")]
    [InlineData($"Password=;Passfile=/{Secret}/passwords")]
    [InlineData($"SSL Mode=VerifyFull;Root Certificate=/{Secret}/root.crt")]
    [InlineData($"SSL Mode=Require;SSL Certificate=/{Secret}/client.crt")]
    public async Task With_a_setting_that_cannot_be_used_is_refused_and_the_setting_not_shown(string setting)
    {
        var connection = await server.ConnectionAsync();

        ShouldBe(Definition.Error(() => Query.Ingest($"{connection};{setting}")), "MB2091", "the environment variable TEST_DATABASE_");
    }

    [Theory]
    [InlineData("Multiplexing=true")]
    [InlineData("Pooling=true;Multiplexing=true")]
    [InlineData("Encoding=us-ascii")]
    [InlineData("Encoding=utf-16")]
    [InlineData("Client Encoding=latin1")]
    [InlineData("Max Auto Prepare=10;Auto Prepare Min Usages=1")]
    public async Task Does_not_choose_how_the_driver_works(string setting)
    {
        var connection = await server.ConnectionAsync();

        Definition.Text(new Definition("select 1.50 as a, 'é€' as b, length('é€') as c, '2024-02-29'::date as d").Ingest($"{connection};{setting}")).ShouldBe("1.5 'é€' 2 1709164800");
    }

    [Theory]
    [InlineData($"Host=localhost;Username=u;Password={Secret}")]
    [InlineData($"postgresql://u:{Secret}@localhost/d")]
    [InlineData($"{Secret}!")]
    [InlineData("")]
    public void In_the_definition_is_refused_and_not_shown(string connection) =>
        ShouldBe(Definition.Error(() => Query.Ingest("unused", connection)), "MB2090", "Put it into a variable, say NAME_DATABASE with the project's name, and write `connection: NAME_DATABASE`.");

    [Fact]
    public void In_a_variable_that_is_not_set_says_what_to_declare()
    {
        var error = Definition.Error(() => Query.Ingest("unused", "NOT_SET_DATABASE"));

        ShouldBe(error, "MB2089", "`ingest: { access: { network: true, variables: [NOT_SET_DATABASE] } }`");
        Definition.Error(() => PostgreSqlPipeline.Version("select 1", new() { Connection = "NOT_SET_DATABASE" })).Message
            .ShouldContain("`version: { access: { network: true, variables: [NOT_SET_DATABASE] } }`");
    }

    static void ShouldBe(StageError error, string code, string says)
    {
        (error.Code, error.Option).ShouldBe((code, "data.connection"));
        error.Message.ShouldContain(says);
        error.Message.ShouldNotContain(Secret);
        error.Message.ShouldNotContain(PostgreSqlServer.Password);
    }
}
