using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>Plans a definition against a snippet whose pipelines have symbols: places are lines of the snippet.</summary>
public abstract class PlannedSnippet : PipelineSnippet
{
    protected const string SourcePath = "/src/Toy.cs";

    protected string Folder => Directory.CreateDirectory(Path.Combine(Compiler.Folder, "project")).FullName;

    protected string Definition => Path.Combine(Folder, "toy.model.yaml");

    protected ProjectPlan Plan(string source, string definition, params string[] builtIn) => Load(source, definition, new Nothing(), out _, builtIn);

    private protected ProjectPlan Load(string source, string definition, IInputDigests digests, out ModelProject project, params string[] builtIn)
    {
        File.WriteAllText(Definition, definition.ReplaceLineEndings("\n"));
        File.WriteAllText(Path.Combine(Folder, "runtimeconfig.json"), """{"runtimeOptions": {}}""");
        project = new ModelProject
        {
            Name = "Project",
            Definitions = [new DefinitionFile("toy", Definition)],
            ProjectAssemblies = [Compiler.Compile(Usings.ReplaceLineEndings(" ") + source + Artifacts, new() { References = builtIn, Symbols = Symbols.Beside, SourcePath = SourcePath })],
            PackageAssemblies = [],
            BuiltInAssemblies = builtIn,
            DepsFile = "none",
            RuntimeConfig = Path.Combine(Folder, "runtimeconfig.json"),
            Environment = new("10.0.0", "any"),
            StateFolder = Path.Combine(Folder, "obj"),
            ModelsFolder = Path.Combine(Folder, "bin"),
        };
        return ProjectPlan.Load(project, digests);
    }

    protected ModelPlan Good(string source, string definition, params string[] builtIn)
    {
        var plan = Plan(source, definition, builtIn);
        plan.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        return plan.Models.ShouldHaveSingleItem();
    }

    protected Diagnostic Error(string source, string definition)
    {
        var plan = Plan(source, definition);
        plan.Models.ShouldBeEmpty();
        return plan.Diagnostics.ShouldHaveSingleItem();
    }

    /// <summary>The keys of all nodes, as if each output were named by its node.</summary>
    protected static Dictionary<NodeId, KeyManifest> Keys(ModelPlan plan) => plan.Graph.Nodes.ToDictionary(
        node => node.Id, node => StageKeyWriter.Write(node, source => Digest.OfText(source.ToString()), data => new(ArtifactKind.File, Digest.OfText(Path.GetFileName(data.Path)))));

    sealed class Nothing : IInputDigests
    {
        public Digest? FindVariable(string name) => null;

        public ArtifactDigest? Find(string path) => null;
    }
}
