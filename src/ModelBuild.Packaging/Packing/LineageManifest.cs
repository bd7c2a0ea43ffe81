using System.Text.Json;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Files;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;
using ModelBuild.Verification;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Packing;

/// <summary>
/// Writes <c>model/modelbuild.manifest.json</c>: what the model is and everything that it came from, by digest. Only what is in
/// stage keys and gates goes in, so that equal keys make equal bytes; times, hosts and commits are in the provenance.
/// </summary>
static class LineageManifest
{
    const int FormatVersion = 1;

    /// <param name="files">The files of the model, without the manifest itself.</param>
    /// <param name="dataBytes">The size of the declared data of a name.</param>
    /// <param name="metrics">The content of <c>metrics.json</c>; null where nothing was evaluated.</param>
    /// <param name="gates">The content of <c>gates.json</c>.</param>
    public static byte[] Write(
        ModelPlan plan, ModelState state, string packageId, NuGetVersion version, IReadOnlyList<ModelResource> files,
        IReadOnlyDictionary<string, long> dataBytes, byte[]? metrics, byte[] gates) => JsonFile.Write(json =>
    {
        var stages = state.Nodes.OrderBy(node => node.Key.Stage, StringComparer.Ordinal).ThenBy(node => node.Key.Instance, StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteNumber("formatVersion", FormatVersion);
        json.WriteString("packageId", packageId);
        json.WriteString("packageVersion", version.ToNormalizedString());
        json.WriteString("modelId", plan.Name);
        json.WriteNumber("sequence", SequenceOf(version));
        if (plan.Sample is { } sample)
        {
            json.WriteBoolean("releasable", false);
            json.WriteNumber("sample", sample);
        }

        json.WriteStartObject("model");
        json.WriteString("pipeline", plan.Definition.Pipeline.Name);
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteString("sha256", file.Sha256);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();

        json.WriteStartArray("inputs");
        foreach (var (name, digest) in Distinct(stages, "data"))
        {
            json.WriteStartObject();
            json.WriteString("role", "data");
            json.WriteString("name", name);
            json.WriteString("kind", digest.StartsWith(Folder, StringComparison.Ordinal) ? "folder" : "file");
            json.WriteString("sha256", digest[(digest.LastIndexOf(':') + 1)..]);
            if (dataBytes.TryGetValue(name, out var bytes))
                json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteStartObject("config");
        json.WriteString("sha256", new KeyManifest([.. Distinct(stages, "option").Select(option => new KeyPart("option", option.Name, option.Value))]).Key.Hex);
        json.WriteStartObject("effective");
        foreach (var values in Distinct(stages, "option").GroupBy(option => option.Name, option => option.Value))
        {
            json.WritePropertyName(values.Key);
            // A section that a stage is repeated for has another item in each instance.
            json.WriteRawValue(values.Count() == 1 ? values.Single() : $"[{string.Join(',', values)}]");
        }
        json.WriteEndObject();
        json.WriteEndObject();

        json.WriteStartObject("environment");
        foreach (var (name, value) in Distinct(stages, "environment"))
            json.WriteString(name, value);
        json.WriteEndObject();

        json.WriteStartArray("packages");
        foreach (var (name, digest) in Distinct(stages, "package"))
        {
            json.WriteStartObject();
            json.WriteString("file", name);
            json.WriteString("sha256", digest[(digest.LastIndexOf(':') + 1)..]);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteStartArray("stages");
        foreach (var (id, node) in stages)
            WriteStage(json, id, node);
        json.WriteEndArray();
        if (plan.MeasuredOn(state.Nodes) is { } measured)
            MeasuredOn.Write(json, measured);

        json.WritePropertyName("metrics");
        if (metrics is null)
            json.WriteNullValue();
        else
            WriteRaw(json, metrics);
        json.WritePropertyName("gates");
        WriteRaw(json, gates);
        json.WriteStartArray("parents");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    const string Folder = "folder ";

    static void WriteStage(Utf8JsonWriter json, NodeId id, NodeState node)
    {
        json.WriteStartObject();
        json.WriteString("stage", id.Stage);
        if (id.Instance.Length > 0)
            json.WriteString("instance", id.Instance);
        json.WriteString("key", node.Manifest.Key.Hex);
        json.WriteString("codeSha256", new KeyManifest([.. node.Manifest.Parts.Where(part => part.IsCode)]).Key.Hex);
        if (node.Manifest.Parts.FirstOrDefault(part => part.Kind == "algorithm") is { } algorithm)
            json.WriteString("algorithm", $"{algorithm.Name} {algorithm.Value}");
        if (node.Manifest.Parts.FirstOrDefault(part => part.Kind == "seed") is { } seed)
            json.WriteString("seed", seed.Value); // 64 bits, more than a JSON number keeps for everybody
        json.WriteString("outputSha256", node.Result.Output.Hex);
        json.WriteEndObject();
    }

    /// <summary>Parts of one kind of all stages, each once, in ordinal order.</summary>
    static List<(string Name, string Value)> Distinct(IEnumerable<KeyValuePair<NodeId, NodeState>> stages, string kind) =>
        [.. stages.SelectMany(stage => stage.Value.Manifest.Parts)
            .Where(part => part.Kind == kind)
            .Select(part => (part.Name, part.Value))
            .Distinct()
            .OrderBy(part => part.Name, StringComparer.Ordinal)
            .ThenBy(part => part.Value, StringComparer.Ordinal)];

    /// <summary>Numbers keep the digits that they were written with.</summary>
    static void WriteRaw(Utf8JsonWriter json, byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        document.RootElement.WriteTo(json);
    }

    /// <summary>
    /// A number that grows with the version, against rollback: three parts of a million each, so that it is exact in a JSON number.
    /// A pre-release has the number of its release.
    /// </summary>
    /// <exception cref="PackingException">MB5042: a part is too large.</exception>
    public static long SequenceOf(NuGetVersion version)
    {
        const long Base = 1_000_000;
        const int MostMajor = 9_000;
        if (version.Major >= MostMajor || version.Minor >= Base || version.Patch >= Base || version.Revision != 0)
            throw new PackingException("MB5042",
                $"the version {version} cannot be a model's: its parts are three numbers, the first below {MostMajor}, the others below {Base}. Choose another Version.");
        return (((version.Major * Base) + version.Minor) * Base) + version.Patch;
    }
}
