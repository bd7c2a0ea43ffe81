using System.Globalization;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads <c>NAME.model.waivers.yaml</c>, which lies beside a definition: who lets which gate pass, why, and until when.</summary>
public static class WaiversReader
{
    const string Top = "waivers";
    const string Extension = ".model.waivers.yaml";
    static readonly string[] Keys = ["gate", "by", "reason", "until"];

    /// <summary>Beside the definition.</summary>
    public static string PathOf(string definition, string model) => Path.Combine(Path.GetDirectoryName(definition)!, model + Extension);

    /// <summary>The waivers of a model; none where there is no file.</summary>
    /// <param name="gates">Those of its definition.</param>
    /// <returns>No waiver counts where there are errors.</returns>
    public static (IReadOnlyList<Waiver> Waivers, IReadOnlyList<Diagnostic> Errors) Read(string definition, string model, IReadOnlyList<GateDeclaration> gates)
    {
        var path = PathOf(definition, model);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ([], []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], [Diagnostic.Error("MB4062", new(path, 0, 0), $"the waivers cannot be read: {e.Message} Correct the permissions of the file.")]);
        }
        return Parse(path, content, gates);
    }

    static (IReadOnlyList<Waiver>, IReadOnlyList<Diagnostic>) Parse(string path, byte[] content, IReadOnlyList<GateDeclaration> gates)
    {
        var (root, wrong) = YamlReader.ReadWaivers(path, content);
        if (root is null)
            return ([], wrong);
        var errors = new DefinitionErrors();
        errors.CheckKeys(root, [Top], "");
        var all = root.Find(Top)?.Value;
        if (all is not (null or YamlSequence) && !CoreSchema.IsNull(all))
            errors.WrongType(Top, "a list of waivers", all, "write `- { gate: NAME, by: WHO, reason: WHY, until: 2030-01-31 }` lines.");
        var waivers = new List<Waiver>();
        foreach (var item in (all as YamlSequence)?.Items ?? [])
        {
            if (Waiver(item, gates, errors) is not { } waiver)
                continue;
            if (waivers.Find(other => other.Gate == waiver.Gate) is { } other)
                errors.Add("MB4062", waiver.Place, $"the gate {Wording.Quote(waiver.Gate)} is waived twice, first in line {other.Place.Line}. Remove one of the two.");
            waivers.Add(waiver);
        }
        return errors.Count > 0 ? ([], errors.InOrder()) : (waivers, []);
    }

    static Waiver? Waiver(YamlNode node, IReadOnlyList<GateDeclaration> gates, DefinitionErrors errors)
    {
        if (node is not YamlMapping mapping)
        {
            errors.Add("MB4062", node.Place, "a waiver is a mapping: { gate: NAME, by: WHO, reason: WHY, until: 2030-01-31 }.");
            return null;
        }
        var place = mapping.Entries is [var first, ..] ? first.KeyPlace : mapping.Place;
        errors.CheckKeys(mapping, Keys, "a waiver");
        var values = Keys.Select(key => Text(key)).ToList();
        if (values is not [{ } gate, { } by, { } reason, { } until])
            return null;
        if (!DateOnly.TryParseExact(until, Gates.Waiver.Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var last))
        {
            errors.Add("MB4062", mapping.Find("until")!.Value.Place, $"the waiver's until is {Wording.Quote(until)}, and must be a day such as 2030-01-31: the last one on which the gate is let pass.");
            return null;
        }
        // That of one of several slices is the gate's name with the slice's value in brackets.
        if (!gates.Any(known => known.Name == gate || (known.Slices is { Value: null } && gate.StartsWith(known.Name + " [", StringComparison.Ordinal) && gate.EndsWith(']'))))
        {
            var names = gates.Select(known => known.Name).ToList();
            errors.Add("MB4061", mapping.Find("gate")!.Value.Place, $"there is no gate {Wording.Quote(gate)} to waive"
                + (NearestName.Find(gate, names) is { } near ? $"; did you mean {Wording.Quote(near)}? " : ". ")
                + (names.Count == 0 ? "The model has no gates." : $"There are {Wording.List(names)}."));
            return null;
        }
        return new(gate, by, reason, last, place);

        string? Text(string key)
        {
            if (mapping.Find(key) is not { } entry)
                errors.Add("MB4062", place, $"the waiver has no `{key}`. It says which gate, who lets it pass, why, and until when.");
            else if (entry.Value is not YamlScalar { Text: var text } || string.IsNullOrWhiteSpace(text))
                errors.Add("MB4062", entry.Value.Place, $"the waiver's {key} must be text.");
            else
                return text;
            return null;
        }
    }
}
