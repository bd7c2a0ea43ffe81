using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
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
        var texts = Directory.CreateDirectory(Path.Combine(folder, "texts")).FullName;
        foreach (var name in new[] { "b.txt", "a b[1].txt" })
            await File.WriteAllTextAsync(Path.Combine(texts, name), "", TestContext.Current.CancellationToken);
        using var test = new PipelineTest(typeof(SeedPipeline)).WithSeed(seed).WithData("texts", texts)
            .With("folds", 3).With("rates", new[] { 0.1, 20 }).With("words", new[] { "größer", "a/b" }).With("modes", new[] { Mode.Doubled }).With("switches", new[] { true });

        var run = await test.RunAsync(cancellation: TestContext.Current.CancellationToken);

        var nodes = NodesOfABuild(seed);
        run.Ran.Order(StringComparer.Ordinal).ShouldBe(nodes.Select(node => node.Id.ToString()).Order(StringComparer.Ordinal));
        run.Ran.Count.ShouldBe(15);
        nodes.ShouldAllBe(node => run.Context(node.Id.Stage, node.Id.Instance).Seed == node.Seed);
        run.Output<Json<long>>("train").Value.ShouldBe(run.Context("train").Seed, "a stage sees what the run tells");
    }

    /// <summary>The graph that a build runs.</summary>
    IReadOnlyList<StageNode> NodesOfABuild(long seed)
    {
        var definition = Path.Combine(folder, "seeds.model.yaml");
        File.WriteAllText(definition, $"pipeline: seeds\nseed: {seed}\ntexts: texts\nfolds: 3\nrates: [0.1, 20]\nwords: [größer, a/b]\nmodes: [doubled]\nswitches: [true]\n");
        File.WriteAllText(Path.Combine(folder, "runtimeconfig.json"), """{"runtimeOptions": {}}""");
        var plan = ProjectPlan.Load(new ModelProject
        {
            Name = "Seeds",
            Definitions = [new DefinitionFile("seeds", definition)],
            ProjectAssemblies = [typeof(SeedPipeline).Assembly.Location],
            PackageAssemblies = [],
            BuiltInAssemblies = [typeof(TabularPipeline).Assembly.Location],
            DepsFile = "none",
            RuntimeConfig = Path.Combine(folder, "runtimeconfig.json"),
            Environment = new("10.0.0", "any"),
            StateFolder = Path.Combine(folder, "obj"),
            ModelsFolder = Path.Combine(folder, "bin"),
        }, new NoFiles());
        plan.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ShouldBeEmpty();
        return plan.Models.ShouldHaveSingleItem().Graph.Nodes;
    }

    sealed class NoFiles : IInputDigests
    {
        public Digest? FindVariable(string name) => null;

        public ArtifactDigest? Find(string path) => null;
    }
}

/// <summary>A stage for each kind of item.</summary>
[Pipeline("seeds")]
public static class SeedPipeline
{
    [Stage]
    public static Json<long> Train(StageContext context) => new(context.Seed);

    [Stage]
    public static Json<long> Fold([ForEach("folds")] int fold, StageContext context) => new(context.Seed + fold);

    [Stage]
    public static Json<long> Again([ForEach] Json<long> fold, StageContext context) => new(context.Seed + fold.Value);

    [Stage]
    public static Json<string> Read([ForEach] DataSource texts, StageContext context) => new($"{texts.Name} {context.Seed}");

    [Stage]
    public static Json<double> Rate([ForEach("rates")] double rate, StageContext context) => new(rate + context.Seed);

    [Stage]
    public static Json<string> Say([ForEach("words")] string word, StageContext context) => new($"{word} {context.Seed}");

    [Stage]
    public static Json<string> Vary([ForEach("modes")] Mode mode, StageContext context) => new($"{mode} {context.Seed}");

    [Stage]
    public static Json<bool> Switch([ForEach("switches")] bool on, StageContext context) => new(on && context.Seed > 0);
}
