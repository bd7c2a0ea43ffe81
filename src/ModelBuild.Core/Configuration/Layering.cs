using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Configuration;

/// <summary>Puts the layers of one definition together: the file, its overlay, the overrides.</summary>
sealed class Layering
{
    const string Pipeline = "pipeline";
    const string Gates = "gates";
    const string Metric = "metric";

    readonly List<(Override Set, PathMatch Match)> matches;
    readonly List<AppliedOverride> applied = [];
    readonly List<Diagnostic> errors = [];

    /// <param name="overrides">Those that may be for this definition.</param>
    public Layering(YamlMapping definition, YamlMapping? overlay, IReadOnlyList<Override> overrides, IReadOnlyList<PipelineDescription> pipelines)
    {
        // What the other layers mean depends on the pipeline, so it comes first.
        var chosen = overrides.LastOrDefault(set => set.Path is [var only] && Means(set, Pipeline, only))?.Value
            ?? (overlay?.Find(Pipeline) ?? definition.Find(Pipeline))?.Value;
        var pipeline = pipelines.FirstOrDefault(pipeline => pipeline.Name == (chosen as YamlScalar)?.Text);
        var sections = pipeline is null ? [] : DefinitionSection.Of(pipeline);
        KnowsPipeline = pipeline is not null;
        Root = overlay is null ? definition : LayerMerge.Merge(definition, overlay, sections);

        var known = new KnownSettings(sections, Root, [.. overrides.SelectMany(NewGates)]);
        matches = [.. overrides.Select(set => (set, known.Find(set.Path, set.IsVariable)))];
        foreach (var (set, match) in matches)
        {
            if (match.Unknown is not null || IsBeaten(set, match))
                continue;
            Root = LayerMerge.Merge(Root, set.Layer(match.Keys), sections);
            applied.Add(new(SettingPath.Of(match.Keys), set.Text, set.Origin));
        }
    }

    public YamlMapping Root { get; }

    /// <summary>What each override means here, in their order.</summary>
    public IReadOnlyList<(Override Set, PathMatch Match)> Matches => matches;

    public IReadOnlyList<AppliedOverride> Applied => applied;

    public IReadOnlyList<Diagnostic> Errors => errors;

    /// <summary>Where the pipeline is not known, nothing can be said of overrides.</summary>
    public bool KnowsPipeline { get; }

    static bool Means(Override set, string key, string written) => key == written || (set.IsVariable && KnownSettings.IsSame(key, written));

    /// <summary>Gates that an override adds: others may then change them.</summary>
    static IEnumerable<string> NewGates(Override set)
    {
        if (!Means(set, Gates, set.Path[0]))
            return [];
        return (set.Path, set.Value) switch
        {
            ([_], YamlSequence gates) => gates.Items.Select(GateMerge.NameOf).OfType<string>(),
            ([_], YamlMapping gates) => gates.Entries.Select(entry => entry.Key),
            ([_, var name], YamlMapping gate) when gate.Find(Metric) is not null => [name],
            ([_, var name, var key], _) when Means(set, Metric, key) => [name],
            _ => [],
        };
    }

    /// <summary>Of two variables for one setting, the one counts that has its exact name.</summary>
    bool IsBeaten(Override set, PathMatch match)
    {
        if (!set.IsVariable || set.Path.SequenceEqual(match.Keys))
            return false;
        var rivals = matches.Where(other => other.Set != set && other.Set.IsVariable && other.Match.Unknown is null && other.Match.Keys.SequenceEqual(match.Keys)).ToList();
        if (rivals.Count > 0 && !rivals.Exists(rival => rival.Set.Path.SequenceEqual(match.Keys)))
            errors.Add(Diagnostic.Error("MB1085", set.Origin,
                $"{Wording.Name(rivals[0].Set.Origin.File)} sets {SettingPath.Of(match.Keys)} as well, and neither name is exactly that of the setting. Remove one of the two variables."));
        return rivals.Count > 0;
    }
}
