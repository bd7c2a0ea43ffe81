using System.Globalization;
using ModelBuild.Core.Definitions;

namespace ModelBuild.Core.Configuration;

/// <summary>Everything that is set for a model, once all layers lie on top of each other. Defaults belong to the code and are not here.</summary>
public static class EffectiveConfiguration
{
    /// <summary>In the order of the definition; what other layers added comes where they put it.</summary>
    public static IReadOnlyList<EffectiveValue> Of(BoundDefinition definition)
    {
        var typed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var stage in definition.Stages)
            foreach (var setting in stage.Settings.Values)
                foreach (var (path, json) in setting.Values)
                    typed[path] = json;
        var data = definition.Stages.SelectMany(stage => stage.Data.Keys).ToHashSet(StringComparer.Ordinal);
        var values = new List<EffectiveValue>();
        foreach (var entry in definition.Root.Entries)
        {
            if (entry.Key == "gates" && entry.Value is YamlSequence gates)
                AddGates(gates);
            else if (data.Contains(entry.Key) && entry.Value is YamlScalar)
                Add($"{entry.Key}.{DefinitionSection.DataKey}", entry.Value);
            else
                Add(SettingBinder.PathKey(entry.Key), entry.Value);
        }
        return values;

        void AddGates(YamlSequence gates)
        {
            // Bound without an error, so there is one for each item.
            for (var i = 0; i < gates.Items.Count; i++)
                foreach (var entry in ((YamlMapping)gates.Items[i]).Entries)
                    if (entry.Key != "name")
                        Add(SettingPath.Of(["gates", definition.Gates[i].Name, entry.Key]), entry.Value);
        }

        void Add(string path, YamlNode node)
        {
            // A mapping may be empty for one record and not for another that shares the section.
            if (node is YamlMapping { Entries.Count: > 0 } mapping)
                foreach (var entry in mapping.Entries)
                    Add($"{path}.{SettingBinder.PathKey(entry.Key)}", entry.Value);
            else if (typed.TryGetValue(path, out var json))
                values.Add(new(path, json, node.Place));
            else if (!CoreSchema.IsNull(node))
                values.Add(new(path, Json(node), node.Place));
        }
    }

    /// <summary>What no options record types, as the core schema has it.</summary>
    static string Json(YamlNode node) => node switch
    {
        YamlMapping mapping => CanonicalJson.Mapping(mapping.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, Json(entry.Value)))),
        YamlSequence sequence => CanonicalJson.List(sequence.Items.Select(Json)),
        YamlScalar scalar => CoreSchema.KindOf(scalar) switch
        {
            ScalarKind.Null => "null",
            ScalarKind.Boolean => CanonicalJson.Boolean(scalar.Text[0] is 't' or 'T'),
            ScalarKind.Integer when decimal.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => CanonicalJson.Integer(whole),
            ScalarKind.Integer or ScalarKind.Number => CanonicalJson.Number(double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture)),
            _ => CanonicalJson.Text(scalar.Text),
        },
        _ => throw new ArgumentException($"{node.GetType()} is no kind of YAML node.", nameof(node)),
    };
}
