using System.Security.Cryptography;
using System.Text.Json;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Verification;

namespace ModelBuild.Packaging.Packing;

/// <summary>
/// Writes the SLSA provenance of a model (https://slsa.dev/spec/v1.0/provenance) as an in-toto statement: how, when and from
/// which sources it was made. It is outside of the model's identity, so it may say what differs from run to run.
/// </summary>
static class ProvenanceStatement
{
    const string BuildType = "urn:modelbuild:train-model:1";
    const string Builder = "urn:modelbuild:local";

    /// <param name="resources">Every file of the model, the manifest included.</param>
    public static byte[] Write(
        ModelPlan plan, ModelState state, PackOrder order, string name, IReadOnlyList<ModelResource> resources,
        SourceState source, bool isDevelopmentKey, DateTimeOffset now) => AttestationWriter.Statement(InTotoStatement.Provenance, name, resources, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("buildDefinition");
        json.WriteString("buildType", BuildType);
        json.WriteStartObject("externalParameters");
        json.WriteString("project", source.RelativePath(order.ProjectFile));
        json.WriteString("target", "PackModel");
        json.WriteString("configuration", order.Configuration);
        json.WriteString("definition", source.RelativePath(plan.Definition.File));
        json.WriteEndObject();
        json.WriteStartObject("internalParameters");
        json.WriteString("signedBy", isDevelopmentKey ? "a development key" : "a key of the publisher");
        json.WriteString("seed", plan.Definition.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (plan.Definition.Environment is { } environment)
            json.WriteString("environment", environment);
        json.WriteStartArray("overrides");
        foreach (var (path, value, _) in plan.Definition.Overrides)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("resolvedDependencies");
        WriteSource(json, source);
        foreach (var file in new[] { plan.Definition.File, plan.Definition.Overlay })
            if (file is not null)
                WriteFile(json, "definition", source.RelativePath(file), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
        foreach (var (name, path, digest) in DataOf(plan, state))
            WriteFile(json, name, source.RelativePath(path), digest);
        json.WriteEndArray();
        json.WriteEndObject();

        json.WriteStartObject("runDetails");
        json.WriteStartObject("builder");
        json.WriteString("id", Builder);
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        if (state.Run.Length > 0)
            json.WriteString("invocationId", state.Run);
        json.WriteString("finishedOn", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteStartArray("byproducts");
        foreach (var (id, node) in state.Nodes.OrderBy(node => node.Key.ToString(), StringComparer.Ordinal))
        {
            WriteByproduct(json, $"{id} log", node.Result.Log.Hex);
            if (node.Result.Metrics is { } metrics)
                WriteByproduct(json, $"{id} metrics", metrics.Hex);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>The declared data of a model: name, path and the digest that its stages were keyed by.</summary>
    public static IEnumerable<(string Name, string Path, string Sha256)> DataOf(ModelPlan plan, ModelState state) =>
        plan.Graph.Nodes
            .SelectMany(node => node.Inputs.OfType<DataInput>().Select(data => (data.Name, data.Path, Digest: DigestOf(state, node.Id, data.Name))))
            .Distinct()
            .OrderBy(data => data.Name, StringComparer.Ordinal)
            .ThenBy(data => data.Path, StringComparer.Ordinal);

    static string DigestOf(ModelState state, NodeId node, string name)
    {
        var digest = state.Nodes[node].Manifest.Parts.First(part => part.Kind == "data" && part.Name == name).Value;
        return digest[(digest.LastIndexOf(':') + 1)..];
    }

    static void WriteSource(Utf8JsonWriter json, SourceState source)
    {
        if (source.Commit is null)
            return;
        json.WriteStartObject();
        json.WriteString("name", "source");
        if (source.Repository is not null)
            json.WriteString("uri", "git+" + source.Repository);
        json.WriteStartObject("digest");
        json.WriteString("gitCommit", source.Commit);
        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteBoolean("dirty", source.IsDirty);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteFile(Utf8JsonWriter json, string name, string uri, string sha256)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("uri", uri);
        json.WriteStartObject("digest");
        json.WriteString("sha256", sha256);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteByproduct(Utf8JsonWriter json, string name, string sha256)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartObject("digest");
        json.WriteString("sha256", sha256);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
