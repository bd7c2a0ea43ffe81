using System.Globalization;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Definitions;

/// <summary>A model definition that was checked against its pipeline: every value typed, with its place.</summary>
/// <param name="Name">The model's name: the file's name without <c>.model.yaml</c>.</param>
/// <param name="File">Absolute path of the definition.</param>
/// <param name="Root">The values of the file and of what lies over it, for places.</param>
/// <param name="Pipeline">The pipeline that it runs.</param>
/// <param name="Seed">Top-level <c>seed</c>; default 0.</param>
/// <param name="Stages">One for each stage of the pipeline, in its order.</param>
/// <param name="Facets">Top-level <c>environment</c>: facet name to policy, where the definition says so.</param>
/// <param name="Gates">In the order of the file.</param>
public sealed record BoundDefinition(
    string Name,
    string File,
    YamlMapping Root,
    PipelineDescription Pipeline,
    long Seed,
    IReadOnlyList<BoundStage> Stages,
    IReadOnlyDictionary<string, FacetPolicy> Facets,
    IReadOnlyList<GateDeclaration> Gates)
{
    /// <summary>The environment whose overlay lies over the file; null where none does.</summary>
    public string? Environment { get; init; }

    /// <summary>The overlay's absolute path; null where there is none.</summary>
    public string? Overlay { get; init; }

    /// <summary>Where the champion may come from, in the order in which they are tried.</summary>
    public IReadOnlyList<ChampionSource> Champion { get; init; } = ChampionSource.Default(File);

    /// <summary>Whether the definition says so itself: then a model is compared with its champion also where no gate asks for that.</summary>
    public bool NamesChampion { get; init; }

    /// <summary>Gates that somebody lets pass for a time.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>What was set for this model from outside of its files, in the order in which later ones win.</summary>
    public IReadOnlyList<AppliedOverride> Overrides { get; init; } = [];

    /// <summary>The place of a setting, for instance <c>data.label</c> or <c>features.sets[1].steps[0]</c>; the nearest enclosing section where it is not set.</summary>
    public Mark Locate(string settingPath)
    {
        YamlNode node = Root;
        var place = new Mark(File, 1, 1);
        foreach (var part in settingPath.Split('.'))
            if (!Enter(part) && !(part.IndexOf('[', StringComparison.Ordinal) is > 0 and var at && Enter(part[..at]) && EnterItem(part[(at + 1)..])))
                break;
        return place;

        bool Enter(string name)
        {
            if ((node as YamlMapping)?.Find(name) is not { } entry)
                return false;
            (node, place) = (entry.Value, entry.Value is YamlScalar ? entry.Value.Place : entry.KeyPlace);
            return true;
        }

        // Of a list the item with this number, from 0.
        bool EnterItem(string number)
        {
            if (node is not YamlSequence list || !int.TryParse(number.TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var item) || item >= list.Items.Count)
                return false;
            (node, place) = (list.Items[item], list.Items[item].Place);
            return true;
        }
    }
}

/// <summary>A stage's share of the definition.</summary>
/// <param name="Settings">By parameter name.</param>
/// <param name="Data">By parameter name.</param>
public sealed record BoundStage(
    StageDescription Description,
    IReadOnlyDictionary<string, SettingValue> Settings,
    IReadOnlyDictionary<string, DataDeclaration> Data,
    StageResources Resources)
{
    /// <summary>False where the definition switches the stage off; it then has no settings.</summary>
    public bool Enabled { get; init; } = true;

    public StageAccess Access { get; init; } = new();

    /// <summary>The items that it is repeated over, by parameter name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LoopItem>> Items { get; init; } = new Dictionary<string, IReadOnlyList<LoopItem>>();
}

/// <summary>One of the items that a stage is repeated over.</summary>
/// <param name="Name">Unique in its list; the instance of a node.</param>
/// <param name="Value">What the stage's parameter gets.</param>
public sealed record LoopItem(string Name, SettingValue Value);

/// <summary>The values that are set for one parameter; defaults belong to the code.</summary>
/// <param name="Json">Canonical JSON: keys sorted by ordinal, no white space, numbers in round-trip form of their type.</param>
/// <param name="Values">The same as leaves in that order: path such as <c>train.l2</c>, and its JSON.</param>
public sealed record SettingValue(string Json, IReadOnlyList<KeyValuePair<string, string>> Values);

/// <summary>Data that the definition declares.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Place">Of the path in the definition.</param>
public sealed record DataDeclaration(string Path, Mark Place);

/// <summary>What a stage needs of a machine: its section's <c>resources</c>. Never part of the stage key.</summary>
/// <param name="Cpus">Threads; default 1.</param>
/// <param name="MemoryBytes">Written as bytes or with KiB, MiB, GiB; default: not bounded.</param>
/// <param name="Gpus">Default 0.</param>
/// <param name="Time">Longest run, written 90s, 10m, 2h; default: not bounded.</param>
public sealed record StageResources(int Cpus = 1, long? MemoryBytes = null, int Gpus = 0, TimeSpan? Time = null);

/// <summary>What a stage is given besides its inputs and settings: its section's <c>access</c>. All of it counts in the stage key.</summary>
/// <param name="Network">Whether it may open TCP connections; default no.</param>
public sealed record StageAccess(bool Network = false)
{
    /// <summary>Names of environment variables, in ordinal order; default none.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];
}

/// <summary>How much of an environment facet counts in a stage key.</summary>
public enum FacetPolicy
{
    /// <summary>The whole value counts.</summary>
    Strict,

    /// <summary>A minor difference does not count: of a version, only the major number does.</summary>
    Minor,

    /// <summary>It does not count.</summary>
    Ignore,
}
