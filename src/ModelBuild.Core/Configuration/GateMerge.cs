using ModelBuild.Core.Definitions;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Configuration;

/// <summary>
/// Merges gates by name. A layer above states them as a list, as a definition does, or as a mapping by name, where null removes
/// one; of a gate that is known it changes what it states, any other it adds.
/// </summary>
static class GateMerge
{
    const string Name = "name";

    /// <param name="below">Null where there are none.</param>
    public static YamlNode Merge(YamlNode? below, YamlNode above)
    {
        if (above is YamlScalar || (below is not (null or YamlSequence) && !CoreSchema.IsNull(below)))
            return below is null or YamlSequence ? above : below; // no gates; the binder says so
        var known = (below as YamlSequence)?.Items ?? [];
        var gates = new List<YamlNode?>(known);
        var changed = new HashSet<int>();
        var named = above is YamlMapping mapping
            ? mapping.Entries.Select(entry => (Key: (string?)entry.Key, Gate: Named(entry)))
            : ((YamlSequence)above).Items.Select(gate => (Key: NameOf(gate), Gate: gate));
        foreach (var (name, gate) in named)
        {
            var at = name is null ? -1 : IndexOf(known, name);
            // The same gate twice in one layer stays two of one name, which is an error.
            if (at < 0 || !changed.Add(at))
                gates.Add(gate is YamlMapping added ? LayerMerge.Merge(added with { Entries = [] }, added) : gate);
            else
                gates[at] = CoreSchema.IsNull(gate) ? null : gate is YamlMapping changes ? Merge((YamlMapping)known[at], changes, name!) : gate;
        }
        return new YamlSequence(below is YamlSequence ? below.Place : above.Place, [.. gates.OfType<YamlNode>()]);

        YamlNode Named(YamlEntry entry) => entry.Value switch
        {
            YamlMapping gate when gate.Find(Name) is null && IndexOf(known, entry.Key) < 0 => WithName(gate, entry),
            // To remove what is not there is a mistake: a gate without a metric.
            _ when CoreSchema.IsNull(entry.Value) && IndexOf(known, entry.Key) < 0 => WithName(new YamlMapping(entry.KeyPlace, []), entry),
            _ => entry.Value,
        };
    }

    /// <summary>The name that a gate has or would get; null for what is no gate.</summary>
    public static string? NameOf(YamlNode gate)
    {
        if (gate is not YamlMapping mapping)
            return null;
        if (mapping.Find(Name) is { } given)
            return (given.Value as YamlScalar)?.Text;
        var subject = Text("metric") ?? Text("measure") ?? Text("gate") ?? (Text("drift") is { } statistic ? GateName.OfDrift(statistic, Text("column")) : null);
        var (hasMin, hasMax) = (Has("min") || Has("between"), Has("max") || Has("between"));
        var against = Text("against") ?? (Text("measure") == GateName.Latency ? "champion" : null);
        var demands = hasMin || hasMax || against is not null || Text("gate") is not null;
        return subject is null || !demands ? null : GateName.Default(subject, hasMin, hasMax, against, Slices());

        bool Has(string key) => mapping.Find(key) is { } bound && !CoreSchema.IsNull(bound.Value);

        string? Text(string key) => mapping.Find(key)?.Value is YamlScalar { Text: { Length: > 0 } text } scalar && !CoreSchema.IsNull(scalar) ? text : null;

        GateSlices? Slices() => mapping.Find("slice")?.Value is YamlMapping { Entries: [{ Value: YamlScalar value } one] } ? new(one.Key, value.Text)
            : Text("slices") is { } column ? new(column, null) : null;
    }

    /// <summary>It keeps its name, also where another bound would give it another.</summary>
    static YamlMapping Merge(YamlMapping below, YamlMapping above, string name)
    {
        var merged = LayerMerge.Merge(below, above);
        var place = above.Entries is [var first, ..] ? first.KeyPlace : above.Place;
        return merged.Find(Name) is null && NameOf(merged) != name ? WithName(merged, new YamlEntry(name, place, merged)) : merged;
    }

    static YamlMapping WithName(YamlMapping gate, YamlEntry entry) =>
        gate with { Entries = [.. gate.Entries, new YamlEntry(Name, entry.KeyPlace, new YamlScalar(entry.KeyPlace, entry.Key, Quoted: true))] };

    static int IndexOf(IReadOnlyList<YamlNode> gates, string name)
    {
        for (var i = 0; i < gates.Count; i++)
            if (NameOf(gates[i]) == name)
                return i;
        return -1;
    }
}
