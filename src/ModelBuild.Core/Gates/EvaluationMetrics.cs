using System.Text.Json;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>What an evaluation stage measured, as <c>ModelBuild.Evaluation</c> writes it to <c>evaluation.json</c>.</summary>
/// <param name="Rows">How many rows were evaluated.</param>
/// <param name="Metrics">Over all rows, in the order of the file; a value may be no finite number.</param>
/// <param name="Slices">The same over subsets of the rows, in the order of the file.</param>
public sealed record EvaluationMetrics(
    long Rows, IReadOnlyList<Metric> Metrics, IReadOnlyList<SliceMetrics> Slices)
{
    /// <summary>The value of a metric over all rows, or null where there is none of that name.</summary>
    public double? Find(string metric)
    {
        foreach (var (name, value) in Metrics)
            if (name == metric)
                return value;
        return null;
    }

    // Documented members that gates do not judge and that need not be there: for reports.
    static readonly string[] Details = ["intervals", "classes", "confusion", "curves", "importance", "partialDependence"];

    /// <summary>Reads <c>evaluation.json</c>: only the documented members, each once. Details that gates do not judge are not read.</summary>
    /// <exception cref="EvaluationFormatException">The content is anything else.</exception>
    public static EvaluationMetrics Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            CheckMembers(root, "the evaluation", Details, "rows", "metrics", "slices");
            var slices = root.GetProperty("slices");
            if (slices.ValueKind != JsonValueKind.Array)
                throw new EvaluationFormatException($"'slices' must be an array, but is {slices.ValueKind}.");
            return new EvaluationMetrics(ReadRows(root), ReadMetrics(root), [.. slices.EnumerateArray().Select(ReadSlice)]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // GetString and Name answer half a surrogate pair ("\ud800") with InvalidOperationException.
            throw new EvaluationFormatException($"It is not valid JSON: {exception.Message}", exception);
        }
    }

    static SliceMetrics ReadSlice(JsonElement slice)
    {
        CheckMembers(slice, "a slice", ["intervals"], "column", "value", "rows", "metrics");
        return new SliceMetrics(ReadText(slice, "column"), ReadText(slice, "value"), ReadRows(slice), ReadMetrics(slice));
    }

    static void CheckMembers(JsonElement owner, string what, ReadOnlySpan<string> details, params ReadOnlySpan<string> members)
    {
        if (owner.ValueKind != JsonValueKind.Object)
            throw new EvaluationFormatException($"{what} must be an object, but is {owner.ValueKind}.");
        foreach (var member in owner.EnumerateObject())
            if (!members.Contains(member.Name) && !details.Contains(member.Name))
                throw new EvaluationFormatException($"{what} has an unknown member {Wording.Quote(member.Name)}.");
        foreach (var member in members)
            if (!owner.TryGetProperty(member, out _))
                throw new EvaluationFormatException($"{what} has no member '{member}'.");
    }

    static long ReadRows(JsonElement owner)
    {
        var rows = owner.GetProperty("rows");
        return rows.ValueKind == JsonValueKind.Number && rows.TryGetInt64(out var count) && count >= 0
            ? count
            : throw new EvaluationFormatException($"'rows' must be a whole number of at least 0, but is {Wording.Name(rows.GetRawText())}.");
    }

    static string ReadText(JsonElement owner, string member)
    {
        var text = owner.GetProperty(member);
        return text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw new EvaluationFormatException($"'{member}' must be text, but is {text.ValueKind}.");
    }

    static List<Metric> ReadMetrics(JsonElement owner)
    {
        var metrics = owner.GetProperty("metrics");
        if (metrics.ValueKind != JsonValueKind.Object)
            throw new EvaluationFormatException($"'metrics' must be an object, but is {metrics.ValueKind}.");
        var read = new List<Metric>();
        foreach (var metric in metrics.EnumerateObject())
            read.Add(new(metric.Name, ReadValue(metric)));
        return read;
    }

    static double ReadValue(JsonProperty metric)
    {
        if (metric.Value.ValueKind == JsonValueKind.Number && metric.Value.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        return metric.Value.ValueKind == JsonValueKind.String && metric.Value.GetString() is var text ? text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw NotANumber(metric),
        }
        : throw NotANumber(metric);
    }

    static EvaluationFormatException NotANumber(JsonProperty metric) => new(
        $"the metric {Wording.Quote(metric.Name)} must be a number, \"NaN\", \"Infinity\" or \"-Infinity\", but is {Wording.Name(metric.Value.GetRawText())}.");
}

/// <param name="Value">A number, or NaN or an infinity.</param>
public sealed record Metric(string Name, double Value);

/// <summary>Metrics over the rows in which a column has a value.</summary>
public sealed record SliceMetrics(string Column, string Value, long Rows, IReadOnlyList<Metric> Metrics);

/// <summary>An <c>evaluation.json</c> does not have the documented form. The message says what is wrong, not where the file is.</summary>
public sealed class EvaluationFormatException(string message, Exception? inner = null) : Exception(message, inner);
