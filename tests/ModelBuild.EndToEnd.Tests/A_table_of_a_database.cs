using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using ModelBuild.Sql.Tests;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace ModelBuild.EndToEnd.Tests;

/// <summary>The definitions of docs/sql.md, on the packed packages: what a build reads again, and what it leaves of the connection string.</summary>
public partial class A_table_of_a_database(PackedPackage package, PostgreSqlServer server) : EndToEndTest(package)
{
    const string Variable = "CHURN_DATABASE";

    const string Customers = """
        create table customers (id integer primary key, plan text, months integer, complaints integer, churned boolean, remark text, changed_at timestamp);
        insert into customers
        select i, case when i % 3 = 0 then 'basic' else 'full' end, 1 + i * 7 % 60, i * 11 % 9, (i * 11 % 9 * 8 > 1 + i * 7 % 60) <> (i % 17 = 0), null, '2024-02-29'
        from generate_series(1, 200) as i
        """;

    const string Change = "update customers set complaints = complaints + 1, changed_at = '2024-03-01' where id = 5";

    static readonly string[] Stages = ["ingest", "validate", "split", "features", "train", "threshold", "evaluate"];
    static readonly string[] Definitions = [.. Yaml().Matches(File.ReadAllText(Path.Combine(PackedPackage.Repository, "docs", "sql.md"))).Select(block => block.Groups[1].Value)];

    [Fact]
    public async Task Is_read_once_and_again_only_when_that_is_declared()
    {
        var connection = await server.CreateAsync(Customers);
        var project = (await ProjectAsync(Definitions[0])).With(Variable, connection);
        (await project.TrainAsync()).ShouldRun(Stages);
        var model = await Folders.IdentityAsync(project.Models);
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        // Nothing is declared about the table, so it may change as it likes.
        server.Execute(connection, Change);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
        (await Folders.IdentityAsync(project.Models)).ShouldBe(model);

        project.EditDefinition("  label:", "  refresh: March\n  label:");
        (await project.TrainAsync()).ShouldRun(Stages);
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        // The same rows are the same bytes.
        project.EditDefinition("March", "April");
        (await project.TrainAsync()).ShouldRun("ingest");
        await ShouldHaveNoSecretAsync(project);

        // Who has the cache, at any place, has the snapshot; the driver's assemblies count by their content, not by their place.
        Folders.Copy(project.Folder, Path.Combine(project.Home, "elsewhere"), "bin", "obj");
        var other = project.At("elsewhere").With(Variable, connection);
        server.Execute(connection, "drop table customers");
        (await other.DotnetAsync("restore")).ShouldSucceed();
        (await other.TrainAsync()).ShouldRun();
    }

    [Fact]
    public async Task Is_read_again_when_its_version_is_another()
    {
        var connection = await server.CreateAsync(Customers);
        var project = (await ProjectAsync(Definitions[0] + Definitions[1])).With(Variable, connection);
        (await project.TrainAsync()).ShouldRun(["version", .. Stages]);
        (await project.TrainAsync()).ShouldRun("version");

        server.Execute(connection, Change);
        (await project.TrainAsync()).ShouldRun(["version", .. Stages]);
        (await project.TrainAsync()).ShouldRun("version");

        // What changed is not what the query reads.
        server.Execute(connection, "update customers set remark = 'new', changed_at = '2024-03-02' where id = 5");
        (await project.TrainAsync()).ShouldRun("version", "ingest");

        // A locked build asks nobody.
        server.Execute(connection, "drop table customers");
        (await project.TrainAsync("-p:ModelLockedMode=true")).ShouldRun();
        (await project.TrainAsync()).ShouldFailWith("MB2092").Message.ShouldContain("relation \"customers\" does not exist");
        await ShouldHaveNoSecretAsync(project);
    }

    [Fact]
    public async Task Needs_its_variable_and_the_network_declared()
    {
        var connection = await server.CreateAsync(Customers);
        var project = (await ProjectAsync(Definitions[0])).With(Variable, connection);
        const string Access = "ingest: { access: { network: true, variables: [CHURN_DATABASE] } }";
        project.EditDefinition(Access, "");

        var undeclared = (await project.TrainAsync()).ShouldFailWith("MB2089");

        undeclared.Message.ShouldContain($"`{Access}`");
        (undeclared.File, undeclared.Line).ShouldBe((project.Definition, 4));
        if (OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(6, 7))
        {
            project.EditDefinition("data:", "ingest: { access: { variables: [CHURN_DATABASE] } }\ndata:");
            (await project.TrainAsync()).ShouldFailWith("MB3031").Message.ShouldContain("access: { network: true }");
        }
        await ShouldHaveNoSecretAsync(project);
    }

    [Fact]
    public async Task In_a_file_is_read_again_when_the_file_is_another()
    {
        var project = await ProjectAsync(Definitions[2]);
        Directory.CreateDirectory(project.In("data"));
        Execute(project, "create table customers (id integer primary key, plan text, months integer, complaints integer, churned boolean, remark text)");
        Execute(project, """
            insert into customers
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 200)
            select i, case when i % 3 = 0 then 'basic' else 'full' end, 1 + i * 7 % 60, i * 11 % 9, (i * 11 % 9 * 8 > 1 + i * 7 % 60) <> (i % 17 = 0), null from n
            """);
        (await project.TrainAsync()).ShouldRun(Stages);
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        File.SetLastWriteTimeUtc(project.In("data", "shop.db"), DateTime.UtcNow.AddDays(1));
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        Execute(project, "update customers set remark = 'new'");
        (await project.TrainAsync()).ShouldRun("ingest");

        Execute(project, "update customers set complaints = 0 where id = 5");
        (await project.TrainAsync()).ShouldRun(Stages);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    async Task<UserProject> ProjectAsync(string definition)
    {
        var project = Empty("Customers");
        project.Write("Customers.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>
              <ItemGroup><PackageReference Include="ModelBuild" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        // The database drivers are those that this repository's own tests were restored with.
        project.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="restored" value="{A_sample.PackagesOfTests}" /></packageSources>
            </configuration>
            """);
        var command = Shell().Match(await File.ReadAllTextAsync(Path.Combine(PackedPackage.Repository, "docs", "sql.md"))).Groups[1].Value.Split(' ');
        (await project.DotnetAsync([.. command, "--version", "0.1.0"])).ShouldSucceed();
        project.Write("customers.model.yaml", definition);
        return project;
    }

    static void Execute(UserProject project, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = project.In("data", "shop.db"), Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Neither what builds said nor what they left; only a binary log has the environment, as MSBuild keeps it.</summary>
    static async Task ShouldHaveNoSecretAsync(UserProject project)
    {
        foreach (var file in Directory.GetFiles(project.Home, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".binlog", StringComparison.Ordinal)))
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Contains(PostgreSqlServer.Password, StringComparison.Ordinal).ShouldBeFalse(file);
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"^```sh\ndotnet (.*?)\n```$", RegexOptions.Multiline)]
    private static partial Regex Shell();
}
