using System.Reflection;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;
using ModelBuild.Tabular;

namespace ModelBuild.Sql.Tests;

public class Stages_and_codes
{
    [Theory]
    [InlineData(typeof(PostgreSqlPipeline))]
    [InlineData(typeof(SqlitePipeline))]
    public void The_validation_of_a_query_has_the_version_of_that_of_a_file(Type pipeline) => VersionOf(pipeline, "Validate").ShouldBe(VersionOf(typeof(TabularPipeline), "Validate"));

    /// <summary>What reads the rows is that pipeline's own code: with another version of it, the stages here get another, too.</summary>
    [Fact]
    public void Reading_a_query_was_last_looked_at_for_this_version_of_reading_a_file() => VersionOf(typeof(TabularPipeline), "Ingest").ShouldBe(4);

    /// <summary>Raising a driver's version reads the rows again: nothing else in the key says which it is.</summary>
    [Theory]
    [InlineData("tabular-postgresql", "Npgsql")]
    [InlineData("tabular-sqlite", "Microsoft.Data.Sqlite SQLitePCLRaw.batteries_v2 SQLitePCLRaw.core SQLitePCLRaw.provider.e_sqlite3")]
    public void Reading_a_query_is_keyed_by_its_driver(string pipeline, string packages)
    {
        var folder = AppContext.BaseDirectory;
        string[] builtIn = [.. new[] { "ModelBuild.Prediction", "ModelBuild.Sql", "ModelBuild.Tabular" }.Select(name => Path.Combine(folder, name + ".dll"))];
        var stages = PipelineReader.Read(builtIn).Pipelines.Single(found => found.Name == pipeline).Stages;

        string.Join(' ', stages.Single(stage => stage.Name == "ingest").Packages).ShouldBe(packages);
        packages.Split(' ').ShouldAllBe(package => File.Exists(Path.Combine(folder, package + ".dll")));
        stages.Where(stage => stage.Name != "ingest").ShouldAllBe(stage => stage.Packages.Count == 0);
    }

    [Fact]
    public void Every_code_is_in_the_catalogue()
    {
        var codes = typeof(Codes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!).ToArray();

        codes.ShouldAllBe(code => Catalogue.Find(code) != null);
        codes.Where(code => code is not (Codes.NoRows or Codes.NoTemporaryFile)).Order().ShouldBe(["MB2089", "MB2090", "MB2091", "MB2092", "MB2093", "MB2094"]);
    }

    static int VersionOf(Type pipeline, string stage) => pipeline.GetMethod(stage)!.GetCustomAttribute<StageAttribute>()!.AlgorithmVersion;
}
