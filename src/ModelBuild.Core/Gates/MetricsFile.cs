using System.Globalization;
using System.Text.Json;
using ModelBuild.Core.Files;

namespace ModelBuild.Core.Gates;

/// <summary>Writes a model's <c>metrics.json</c>: the form of <c>evaluation.json</c>, the same bytes for the same metrics.</summary>
public static class MetricsFile
{
    /// <summary>The content in UTF-8, without a byte order mark, with a final line end.</summary>
    public static byte[] Write(EvaluationMetrics evaluation) => JsonFile.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("rows", evaluation.Rows);
        WriteMetrics(json, evaluation.Metrics);
        json.WriteStartArray("slices");
        foreach (var slice in evaluation.Slices)
        {
            json.WriteStartObject();
            json.WriteString("column", slice.Column);
            json.WriteString("value", slice.Value);
            json.WriteNumber("rows", slice.Rows);
            WriteMetrics(json, slice.Metrics);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    static void WriteMetrics(Utf8JsonWriter json, IReadOnlyList<Metric> metrics)
    {
        json.WriteStartObject("metrics");
        foreach (var (name, value) in metrics)
        {
            json.WritePropertyName(name);
            WriteNumber(json, value);
        }
        json.WriteEndObject();
    }

    /// <summary>JSON has no word for NaN and infinity: they are written as text.</summary>
    internal static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <exception cref="FormatException">It is neither.</exception>
    internal static double ReadNumber(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number ? json.GetDouble()
        : double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var special) && !double.IsFinite(special) ? special
        : throw new FormatException($"'{json}' is no number");
}
