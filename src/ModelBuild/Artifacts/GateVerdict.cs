using System.Globalization;
using System.Text.Json;

namespace ModelBuild;

/// <summary>What a gate of the pipeline's own says: the output of a method with <see cref="GateAttribute"/>.</summary>
/// <remarks>
/// Written as <c>gate.json</c>: <c>{"passed": true, "message": "…", "value": 0.98, "demand": ">= 0.95"}</c>; what is not set is left out.
/// A value that is not finite is the string <c>"NaN"</c>, <c>"Infinity"</c> or <c>"-Infinity"</c>.
/// </remarks>
/// <param name="passed">Whether the gate holds.</param>
/// <param name="message">Where it does not hold, the error that the build has: what was found, what was demanded, what to do. Else what is worth telling; may be empty.</param>
public sealed class GateVerdict(bool passed, string message) : IArtifact<GateVerdict>
{
    const string FileName = "gate.json";

    /// <summary>Whether the gate holds.</summary>
    public bool Passed { get; } = passed;

    /// <summary>Why it does not, or what else is worth telling.</summary>
    public string Message { get; } = message;

    /// <summary>The number that was judged, for reports. Default: none.</summary>
    public double? Value { get; init; }

    /// <summary>What was demanded, for reports, for instance <c>>= 0.95</c>. Default: not told.</summary>
    public string? Demand { get; init; }

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteBoolean("passed", Passed);
        json.WriteString("message", Message);
        if (Value is { } value)
        {
            if (double.IsFinite(value))
                json.WriteNumber("value", value);
            else
                json.WriteString("value", value.ToString(CultureInfo.InvariantCulture));
        }
        if (Demand is not null)
            json.WriteString("demand", Demand);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public static GateVerdict Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var root = document.RootElement;
        return new(root.GetProperty("passed").GetBoolean(), root.GetProperty("message").GetString()!)
        {
            Value = !root.TryGetProperty("value", out var value) ? null
                : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
                : double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            Demand = root.TryGetProperty("demand", out var demand) ? demand.GetString() : null,
        };
    }
}
