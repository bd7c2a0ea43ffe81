using ModelBuild.Core.Digests;
using ModelBuild.Core.Planning;
using ModelBuild.Tabular;

namespace ModelBuild.Testing.Tests;

public sealed class Seeds_of_stages : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("modelbuild seeds ").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(long.MinValue)]
    public async Task Are_those_of_a_build(long seed)
    {
        using var test = new PipelineTest(typeof(SeedPipeline)).WithSeed(seed);

        var run = await test.RunAsync("train", TestContext.Current.CancellationToken);

        run.Output<Json<long>>("train").Value.ShouldBe(SeedInABuild(seed));
    }

    [Fact]
    public void Of_instances_are_derived_from_their_names() => StageSeed.Of(7, "fit", "3").ShouldBe(2979409648609347342);

    /// <summary>Of the stage of the same name in the built-in pipeline: the pipelines of this project have mistakes in them.</summary>
    long SeedInABuild(long seed)
    {
        var definition = Path.Combine(folder, "seeds.model.yaml");
        File.WriteAllText(definition, $"pipeline: tabular\ntask: regression\nseed: {seed}\ndata: {{ path: data.csv, label: y }}\n");
        File.WriteAllText(Path.Combine(folder, "runtimeconfig.json"), """{"runtimeOptions": {}}""");
        var plan = ProjectPlan.Load(new ModelProject
        {
            Name = "Seeds",
            Definitions = [new DefinitionFile("seeds", definition)],
            ProjectAssemblies = [typeof(TabularPipeline).Assembly.Location],
            PackageAssemblies = [],
            BuiltInAssemblies = [],
            DepsFile = "none",
            RuntimeConfig = Path.Combine(folder, "runtimeconfig.json"),
            Environment = new("10.0.0", "any"),
            StateFolder = Path.Combine(folder, "obj"),
            ModelsFolder = Path.Combine(folder, "bin"),
        }, new NoFiles());
        plan.Diagnostics.ShouldBeEmpty();
        return plan.Models.ShouldHaveSingleItem().Graph.Nodes.Single(node => node.Id.Stage == "train").Seed.ShouldNotBeNull();
    }

    sealed class NoFiles : IInputDigests
    {
        public ArtifactDigest? Find(string path) => null;
    }
}

[Pipeline("seeds")]
public static class SeedPipeline
{
    [Stage]
    public static Json<long> Train(StageContext context) => new(context.Seed);
}
