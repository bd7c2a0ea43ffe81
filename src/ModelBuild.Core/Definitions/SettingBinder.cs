using System.Globalization;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Definitions;

/// <summary>Checks a value of a definition against the type that a stage declares for it, and writes it as canonical JSON.</summary>
sealed class SettingBinder(DefinitionErrors errors)
{
    // Stands for a value that has an error; no definition with an error is bound.
    const string Nothing = "null";

    readonly ScalarReader scalars = new(errors);
    readonly ConstraintChecker constraints = new(errors);

    /// <param name="place">Where a missing key is reported: the section's key, or the file where there is no section.</param>
    public SettingValue Bind(SettingType type, YamlNode node, string section, Mark place)
    {
        var leaves = new List<KeyValuePair<string, string>>();
        var json = Write(type, [], node, section, place, leaves);
        if (json == "{}")
            leaves.Clear();
        return new SettingValue(json, leaves);
    }

    /// <summary>Reports the keys that no type knows which binds the value, at every level.</summary>
    public void CheckKeys(IReadOnlyList<SettingType> types, IReadOnlyList<string> alsoKnown, YamlNode node, string setting)
    {
        if (node is YamlSequence sequence)
        {
            SettingType[] items = [.. types.OfType<ListSetting>().Select(list => list.Item)];
            foreach (var item in sequence.Items)
                CheckKeys(items, [], item, setting);
        }
        if (node is not YamlMapping mapping)
            return;

        var maps = types.OfType<MapSetting>().Select(map => map.Item).ToList();
        var properties = types.OfType<RecordSetting>().SelectMany(record => record.Properties).ToLookup(property => property.Name, property => property.Type);
        if (maps.Count == 0 && (properties.Count > 0 || alsoKnown.Count > 0 || types.OfType<RecordSetting>().Any()))
            errors.CheckKeys(mapping, [.. properties.Select(property => property.Key).Union(alsoKnown)], setting);
        foreach (var entry in mapping.Entries)
            CheckKeys([.. properties[entry.Key], .. maps], [], entry.Value, $"{setting}.{entry.Key}");
    }

    /// <param name="leaves">Null inside a list: a list is one leaf.</param>
    string Write(SettingType type, IReadOnlyList<SettingConstraint> conditions, YamlNode node, string setting, Mark place,
        List<KeyValuePair<string, string>>? leaves)
    {
        var json = type switch
        {
            RecordSetting record => WriteRecord(record, node, setting, place, leaves),
            MapSetting map => WriteMap(map, conditions, node, setting, leaves),
            ListSetting list => WriteList(list, conditions, node, setting),
            _ => WriteScalar(type, conditions, node, setting),
        };
        if (type is not (RecordSetting or MapSetting) || json == "{}")
            leaves?.Add(new(setting, json));
        return json;
    }

    string WriteRecord(RecordSetting record, YamlNode node, string setting, Mark place, List<KeyValuePair<string, string>>? leaves)
    {
        if (Mapping(node, setting) is not { } mapping)
            return Nothing;
        var members = new List<(string, string)>();
        foreach (var property in record.Properties.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var path = $"{setting}.{property.Name}";
            if (mapping.Find(property.Name) is not { } entry)
            {
                if (property.Required)
                    errors.Add("MB1014", mapping.PlaceWithout(property.Name, place), $"{path} is required, but is not set. Add {Wording.Quote(property.Name)} to {Wording.Quote(setting)}.");
            }
            else if (property.Nullable && CoreSchema.IsNull(entry.Value) && !IsName(property.Type, entry.Value))
            {
                members.Add((property.Name, "null"));
                leaves?.Add(new(path, "null"));
            }
            else
            {
                members.Add((property.Name, Write(property.Type, property.Constraints, entry.Value, path, entry.KeyPlace, leaves)));
            }
        }
        return CanonicalJson.Mapping(members);
    }

    string WriteMap(MapSetting map, IReadOnlyList<SettingConstraint> conditions, YamlNode node, string setting, List<KeyValuePair<string, string>>? leaves)
    {
        if (Mapping(node, setting) is not { } mapping)
            return Nothing;
        constraints.CheckLength(conditions, mapping.Entries.Count, "keys", node, setting);
        var members = new List<(string, string)>();
        foreach (var entry in mapping.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            members.Add((entry.Key, Write(map.Item, WithoutLength(conditions), entry.Value, $"{setting}.{PathKey(entry.Key)}", entry.KeyPlace, leaves)));
        return CanonicalJson.Mapping(members);
    }

    // A key with a dot in quotes: as two levels it would be another setting, of the same stage key.
    public static string PathKey(string key) => key.AsSpan().IndexOfAny('.', '"') < 0 ? key : CanonicalJson.Text(key);

    string WriteList(ListSetting list, IReadOnlyList<SettingConstraint> conditions, YamlNode node, string setting)
    {
        if (node is not YamlSequence sequence)
        {
            if (CoreSchema.IsNull(node))
                errors.NoValue(setting, node);
            else
                errors.WrongType(setting, "a list", node, node is YamlScalar scalar ? $"write [{Wording.Name(scalar.Text)}]." : "");
            return Nothing;
        }
        constraints.CheckLength(conditions, sequence.Items.Count, "items", node, setting);
        var inner = WithoutLength(conditions);
        return CanonicalJson.List([.. sequence.Items.Select((item, i) =>
            Write(list.Item, inner, item, string.Create(CultureInfo.InvariantCulture, $"{setting}[{i}]"), item.Place, leaves: null))]);
    }

    // Of a list or map, the length is its own; every other condition is on each of its values.
    static IReadOnlyList<SettingConstraint> WithoutLength(IReadOnlyList<SettingConstraint> conditions) =>
        [.. conditions.Where(condition => condition is not LengthConstraint)];

    string WriteScalar(SettingType type, IReadOnlyList<SettingConstraint> conditions, YamlNode node, string setting)
    {
        switch (type)
        {
            case StringSetting when scalars.Text(node, setting) is { } text:
                constraints.CheckLength(conditions, text.Length, "characters", node, setting);
                constraints.CheckPattern(conditions, text, node, setting);
                return Allowed(conditions, CanonicalJson.Text(text), CanonicalJson.Text, node, setting);

            case BooleanSetting when scalars.Boolean(node, setting) is { } value:
                return Allowed(conditions, CanonicalJson.Boolean(value), allowed => allowed.ToLowerInvariant(), node, setting);

            case IntegerSetting(var bits, var signed) when scalars.Integer(node, setting, bits, signed) is { } value:
                constraints.CheckRange(conditions, value, ScalarReader.Bounds(bits, signed), node, setting);
                return Allowed(conditions, CanonicalJson.Integer(value), IntegerAsJson, node, setting);

            case NumberSetting(64) when scalars.Number(node, setting) is { } value:
                constraints.CheckRange(conditions, value, node, setting);
                return Allowed(conditions, CanonicalJson.Number(value), NumberAsJson, node, setting);

            case NumberSetting(32) when scalars.Number(node, setting) is { } value:
                // Read again from the text: by way of a double the last digit can round twice.
                var single = float.Parse(((YamlScalar)node).Text, NumberStyles.Float, CultureInfo.InvariantCulture);
                if (!float.IsFinite(single))
                {
                    errors.Add("MB1016", node.Place,
                        $"{setting} must be between {CanonicalJson.Number(float.MinValue)} and {CanonicalJson.Number(float.MaxValue)}, but is {Wording.Number(value)}.");
                    return Nothing;
                }
                constraints.CheckRange(conditions, value, node, setting);
                return Allowed(conditions, CanonicalJson.Number(single == 0 ? 0 : single), SingleAsJson, node, setting);

            case EnumSetting(var names) when scalars.Name(node, setting, names) is { } name:
                return Allowed(conditions, CanonicalJson.Text(name), CanonicalJson.Text, node, setting);

            default:
                return Nothing;
        }
    }

    string Allowed(IReadOnlyList<SettingConstraint> conditions, string json, Func<string, string> allowedAsJson, YamlNode node, string setting)
    {
        constraints.CheckAllowed(conditions, json, allowedAsJson, (YamlScalar)node, setting);
        return json;
    }

    static string IntegerAsJson(string allowed) =>
        decimal.TryParse(allowed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? CanonicalJson.Integer(value) : allowed;

    static string NumberAsJson(string allowed) =>
        double.TryParse(allowed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? CanonicalJson.Number(value) : allowed;

    static string SingleAsJson(string allowed) =>
        float.TryParse(allowed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? CanonicalJson.Number(value) : allowed;

    YamlMapping? Mapping(YamlNode node, string setting)
    {
        if (node is YamlMapping mapping)
            return mapping;
        if (CoreSchema.IsNull(node))
            errors.NoValue(setting, node);
        else
            errors.WrongType(setting, "a mapping of keys to values", node);
        return null;
    }

    /// <summary>Whether a value names a member of an enum: there <c>null</c> can be one.</summary>
    public static bool IsName(SettingType type, YamlNode node) => type is EnumSetting(var names) && node is YamlScalar scalar && names.Contains(scalar.Text);
}
