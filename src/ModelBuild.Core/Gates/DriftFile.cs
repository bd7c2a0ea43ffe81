using System.Text.Json;

namespace ModelBuild.Core.Gates;

/// <summary>Reads the <c>drift.json</c> of a validation: <c>[{"column": "age", "psi": 0.01, …}]</c>, statistics by name, one that is not finite as text.</summary>
public static class DriftFile
{
    const string Column = "column";

    /// <summary>In the order of the file.</summary>
    /// <exception cref="EvaluationFormatException">The content is anything else.</exception>
    public static IReadOnlyList<ColumnDrift> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw new EvaluationFormatException($"the drift must be an array, but is {document.RootElement.ValueKind}.");
            var columns = new List<ColumnDrift>();
            foreach (var column in document.RootElement.EnumerateArray())
                columns.Add(Read(column));
            return columns.DistinctBy(column => column.Column, StringComparer.Ordinal).Count() == columns.Count
                ? columns
                : throw new EvaluationFormatException("the drift has a column twice.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new EvaluationFormatException($"It is not valid JSON: {exception.Message}", exception);
        }
    }

    static ColumnDrift Read(JsonElement column)
    {
        if (column.ValueKind != JsonValueKind.Object || !column.TryGetProperty(Column, out var name) || name.ValueKind != JsonValueKind.String)
            throw new EvaluationFormatException("the drift must have objects with a 'column' that is text.");
        var statistics = new List<KeyValuePair<string, double>>();
        foreach (var member in column.EnumerateObject())
            if (member.Name != Column)
                statistics.Add(new(member.Name, EvaluationMetrics.ReadValue(member.Name, member.Value)));
        return new(name.GetString()!, statistics);
    }
}
