using System.Globalization;
using System.Text;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads a section that a stage is repeated over: a list of plain values, or a number n for 1 to n.</summary>
sealed class ItemsBinder(DefinitionErrors errors, SettingBinder settings)
{
    /// <summary>The most instances of one stage.</summary>
    public const int Most = 10_000;

    readonly ScalarReader scalars = new(errors);

    /// <summary>The items in order; null after an error.</summary>
    public IReadOnlyList<LoopItem>? Bind(SettingType type, YamlNode node, string section)
    {
        var before = errors.Count;
        if (node is YamlScalar && type is IntegerSetting(var bits, var signed) && !CoreSchema.IsNull(node))
            return scalars.Integer(node, section, bits, signed) is { } count ? UpTo(count, node, section) : null;
        if (node is not YamlSequence list)
        {
            if (CoreSchema.IsNull(node))
                errors.NoValue(section, node);
            else
                errors.WrongType(section, type is IntegerSetting ? "a list, or a whole number n for 1 to n" : "a list", node);
            return null;
        }
        if (list.Items.Count == 0)
            errors.Add("MB1094", node.Place, $"{section} has no items, so that nothing would run. Write at least one.");
        if (list.Items.Count > Most)
        {
            TooMany(list.Items.Count, node, section);
            return null;
        }
        var items = new List<LoopItem>(list.Items.Count);
        var places = new Dictionary<string, Mark>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            var failures = errors.Count;
            var value = settings.Bind(type, item, section, item.Place);
            if (errors.Count > failures)
                continue;
            var name = NameOf(type, (YamlScalar)item, value);
            if (WhyNoName(name) is { } reason)
                errors.Add("MB1094", item.Place, $"the item {Wording.Quote(name)} of {section} {reason}, and an item is also a name. Write another.");
            else if (!places.TryAdd(name, item.Place))
                errors.Add("MB1094", item.Place, $"{section} has the item {Wording.Quote(name)} twice, first in line {places[name].Line}. Remove one of the two.");
            else
                items.Add(new(name, value));
        }
        return errors.Count > before ? null : items;
    }

    /// <summary>Why a text cannot tell instances apart in messages and files; null where it can.</summary>
    public static string? WhyNoName(string name)
    {
        const int Longest = 255;
        if (name.Length == 0)
            return "is empty";
        if (name.Length > Longest)
            return $"has {name.Length} characters, more than {Longest}";
        foreach (var rune in name.EnumerateRunes())
            if (rune == Rune.ReplacementChar || Wording.IsUnsafe(rune))
                return "has a character that cannot be shown";
        return null;
    }

    List<LoopItem>? UpTo(decimal count, YamlNode node, string section)
    {
        if (count > Most)
        {
            TooMany(count, node, section);
            return null;
        }
        if (count < 1)
        {
            errors.Add("MB1016", node.Place, $"{section} must be at least 1, but is {count}: a number n stands for the items 1 to n.");
            return null;
        }
        var items = new List<LoopItem>((int)count);
        for (var i = 1; i <= count; i++)
        {
            var json = CanonicalJson.Integer(i);
            items.Add(new(json, new(json, [new(section, json)])));
        }
        return items;
    }

    void TooMany(decimal count, YamlNode node, string section) => errors.Add("MB1098", node.Place,
        $"{section} has {count} items, and a stage is repeated at most {Most} times. Let an item stand for more of the work.");

    /// <summary>Two spellings of a number are one name, and a float's digits are those that were written.</summary>
    static string NameOf(SettingType type, YamlScalar item, SettingValue value) => type switch
    {
        StringSetting or EnumSetting => item.Text,
        NumberSetting => CanonicalJson.Number(double.Parse(item.Text, NumberStyles.Float, CultureInfo.InvariantCulture) is var number && number == 0 ? 0 : number),
        _ => value.Json,
    };
}
