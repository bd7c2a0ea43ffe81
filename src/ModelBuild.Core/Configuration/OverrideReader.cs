using System.Text;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Configuration;

/// <summary>Reads what variables, items and the property set, in the order in which later ones win.</summary>
sealed class OverrideReader(List<Diagnostic> errors)
{
    readonly List<Override> read = [];

    public IReadOnlyList<Override> Read(ConfigurationSources sources)
    {
        // The longer of two paths comes later: it changes what the shorter one set.
        foreach (var variable in sources.Variables.OrderBy(variable => variable.Name, StringComparer.OrdinalIgnoreCase).ThenBy(variable => variable.Name, StringComparer.Ordinal))
            Add(variable);
        foreach (var item in sources.Items)
            Add(item.Text, item.Definition, Mark.Of(item.File) with { Note = $"{ConfigurationSources.Set} {Wording.Quote(item.Text)}" });
        foreach (var text in OverrideText.Split(sources.Property))
            Add(text, "", Mark.Of(ConfigurationSources.Set));
        if (sources.Sample.Length > 0)
            Add(null, [ModelPlan.SampleSection], sources.Sample, Mark.Of(ConfigurationSources.SampleProperty), isVariable: false);
        return read;
    }

    void Add(SetVariable variable)
    {
        var origin = Mark.Of(variable.Name);
        var path = variable.Name[ConfigurationSources.VariablePrefix.Length..].Split(ConfigurationSources.VariableSeparator);
        if (path.Contains(""))
            errors.Add(Diagnostic.Error("MB1080", origin,
                $"the name of the variable has an empty key. Write {ConfigurationSources.VariablePrefix}SECTION__KEY, with two underscores between levels."));
        else
            Add(null, path, variable.Value, origin, isVariable: true);
    }

    void Add(string text, string definition, Mark origin)
    {
        if (OverrideText.Parse(text) is not { } parsed)
            errors.Add(Diagnostic.Error("MB1080", origin,
                $"{Wording.Quote(text)} is not understood. Write PATH=VALUE without spaces around the equals sign, for instance train.l2=10; a model's name and a colon in front make it for that one alone."));
        else if (definition.Length > 0 && parsed.Definition is { } other && other != definition)
            errors.Add(Diagnostic.Error("MB1080", origin, $"{Wording.Quote(text)} is for {Wording.Quote(other)}, and its metadata Definition says {Wording.Quote(definition)}. Remove one of them."));
        else
            Add(definition.Length > 0 ? definition : parsed.Definition, parsed.Path, parsed.Value, origin, isVariable: false);
    }

    void Add(string? definition, IReadOnlyList<string> path, string text, Mark origin, bool isVariable)
    {
        var (value, problem) = Value(text, origin);
        if (value is null)
            errors.Add(Diagnostic.Error("MB1084", origin, $"the value of {SettingPath.Of(path)} {problem}"));
        else
            read.Add(new(definition, path, text, value, origin, isVariable));
    }

    /// <summary>
    /// Read as the only item of a list in brackets: so it is one value on its own, and what would begin a block or a comment
    /// is an error and not lost.
    /// </summary>
    static (YamlNode? Value, string? Problem) Value(string text, Mark origin)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, "is empty. Write null to let the code's default hold, or '' for the empty text.");
        var (root, problems) = YamlReader.Read(origin.File, Encoding.UTF8.GetBytes($"v: [{text}]"));
        if (root is null)
            return (null, $"cannot be read from {Wording.Quote(text)}: {problems[0].Message} Text with special characters is written in quotes.");
        return root.Entries is [{ Value: YamlSequence { Items: [var value] } }] && !text.TrimEnd().EndsWith(',')
            ? (At(value, origin), null)
            : (null, $"must be one value, but is {Wording.Quote(text)}. A list is written [a, b], and text with a comma or a bracket in quotes.");
    }

    static YamlNode At(YamlNode node, Mark origin) => node switch
    {
        YamlMapping mapping => new YamlMapping(origin, [.. mapping.Entries.Select(entry => new YamlEntry(entry.Key, origin, At(entry.Value, origin)))]),
        YamlSequence sequence => new YamlSequence(origin, [.. sequence.Items.Select(item => At(item, origin))]),
        _ => node with { Place = origin },
    };
}
