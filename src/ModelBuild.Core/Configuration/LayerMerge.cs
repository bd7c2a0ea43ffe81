using ModelBuild.Core.Definitions;

namespace ModelBuild.Core.Configuration;

/// <summary>Puts one layer of configuration on top of another. Every node keeps the place that it came from.</summary>
/// <remarks>
/// Mappings merge, gates merge by name, all else is replaced; null removes a key, so that what holds without it holds.
/// What is not changed keeps its position, what is new comes last.
/// </remarks>
static class LayerMerge
{
    const string Gates = "gates";

    /// <param name="sections">What the pipeline makes of top-level keys: a section of data may be just its path.</param>
    public static YamlMapping Merge(YamlMapping below, YamlMapping above, IReadOnlyList<DefinitionSection> sections) =>
        Merge(below, above, (old, entry) => entry.Key == Gates
            ? entry with { Value = GateMerge.Merge(old?.Value, entry.Value) }
            : Section(old, entry, sections.FirstOrDefault(section => section.Name == entry.Key)));

    /// <summary>Any mapping but the top level.</summary>
    public static YamlMapping Merge(YamlMapping below, YamlMapping above) => Merge(below, above, Entry);

    static YamlMapping Merge(YamlMapping below, YamlMapping above, Func<YamlEntry?, YamlEntry, YamlEntry> merge)
    {
        if (above.Entries.Count == 0)
            return below;
        var entries = new List<YamlEntry>(below.Entries);
        var removed = new List<YamlEntry>(below.Removed);
        foreach (var entry in above.Entries)
        {
            var at = entries.FindIndex(other => other.Key == entry.Key);
            var there = at >= 0 ? entries[at] : removed.Find(other => other.Key == entry.Key);
            removed.RemoveAll(other => other.Key == entry.Key);
            if (CoreSchema.IsNull(entry.Value))
            {
                if (at >= 0)
                    entries.RemoveAt(at);
                removed.Add(entry with { Value = there?.Value ?? entry.Value });
            }
            else if (at >= 0)
                entries[at] = merge(entries[at], entry);
            else
                entries.Add(merge(null, entry));
        }
        return below with { Entries = entries, Removed = removed };
    }

    static YamlEntry Section(YamlEntry? below, YamlEntry above, DefinitionSection? section) =>
        section is null || below is null || (below.Value is not YamlMapping && above.Value is not YamlMapping)
            ? Entry(below, above)
            : Entry(section.Normalise(below), section.Normalise(above));

    static YamlEntry Entry(YamlEntry? below, YamlEntry above) => (below?.Value, above.Value) switch
    {
        (YamlMapping old, YamlMapping changes) => below! with { Value = Merge(old, changes) },
        // Onto nothing, so that a null in it removes here as well.
        (_, YamlMapping whole) => above with { Value = Merge(whole with { Entries = [] }, whole) },
        _ => above,
    };
}
