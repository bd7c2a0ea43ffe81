using System.Text.Json;

namespace ModelBuild;

/// <summary>
/// The metrics of a model on rows that it was not trained on. The output of a pipeline's evaluation stage; gates judge it.
/// </summary>
/// <remarks>
/// Written as <c>evaluation.json</c>: <c>{"rows": n, "metrics": {"auc": 0.99, …}, "slices": [{"column", "value", "rows", "metrics"}]}</c>.
/// Numbers in round-trip form; a number that is not finite is the string <c>"NaN"</c>, <c>"Infinity"</c> or <c>"-Infinity"</c>.
/// </remarks>
public sealed class Evaluation : IArtifact<Evaluation>
{
    const string FileName = "evaluation.json";

    /// <summary>How many rows were evaluated.</summary>
    public required long Rows { get; init; }

    /// <summary>Metrics over all rows, in the order in which reports list them; the first is the one to look at.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Metrics { get; init; }

    /// <summary>The same metrics over subsets of the rows. Default: none.</summary>
    public IReadOnlyList<EvaluationSlice> Slices { get; init; } = [];

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("rows", Rows);
        WriteMetrics(json, Metrics);
        json.WriteStartArray("slices");
        foreach (var slice in Slices)
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
    }

    /// <inheritdoc/>
    public static Evaluation Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var root = document.RootElement;
        return new Evaluation
        {
            Rows = root.GetProperty("rows").GetInt64(),
            Metrics = ReadMetrics(root),
            Slices = [.. root.GetProperty("slices").EnumerateArray().Select(slice => new EvaluationSlice(
                slice.GetProperty("column").GetString()!,
                slice.GetProperty("value").GetString()!,
                slice.GetProperty("rows").GetInt64(),
                ReadMetrics(slice)))],
        };
    }

    static void WriteMetrics(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        json.WriteStartObject("metrics");
        foreach (var (name, value) in metrics)
        {
            if (double.IsFinite(value))
                json.WriteNumber(name, value);
            else
                json.WriteString(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
    }

    static List<KeyValuePair<string, double>> ReadMetrics(JsonElement owner) =>
        [.. owner.GetProperty("metrics").EnumerateObject().Select(metric => KeyValuePair.Create(
            metric.Name,
            metric.Value.ValueKind == JsonValueKind.Number
                ? metric.Value.GetDouble()
                : double.Parse(metric.Value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)))];
}

/// <summary>Metrics over the rows in which a column has a value.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">Its value in these rows.</param>
/// <param name="Rows">How many rows these are.</param>
/// <param name="Metrics">The metrics over them, in the order of <see cref="Evaluation.Metrics"/>.</param>
public sealed record EvaluationSlice(string Column, string Value, long Rows, IReadOnlyList<KeyValuePair<string, double>> Metrics);
