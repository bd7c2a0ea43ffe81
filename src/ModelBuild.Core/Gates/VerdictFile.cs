using System.Text.Json;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>Reads the <c>gate.json</c> of a pipeline's own gate, as <c>ModelBuild.GateVerdict</c> writes it: <c>{"passed", "message", "value"?, "demand"?}</c>.</summary>
public static class VerdictFile
{
    static readonly string[] Members = ["passed", "message", "value", "demand"];

    /// <exception cref="EvaluationFormatException">The content is anything else.</exception>
    public static MethodVerdict Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new EvaluationFormatException($"the verdict must be an object, but is {root.ValueKind}.");
            foreach (var member in root.EnumerateObject())
                if (!Members.Contains(member.Name))
                    throw new EvaluationFormatException($"the verdict has an unknown member {Wording.Quote(member.Name)}.");
            if (!root.TryGetProperty("passed", out var passed) || passed.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                throw new EvaluationFormatException("the verdict must have 'passed', true or false.");
            return new(passed.GetBoolean(), Text(root, "message") ?? throw new EvaluationFormatException("the verdict has no 'message'."))
            {
                Value = root.TryGetProperty("value", out var value) ? EvaluationMetrics.ReadValue("value", value) : null,
                Demand = Text(root, "demand") ?? "",
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new EvaluationFormatException($"It is not valid JSON: {exception.Message}", exception);
        }
    }

    static string? Text(JsonElement owner, string name) => !owner.TryGetProperty(name, out var text) ? null
        : text.ValueKind == JsonValueKind.String ? text.GetString()
        : throw new EvaluationFormatException($"the verdict's '{name}' must be text, but is {text.ValueKind}.");
}
