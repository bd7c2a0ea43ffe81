using ModelBuild.Core.Code;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>What stages of a snippet are keyed by, and which of them an edit changes.</summary>
public abstract class StagesOfASnippet : PipelineSnippet
{
    protected const string MoreUsings = Usings + """
        using System.IO;
        using System.Linq;
        using System.Reflection;
        using System.Text.Json;
        using System.Text.Json.Serialization;

        """;

    protected string RuntimeConfig { get; set; } = """{"runtimeOptions": {}}""";

    /// <summary>The code of each stage, by name.</summary>
    protected Dictionary<string, StageCode> CodeOf(string source, Build? build = null, IReadOnlyList<string>? projects = null, IReadOnlyList<string>? packages = null)
    {
        build ??= new();
        build = build with { References = [.. build.References, .. projects ?? [], .. packages ?? []] };
        List<string> own = [Compiler.Compile(MoreUsings + source + Artifacts, build), .. projects ?? []];
        var reading = PipelineReader.Read(own);
        reading.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        var config = Path.Combine(Compiler.Folder, "runtimeconfig.json");
        File.WriteAllText(config, RuntimeConfig);
        var code = new ClosureCode(own, packages ?? [], [], config, new Contents());
        return reading.Pipelines.SelectMany(pipeline => pipeline.Stages).ToDictionary(stage => stage.Name, code.Of);
    }

    /// <summary>The names of the stages whose code an edit changes, sorted.</summary>
    protected string Changed(string source, string from, string to, Build? build = null)
    {
        source.ShouldContain(from);
        return Changed(CodeOf(source, build), CodeOf(source.Replace(from, to), build));
    }

    protected static string Changed(Dictionary<string, StageCode> before, Dictionary<string, StageCode> after) => string.Join(' ',
        before.Keys.Where(stage => !before[stage].Parts.SequenceEqual(after[stage].Parts)).Order(StringComparer.Ordinal));

    /// <summary>What an edit changed of a stage, in words.</summary>
    protected string? Difference(string source, string from, string to, string stage)
    {
        source.ShouldContain(from);
        return CodeOf(source.Replace(from, to))[stage].Listing!.FirstDifferenceFrom(CodeOf(source)[stage].Listing!);
    }

    protected static IEnumerable<string> Packages(StageCode code) => code.Parts.Where(part => part.Kind == "package").Select(part => part.Name);

    sealed class Contents : IInputDigests
    {
        public Digest? FindVariable(string name) => null;

        public ArtifactDigest? Find(string path) => new(ArtifactKind.File, Digest.Of(File.ReadAllBytes(path)));
    }
}
