using System.Globalization;
using System.Text.Json;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;
using ModelBuild.Verification;

namespace ModelBuild.Packaging.Packing;

/// <summary>
/// Writes <c>mlbom.cdx.json</c>: the model as a component of CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), with its
/// data, metrics and files. Without serial number and time, which would make two files of one model.
/// </summary>
static class BillOfMaterials
{
    /// <param name="files">The files of the model that a consumer loads.</param>
    /// <param name="metrics">Null where nothing was evaluated.</param>
    public static byte[] Write(
        ModelPlan plan, ModelState state, string packageId, string version, IReadOnlyList<ModelResource> files, EvaluationMetrics? metrics) => JsonFile.Write(json =>
    {
        var data = ProvenanceStatement.DataOf(plan, state).Select(data => (data.Name, data.Sha256)).Distinct().ToList();
        json.WriteStartObject();
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        json.WriteStartObject("component");
        json.WriteString("type", "machine-learning-model");
        json.WriteString("bom-ref", "model");
        json.WriteString("name", packageId);
        json.WriteString("version", version);
        json.WriteStartObject("modelCard");
        json.WriteStartObject("modelParameters");
        json.WriteStartArray("datasets");
        for (var i = 0; i < data.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("ref", Reference("data", i));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        if (metrics is not null)
        {
            json.WriteStartObject("quantitativeAnalysis");
            json.WriteStartArray("performanceMetrics");
            foreach (var metric in metrics.Metrics)
                WriteMetric(json, metric, slice: null);
            foreach (var slice in metrics.Slices)
                foreach (var metric in slice.Metrics)
                    WriteMetric(json, metric, $"{slice.Column}={slice.Value}");
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();

        json.WriteStartArray("components");
        for (var i = 0; i < data.Count; i++)
            WriteComponent(json, "data", Reference("data", i), data[i].Name, data[i].Sha256);
        for (var i = 0; i < files.Count; i++)
            WriteComponent(json, "file", Reference("file", i), files[i].Path, files[i].Sha256);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    static string Reference(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number + 1}");

    /// <summary>The values of metrics are text in this format.</summary>
    static void WriteMetric(Utf8JsonWriter json, Metric metric, string? slice)
    {
        json.WriteStartObject();
        json.WriteString("type", metric.Name);
        json.WriteString("value", metric.Value.ToString("R", CultureInfo.InvariantCulture));
        if (slice is not null)
            json.WriteString("slice", slice);
        json.WriteEndObject();
    }

    static void WriteComponent(Utf8JsonWriter json, string type, string reference, string name, string sha256)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("bom-ref", reference);
        json.WriteString("name", name);
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-256");
        json.WriteString("content", sha256);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
