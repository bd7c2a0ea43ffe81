using System.Text.Json;
using System.Text.Json.Nodes;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;

namespace ModelBuild.Core.Locking;

/// <summary>What a lock file says of a stage.</summary>
/// <param name="Facts">
/// Its code, options and data, by name; the values are JSON. Neither outputs of other stages, which have their own place, nor the
/// environment: a hash of a variable's value, which may be a secret, has no place in a repository.
/// </param>
/// <param name="Outputs">Tree digests by instance; the name is empty where there is one.</param>
public sealed record LockedStage(IReadOnlyDictionary<string, string> Facts, IReadOnlyDictionary<string, Digest> Outputs)
{
    const string Output = "output";

    /// <summary>The facts of a stage's instances: what they have in common once, the rest with the instance's name.</summary>
    /// <param name="nodes">The manifest of each instance.</param>
    public static IReadOnlyDictionary<string, string> FactsOf(IReadOnlyDictionary<string, KeyManifest> nodes)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var each = nodes.ToDictionary(node => node.Key, node => FactsOf(node.Value));
        foreach (var (instance, own) in each)
            foreach (var (name, value) in own)
            {
                var isCommon = instance.Length == 0 || each.Values.All(other => other.TryGetValue(name, out var its) && its == value);
                facts[isCommon ? name : $"{name} [{instance}]"] = value;
            }
        return facts;
    }

    static Dictionary<string, string> FactsOf(KeyManifest manifest)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in manifest.Parts)
        {
            if (part.Kind is "stage" or "method" or "input" or "environment" or "variable") // the code says which method it is
                continue;
            var name = part.Kind == "option" ? part.Name : part.Name.Length == 0 ? part.Kind : $"{part.Kind} {part.Name}";
            while (facts.ContainsKey(name))
                name += "'"; // a native library for each platform
            facts[name] = part.Kind is "option" or "runtime setting" ? part.Value : JsonValue.Create(part.Value).ToJsonString();
        }
        return facts;
    }

    internal static string OutputName(string instance) => instance.Length == 0 ? Output : $"{Output} [{instance}]";

    /// <exception cref="FormatException">A digest is none.</exception>
    internal static LockedStage Read(JsonElement json)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var outputs = new Dictionary<string, Digest>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name == Output)
                outputs[""] = ReadDigest(member);
            else if (member.Name.StartsWith(Output + " [", StringComparison.Ordinal) && (member.Name[^1] != ']' || member.Name.Length == Output.Length + 3))
                throw new FormatException($"its '{member.Name}' names no instance");
            else if (member.Name.StartsWith(Output + " [", StringComparison.Ordinal))
                outputs[member.Name[(Output.Length + 2)..^1]] = ReadDigest(member);
            else
                facts[member.Name] = member.Value.GetRawText();
        }
        return new(facts, outputs);
    }

    static Digest ReadDigest(JsonProperty member) => Digest.TryParse(member.Value.GetString(), out var digest)
        ? digest
        : throw new FormatException($"its '{member.Name}' is no digest");
}
