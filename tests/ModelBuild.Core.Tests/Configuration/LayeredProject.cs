using ModelBuild.Core.Configuration;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Tests.Definitions;

namespace ModelBuild.Core.Tests.Configuration;

/// <summary>Definitions and overlays in a folder, with what lies over them.</summary>
sealed class LayeredProject : IDisposable
{
    public const string Definition = """
        pipeline: tabular
        task: regression
        data: { path: data.csv, label: price }
        split: { test: 0.25, seed: 7 }
        train:
          trainer: boosted-trees
          trees: 200
          schedule: { kind: cosine, warmup: 3 }
          classWeights: { a.b: 1 }
        gates:
          - { metric: auc, min: 0.9 }
          - { metric: logLoss, max: 0.3, name: calibrated }
        """;

    readonly List<SetVariable> variables = [];
    readonly List<SetItem> items = [];
    string property = "";

    public LayeredProject(string definition = Definition) => Write("m.model.yaml", definition);

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelbuild-layers-").FullName;

    public string ProjectFile => Path.Combine(Folder, "p.csproj");

    public string Environment { get; set; } = "";

    public List<PipelineDescription> Pipelines { get; } = [TabularFixture.Pipeline];

    public LayeredProject Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(Folder, file), text);
        return this;
    }

    public LayeredProject Overlay(string text, string environment = "staging")
    {
        Environment = environment;
        return Write($"m.model.{environment}.yaml", text);
    }

    public LayeredProject Variable(string name, string value)
    {
        variables.Add(new(name, value));
        return this;
    }

    public LayeredProject Item(string text, string definition = "")
    {
        items.Add(new(text, definition, ProjectFile));
        return this;
    }

    public LayeredProject Property(string text)
    {
        property = text;
        return this;
    }

    /// <summary>All that is defined, by name, and what is wrong.</summary>
    public (IReadOnlyDictionary<string, BoundDefinition> Bound, IReadOnlyList<Diagnostic> Errors) Bind()
    {
        string[] overlays = [.. Directory.GetFiles(Folder, "*.yaml").Where(file => Path.GetFileName(file).Split('.') is [_, "model", _, "yaml"])];
        var layers = ProjectLayers.Read(new ModelProject
        {
            Name = "P",
            Definitions = [.. Directory.GetFiles(Folder, "*.model.yaml").Except(overlays).Order(StringComparer.Ordinal).Select(file => new DefinitionFile(Path.GetFileName(file)[..^".model.yaml".Length], file))],
            Configuration = new(Environment, variables, items, property),
            ProjectAssemblies = [],
            PackageAssemblies = [],
            BuiltInAssemblies = [],
            DepsFile = "",
            RuntimeConfig = "",
            Environment = new("10.0.0", "any"),
            StateFolder = "",
            ModelsFolder = "",
        });
        var errors = new List<Diagnostic>(layers.Errors);
        var bound = new Dictionary<string, BoundDefinition>();
        foreach (var definition in layers.Definitions)
            if (layers.Bind(definition, Pipelines, errors) is { } good)
                bound.Add(good.Name, good);
        errors.AddRange(layers.Unknown());
        return (bound, errors);
    }

    public BoundDefinition Good(string name = "m")
    {
        var (bound, errors) = Bind();
        errors.ShouldBeEmpty();
        return bound[name];
    }

    /// <summary>As users see them, without the folder.</summary>
    public string[] Mistakes() => [.. Bind().Errors.Select(error => error.ToString().Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];

    public string Mistake() => Mistakes().ShouldHaveSingleItem();

    /// <summary>What is effective under a path, and where it says so; null where nothing is set.</summary>
    public string? Value(string path, string model = "m") => EffectiveConfiguration.Of(Good(model)).Where(value => value.Path == path)
        .Select(value => $"{value.Json} {value.Origin}".Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)).SingleOrDefault();

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
