using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads a stage section's <c>access</c>: what the stage is given besides its inputs and settings.</summary>
sealed class AccessBinder(DefinitionErrors errors)
{
    /// <summary>The key in a stage's section; no options record can have it.</summary>
    public const string Key = "access";

    public static readonly string[] Keys = ["network", "variables"];

    /// <summary>Variables that each stage is given with a value of our own (docs/stage-folder.md).</summary>
    static readonly string[] Ours =
    [
        "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "TZ", "LC_ALL", "MODELBUILD_CHECKPOINTS",
        "DOTNET_TieredPGO", "DOTNET_EnableDiagnostics", "DOTNET_GCHeapHardLimit",
    ];

    /// <summary>MSBuild sets these for itself, and the engine is started without them.</summary>
    const string OfMSBuild = "MSBUILD";

    readonly ScalarReader scalars = new(errors);

    public StageAccess Bind(YamlNode node, string setting)
    {
        var access = new StageAccess();
        if (CoreSchema.IsNull(node))
            return access;
        if (node is not YamlMapping mapping)
        {
            errors.WrongType(setting, "a mapping with network or variables", node);
            return access;
        }
        errors.CheckKeys(mapping, Keys, setting);
        if (mapping.Find("network") is { } network)
            access = access with { Network = scalars.Boolean(network.Value, $"{setting}.network") ?? false };
        if (mapping.Find("variables") is { } variables)
            access = access with { Variables = Variables(variables.Value, $"{setting}.variables") };
        return access;
    }

    /// <summary>In ordinal order, each once.</summary>
    IReadOnlyList<string> Variables(YamlNode node, string setting)
    {
        if (CoreSchema.IsNull(node))
            return [];
        if (node is not YamlSequence sequence)
        {
            errors.WrongType(setting, "a list of names of environment variables", node, node is YamlScalar written ? $"write [{Wording.Name(written.Text)}]." : "");
            return [];
        }
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in sequence.Items)
        {
            if (scalars.Text(item, setting) is not { } name)
                continue;
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0)
                errors.Add("MB1028", item.Place, $"{setting} lists {Wording.Quote(name)}, which is no name of an environment variable. List names only; values come from where the build runs.");
            else if (Array.Exists(Ours, ours => ours.Equals(name, StringComparison.OrdinalIgnoreCase)) || name.StartsWith(OfMSBuild, StringComparison.OrdinalIgnoreCase))
                errors.Add("MB1028", item.Place, $"{setting} lists {Wording.Quote(name)}, which is set for each stage, or by MSBuild for itself. Give the value another name.");
            else
                names.Add(name);
        }
        return [.. names];
    }
}
