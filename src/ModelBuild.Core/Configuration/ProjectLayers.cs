using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Configuration;

/// <summary>All that a project says of its models' configuration, read but not yet put together.</summary>
sealed class ProjectLayers
{
    readonly string environment;
    readonly IReadOnlyList<Override> overrides;
    readonly HashSet<Override> known = []; // by some definition, or nobody can tell
    readonly Dictionary<Override, PathMatch> unknown = [];

    ProjectLayers(string environment, IReadOnlyList<Override> overrides, IReadOnlyList<DefinitionLayers> definitions, IReadOnlyList<Diagnostic> errors) =>
        (this.environment, this.overrides, Definitions, Errors) = (environment, overrides, definitions, errors);

    public IReadOnlyList<DefinitionLayers> Definitions { get; }

    /// <summary>What is wrong with the choice of an environment and with overrides themselves: then nobody knows what was meant, for any model.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; }

    public static ProjectLayers Read(ModelProject project)
    {
        var sources = project.Configuration;
        var errors = new List<Diagnostic>();
        if (Overlays.Check(project) is { } error)
            errors.Add(error);
        var sets = new OverrideReader(errors).Read(sources);
        var models = project.Definitions.Select(definition => definition.Name).ToList();
        foreach (var set in sets)
        {
            if (set.Definition is not { } name || models.Contains(name))
                continue;
            var nearest = NearestName.Find(name, models) is { } near ? $"; did you mean {Wording.Quote(near)}?" : ".";
            errors.Add(Diagnostic.Error("MB1083", set.Origin,
                $"there is no model {Wording.Quote(name)} to set {SettingPath.Of(set.Path)} of{nearest} The project's models are {Wording.List(models)}."));
        }
        return new(sources.Environment, sets, [.. project.Definitions.Select(file => DefinitionLayers.Read(file, sources.Environment))], errors);
    }

    /// <summary>Puts the layers of one model together and binds them; null where there are errors, which are added to <paramref name="diagnostics"/>.</summary>
    public BoundDefinition? Bind(DefinitionLayers layers, IReadOnlyList<PipelineDescription> pipelines, List<Diagnostic> diagnostics)
    {
        diagnostics.AddRange(layers.Errors);
        var mine = overrides.Where(set => set.Definition is null || set.Definition == layers.File.Name).ToList();
        if (layers.Root is not { } root)
        {
            known.UnionWith(mine);
            return null;
        }
        if (layers.Overlay is null && mine.Count == 0)
            return Bind(layers, root, pipelines, diagnostics);
        var layering = new Layering(root, layers.Overlay, mine, pipelines);
        Judge(layering);
        diagnostics.AddRange(layering.Errors);
        var bound = Bind(layers, layering.Root, pipelines, diagnostics);
        return layering.Errors.Count > 0 || bound is null ? null : bound with
        {
            Environment = layers.Overlay is null ? null : environment,
            Overlay = layers.Overlay is null ? null : Overlays.PathOf(layers.File.Path, environment),
            Overrides = layering.Applied,
        };
    }

    /// <summary>Overrides that no definition knows, once all are bound. Variables are for whatever is built with them, maybe for other projects: only a warning.</summary>
    public IEnumerable<Diagnostic> Unknown()
    {
        foreach (var set in overrides)
        {
            if (known.Contains(set) || !unknown.TryGetValue(set, out var match))
                continue;
            var error = DefinitionErrors.UnknownKey(match.Unknown!, match.Known, SettingPath.Of(match.Keys), set.Origin);
            yield return set.IsVariable
                ? new("MB1086", Severity.Warning, set.Origin, $"no definition of this project knows {SettingPath.Of(set.Path)}, so that the variable sets nothing here: {error.Message}")
                : error;
        }
    }

    static BoundDefinition? Bind(DefinitionLayers layers, YamlMapping root, IReadOnlyList<PipelineDescription> pipelines, List<Diagnostic> diagnostics)
    {
        var (bound, errors) = DefinitionBinder.Bind(layers.File.Name, layers.File.Path, root, pipelines);
        diagnostics.AddRange(errors);
        return bound;
    }

    void Judge(Layering layering)
    {
        foreach (var (set, match) in layering.Matches)
        {
            if (match.Unknown is null || !layering.KnowsPipeline)
                known.Add(set);
            else if (!unknown.TryGetValue(set, out var best) || best.Keys.Count < match.Keys.Count)
                unknown[set] = match; // the definition that knows most of the path has the best advice
        }
    }
}
