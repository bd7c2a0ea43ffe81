using ModelBuild.Core.Files;

namespace ModelBuild.Core.Gates;

/// <summary>Writes a model's <c>gates.json</c>: what was demanded and what came of it, the same bytes for the same outcomes.</summary>
public static class GatesFile
{
    /// <summary>
    /// The content in UTF-8, without a byte order mark, with a final line end: an array of
    /// <c>{"name", "metric", "min"?, "max"?, "value", "verdict", "code"?, "message"?}</c> in the order of the definition.
    /// <c>value</c> is null where the metric is missing; <c>verdict</c> is <c>passed</c> or <c>failed</c>.
    /// </summary>
    public static byte[] Write(IReadOnlyList<GateOutcome> outcomes) => JsonFile.Write(json =>
    {
        json.WriteStartArray();
        foreach (var outcome in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("name", outcome.Gate.Name);
            json.WriteString("metric", outcome.Gate.Metric);
            if (outcome.Gate.Min is { } min)
                json.WriteNumber("min", min);
            if (outcome.Gate.Max is { } max)
                json.WriteNumber("max", max);
            json.WritePropertyName("value");
            if (outcome.Value is { } value)
                MetricsFile.WriteNumber(json, value);
            else
                json.WriteNullValue();
            json.WriteString("verdict", outcome.Verdict == Verdict.Passed ? "passed" : "failed");
            if (outcome.Error is { } error)
            {
                json.WriteString("code", error.Code);
                json.WriteString("message", error.Message);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
