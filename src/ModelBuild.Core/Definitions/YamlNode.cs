using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Definitions;

/// <summary>A value of a definition file, with its place. Made by <c>YamlReader</c>; immutable.</summary>
public abstract record YamlNode(Mark Place);

/// <summary>A plain or quoted scalar. Only a plain one can be a number, a boolean or null.</summary>
public sealed record YamlScalar(Mark Place, string Text, bool Quoted) : YamlNode(Place);

public sealed record YamlSequence(Mark Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place);

/// <summary>A mapping with string keys, each at most once, in the order of the file.</summary>
public sealed record YamlMapping(Mark Place, IReadOnlyList<YamlEntry> Entries) : YamlNode(Place)
{
    /// <summary>Entries that a later layer removed, with the place that says so; their value is what was there, or null where nothing was.</summary>
    public IReadOnlyList<YamlEntry> Removed { get; init; } = [];

    public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>Where it says that a key has no value, or else the given place.</summary>
    public Mark PlaceWithout(string key, Mark place) => Removed.FirstOrDefault(entry => entry.Key == key)?.KeyPlace ?? place;
}

public sealed record YamlEntry(string Key, Mark KeyPlace, YamlNode Value);
