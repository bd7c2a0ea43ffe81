using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;

namespace ModelBuild.Core.Keys;

/// <summary>Writes down what can change a node's output. Whatever a stage is given must appear here.</summary>
public static class StageKeyWriter
{
    /// <summary>The manifest of a node whose inputs are known.</summary>
    /// <param name="outputs">The tree digest of the output of a node that this one reads.</param>
    /// <param name="data">The digest of declared data.</param>
    public static KeyManifest Write(StageNode node, Func<NodeId, Digest> outputs, Func<DataInput, ArtifactDigest> data)
    {
        var parts = new List<KeyPart> { new("stage", node.KeyedAs.Stage, node.KeyedAs.Instance) };
        if (node.Program is CommandProgram { Command: var command })
            for (var i = 0; i < command.Count; i++)
                parts.Add(new("command", i.ToString(System.Globalization.CultureInfo.InvariantCulture), command[i]));
        // All code of a project is one identity, so two pipelines with a stage of the same name differ by this alone.
        if (node.Program is MethodProgram method)
            parts.Add(new("method", "", $"{method.Assembly} {method.Type}.{method.Method}"));
        parts.AddRange(node.Code);
        foreach (var parameter in node.Settings.Keys.Order(StringComparer.Ordinal))
        {
            var setting = node.Settings[parameter];
            // Without a value the parameter itself, since an empty section and an absent one may differ for the stage.
            if (setting.Values.Count == 0)
                parts.Add(new("settings", parameter, setting.Json));
            foreach (var (path, json) in setting.Values)
                parts.Add(new("option", path, json));
        }
        foreach (var input in node.Inputs.OrderBy(input => input.Name, StringComparer.Ordinal))
            parts.Add(input switch
            {
                DataInput declared => new("data", declared.Name, data(declared).ToString()),
                NodeInput { Node: var source } => new("input", input.Name, $"{source} {outputs(source)}"),
                _ => throw new ArgumentException($"Unknown kind of input: {input}", nameof(node)),
            });
        if (node.Seed is { } seed)
            parts.Add(new("seed", "", seed.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        parts.AddRange(node.Facets);
        return new KeyManifest(parts);
    }
}
