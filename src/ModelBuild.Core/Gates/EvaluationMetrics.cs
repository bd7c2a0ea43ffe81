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
    /// <summary>Confidence intervals of metrics over all rows; empty where none were made.</summary>
    public IReadOnlyList<MetricInterval> Intervals { get; init; } = [];

    /// <summary>What predicting without features gives on the same rows; empty where that was not measured.</summary>
    public IReadOnlyList<Metric> Baseline { get; init; } = [];

    /// <summary>The value of a metric over all rows, or null where there is none of that name.</summary>
    public double? Find(string metric) => Find(Metrics, metric);

    /// <summary>The value of a metric of that name, or null where there is none.</summary>
    public static double? Find(IReadOnlyList<Metric> metrics, string metric)
    {
        foreach (var (name, value) in metrics)
            if (name == metric)
                return value;
        return null;
    }

    // Documented members that gates do not judge and that need not be there: for reports.
    static readonly string[] Details = ["intervals", "baseline", "classes", "confusion", "curves", "importance", "partialDependence"];

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
            return new EvaluationMetrics(ReadRows(root), ReadMetrics(root, "metrics"), [.. slices.EnumerateArray().Select(ReadSlice)])
            {
                Intervals = ReadIntervals(root),
                Baseline = ReadBaseline(root),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // GetString and Name answer half a surrogate pair ("\ud800") with InvalidOperationException.
            throw new EvaluationFormatException($"It is not valid JSON: {exception.Message}", exception);
        }
    }

    static SliceMetrics ReadSlice(JsonElement slice)
    {
        CheckMembers(slice, "a slice", ["intervals", "baseline"], "column", "value", "rows", "metrics");
        return new SliceMetrics(ReadText(slice, "column"), ReadText(slice, "value"), ReadRows(slice), ReadMetrics(slice, "metrics"))
        {
            Intervals = ReadIntervals(slice),
            Baseline = ReadBaseline(slice),
        };
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

    static List<Metric> ReadBaseline(JsonElement owner) => owner.TryGetProperty("baseline", out _) ? ReadMetrics(owner, "baseline") : [];

    static List<Metric> ReadMetrics(JsonElement owner, string member)
    {
        var metrics = owner.GetProperty(member);
        if (metrics.ValueKind != JsonValueKind.Object)
            throw new EvaluationFormatException($"'{member}' must be an object, but is {metrics.ValueKind}.");
        var read = new List<Metric>();
        foreach (var metric in metrics.EnumerateObject())
            read.Add(new(metric.Name, ReadValue(metric.Name, metric.Value)));
        return read;
    }

    static List<MetricInterval> ReadIntervals(JsonElement owner)
    {
        if (!owner.TryGetProperty("intervals", out var intervals))
            return [];
        CheckMembers(intervals, "'intervals'", [], "level", "samples", "metrics");
        var level = intervals.GetProperty("level");
        if (level.ValueKind != JsonValueKind.Number || level.GetDouble() is not (> 0 and < 1))
            throw new EvaluationFormatException($"the intervals' 'level' must be a number above 0 and below 1, but is {Wording.Name(level.GetRawText())}.");
        var metrics = intervals.GetProperty("metrics");
        if (metrics.ValueKind != JsonValueKind.Object)
            throw new EvaluationFormatException($"the intervals' 'metrics' must be an object, but is {metrics.ValueKind}.");
        var read = new List<MetricInterval>();
        foreach (var metric in metrics.EnumerateObject())
        {
            if (metric.Value.ValueKind != JsonValueKind.Array || metric.Value.GetArrayLength() != 2)
                throw new EvaluationFormatException($"the interval of {Wording.Quote(metric.Name)} must be an array of two numbers, but is {Wording.Name(metric.Value.GetRawText())}.");
            read.Add(new(metric.Name, new(ReadValue(metric.Name, metric.Value[0]), ReadValue(metric.Name, metric.Value[1]), level.GetDouble())));
        }
        return read;
    }

    internal static double ReadValue(string metric, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        return value.ValueKind == JsonValueKind.String && value.GetString() is var text ? text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw NotANumber(metric, value),
        }
        : throw NotANumber(metric, value);
    }

    static EvaluationFormatException NotANumber(string metric, JsonElement value) => new(
        $"the metric {Wording.Quote(metric)} must be a number, \"NaN\", \"Infinity\" or \"-Infinity\", but is {Wording.Name(value.GetRawText())}.");
}

/// <param name="Value">A number, or NaN or an infinity.</param>
public sealed record Metric(string Name, double Value);

/// <param name="Metric">Its name.</param>
/// <param name="Interval">NaN at both ends where none could be made.</param>
public sealed record MetricInterval(string Metric, Interval Interval);

/// <summary>Metrics over the rows in which a column has a value.</summary>
public sealed record SliceMetrics(string Column, string Value, long Rows, IReadOnlyList<Metric> Metrics)
{
    /// <summary>As those of <see cref="EvaluationMetrics"/>.</summary>
    public IReadOnlyList<MetricInterval> Intervals { get; init; } = [];

    /// <summary>As that of <see cref="EvaluationMetrics"/>.</summary>
    public IReadOnlyList<Metric> Baseline { get; init; } = [];
}

/// <summary>An <c>evaluation.json</c> does not have the documented form. The message says what is wrong, not where the file is.</summary>
public sealed class EvaluationFormatException(string message, Exception? inner = null) : Exception(message, inner);
