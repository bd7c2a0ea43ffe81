using ModelBuild.Core.Definitions;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Configuration;

/// <summary>What the path of an override means in a definition.</summary>
/// <param name="Keys">The keys, as far as the definition knows them.</param>
/// <param name="Unknown">The first one that it does not know; null where it knows all.</param>
/// <param name="Known">What it knows in that place.</param>
sealed record PathMatch(IReadOnlyList<string> Keys, string? Unknown, IReadOnlyCollection<string> Known);

/// <summary>The keys that a definition of a pipeline can have, at every level.</summary>
/// <param name="root">The definition: it says which gates there are, and which keys are in mappings whose keys the user chooses.</param>
/// <param name="newGates">Names of gates that it will get.</param>
sealed class KnownSettings(IReadOnlyList<DefinitionSection> sections, YamlMapping root, IReadOnlyCollection<string> newGates)
{
    static readonly Level Nothing = new([], IsOpen: false, _ => throw new InvalidOperationException("Nothing lies below."));

    /// <param name="path">As it was written.</param>
    /// <param name="loose">Where no key is the written one, one is taken that differs in case or in <c>_</c> for <c>-</c>, if there is just one.</param>
    public PathMatch Find(IReadOnlyList<string> path, bool loose)
    {
        var keys = new List<string>();
        var level = Top();
        foreach (var written in path)
        {
            if (level.Match(written, loose) is not { } key)
                return new(keys, written, level.Names);
            keys.Add(key);
            level = level.Below(key);
        }
        return new(keys, null, []);
    }

    /// <summary>Whether an environment variable can mean a key: a shell has no hyphens, and CI systems write upper case.</summary>
    public static bool IsSame(string key, string written) =>
        key.Replace('-', '_').Equals(written.Replace('-', '_'), StringComparison.OrdinalIgnoreCase);

    /// <param name="IsOpen">The user chooses the keys; names are those that there are.</param>
    sealed record Level(IReadOnlyCollection<string> Names, bool IsOpen, Func<string, Level> Below)
    {
        public string? Match(string written, bool loose)
        {
            if (Names.Contains(written))
                return written;
            var similar = loose ? Names.Where(name => IsSame(name, written)).ToList() : [];
            return similar.Count == 1 ? similar[0] : IsOpen ? written : null;
        }
    }

    Level Top() => new([.. DefinitionBinder.ReservedKeys.Union(sections.Select(section => section.Name))], IsOpen: false, key => key switch
    {
        "gates" => new(GateNames(), IsOpen: false, _ => Fixed(GatesBinder.Keys)),
        "environment" => Fixed(DefinitionBinder.Facets),
        _ => sections.FirstOrDefault(section => section.Name == key) is { } section ? Settings(section.Types, section.OwnKeys, root.Find(key)?.Value) : Nothing,
    });

    IReadOnlyCollection<string> GateNames()
    {
        var gates = root.Find("gates")?.Value is YamlSequence sequence ? sequence.Items : [];
        return [.. gates.Select(GateMerge.NameOf).OfType<string>().Union(newGates)];
    }

    static Level Fixed(IReadOnlyCollection<string> names) => new(names, IsOpen: false, _ => Nothing);

    static Level Settings(IReadOnlyList<SettingType> types, IReadOnlyList<string> own, YamlNode? node)
    {
        var maps = types.OfType<MapSetting>().Select(map => map.Item).ToList();
        var properties = types.OfType<RecordSetting>().SelectMany(record => record.Properties).ToLookup(property => property.Name, property => property.Type);
        var there = maps.Count > 0 && node is YamlMapping mapping ? mapping.Entries.Select(entry => entry.Key) : [];
        return new([.. properties.Select(property => property.Key).Union(own).Union(there)], maps.Count > 0, key =>
            key == ResourcesBinder.Key && own.Contains(key) ? Fixed(ResourcesBinder.Keys)
            : key == AccessBinder.Key && own.Contains(key) ? Fixed(AccessBinder.Keys)
            : own.Contains(key) ? Nothing
            : Settings([.. properties[key], .. maps], [], (node as YamlMapping)?.Find(key)?.Value));
    }
}
