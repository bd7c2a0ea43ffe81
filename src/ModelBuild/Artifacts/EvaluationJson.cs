using System.Globalization;
using System.Text.Json;

namespace ModelBuild;

// evaluation.json. What an evaluation does not have is not written, so that a simple one is a simple file.
static class EvaluationJson
{
    public static void Write(Utf8JsonWriter json, Evaluation evaluation)
    {
        json.WriteStartObject();
        json.WriteNumber("rows", evaluation.Rows);
        WriteNumbers(json, "metrics", evaluation.Metrics);
        WriteIntervals(json, evaluation.Intervals);
        WriteBaseline(json, evaluation.Baseline);
        json.WriteStartArray("slices");
        foreach (var slice in evaluation.Slices)
        {
            json.WriteStartObject();
            json.WriteString("column", slice.Column);
            json.WriteString("value", slice.Value);
            json.WriteNumber("rows", slice.Rows);
            WriteNumbers(json, "metrics", slice.Metrics);
            WriteIntervals(json, slice.Intervals);
            WriteBaseline(json, slice.Baseline);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteList(json, "classes", evaluation.Classes, each =>
        {
            json.WriteString("class", each.Class);
            WriteNumbers(json, "metrics", each.Metrics);
        });
        if (evaluation.Confusion is { } confusion)
        {
            json.WriteStartObject("confusion");
            WriteTexts(json, "labels", confusion.Labels);
            json.WriteStartArray("counts");
            foreach (var row in confusion.Counts)
                WriteArray(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        WriteList(json, "curves", evaluation.Curves, curve =>
        {
            json.WriteString("name", curve.Name);
            WriteClass(json, curve.Class);
            json.WriteStartObject("series");
            foreach (var (name, numbers) in curve.Series)
            {
                json.WritePropertyName(name);
                WriteArray(json, numbers);
            }
            json.WriteEndObject();
        });
        if (evaluation.Importance is { } importance)
        {
            json.WriteStartObject("importance");
            json.WriteString("metric", importance.Metric);
            json.WritePropertyName("value");
            WriteNumber(json, importance.Value);
            json.WriteNumber("repeats", importance.Repeats);
            json.WriteNumber("rows", importance.Rows);
            json.WriteStartArray("columns");
            foreach (var column in importance.Columns)
            {
                json.WriteStartObject();
                json.WriteString("column", column.Column);
                json.WritePropertyName("mean");
                WriteNumber(json, column.Mean);
                json.WritePropertyName("deviation");
                WriteNumber(json, column.Deviation);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        WriteList(json, "partialDependence", evaluation.PartialDependence, dependence =>
        {
            json.WriteString("column", dependence.Column);
            WriteClass(json, dependence.Class);
            WriteTexts(json, "values", dependence.Values);
            json.WritePropertyName("predictions");
            WriteArray(json, dependence.Predictions);
        });
        json.WriteEndObject();
    }

    // With what lies beside it in the folder.
    public static Evaluation Read(JsonElement root, string folder) => Read(root, EvaluationRows.ReadReplicates(folder), folder);

    static Evaluation Read(
        JsonElement root, IReadOnlyDictionary<(string?, string?), (long, IReadOnlyList<MetricReplicates>)> replicates, string folder) => new()
    {
        Rows = root.GetProperty("rows").GetInt64(),
        Metrics = ReadNumbers(root, "metrics"),
        Intervals = ReadIntervals(root, replicates.GetValueOrDefault((null, null))),
        Baseline = ReadBaseline(root),
        Slices = ReadList(root, "slices", slice => new EvaluationSlice(
            Text(slice, "column"), Text(slice, "value"), slice.GetProperty("rows").GetInt64(), ReadNumbers(slice, "metrics"))
        {
            Intervals = ReadIntervals(slice, replicates.GetValueOrDefault((Text(slice, "column"), Text(slice, "value")))),
            Baseline = ReadBaseline(slice),
        }),
        Predictions = EvaluationRows.ReadPredictions(folder),
        TrainingRows = EvaluationRows.ReadTrainingRows(folder),
        Classes = ReadList(root, "classes", each => new EvaluationClass(Text(each, "class"), ReadNumbers(each, "metrics"))),
        Confusion = root.TryGetProperty("confusion", out var confusion)
            ? new(ReadTexts(confusion, "labels"), [.. confusion.GetProperty("counts").EnumerateArray().Select(ReadArray)])
            : null,
        Curves = ReadList(root, "curves", curve => new EvaluationCurve(
            Text(curve, "name"), Class(curve),
            [.. curve.GetProperty("series").EnumerateObject().Select(series => KeyValuePair.Create(series.Name, ReadArray(series.Value)))])),
        Importance = root.TryGetProperty("importance", out var importance)
            ? new(Text(importance, "metric"), Number(importance.GetProperty("value")), importance.GetProperty("repeats").GetInt32(), importance.GetProperty("rows").GetInt64(),
                ReadList(importance, "columns", column => new ColumnImportance(
                    Text(column, "column"), Number(column.GetProperty("mean")), Number(column.GetProperty("deviation")))))
            : null,
        PartialDependence = ReadList(root, "partialDependence", dependence => new PartialDependence(
            Text(dependence, "column"), Class(dependence), ReadTexts(dependence, "values"), ReadArray(dependence.GetProperty("predictions")))),
    };

    static void WriteIntervals(Utf8JsonWriter json, MetricIntervals? intervals)
    {
        if (intervals is null)
            return;
        json.WriteStartObject("intervals");
        json.WriteNumber("level", intervals.Level);
        json.WriteNumber("samples", intervals.Samples);
        json.WriteStartObject("metrics");
        foreach (var (metric, low, high) in intervals.Metrics)
        {
            json.WritePropertyName(metric);
            WriteArray(json, [low, high]);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static MetricIntervals? ReadIntervals(JsonElement owner, (long Seed, IReadOnlyList<MetricReplicates>? Metrics) replicates) =>
        owner.TryGetProperty("intervals", out var intervals)
            ? new(intervals.GetProperty("level").GetDouble(), intervals.GetProperty("samples").GetInt32(),
                [.. intervals.GetProperty("metrics").EnumerateObject().Select(metric => new MetricInterval(metric.Name, Number(metric.Value[0]), Number(metric.Value[1])))])
            {
                Replicates = replicates.Metrics ?? [],
                Seed = replicates.Seed,
            }
            : null;

    static void WriteBaseline(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, double>> baseline)
    {
        if (baseline.Count > 0)
            WriteNumbers(json, "baseline", baseline);
    }

    static IReadOnlyList<KeyValuePair<string, double>> ReadBaseline(JsonElement owner) => owner.TryGetProperty("baseline", out _) ? ReadNumbers(owner, "baseline") : [];

    static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> list, Action<T> write)
    {
        if (list.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var each in list)
        {
            json.WriteStartObject();
            write(each);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static List<T> ReadList<T>(JsonElement owner, string name, Func<JsonElement, T> read) =>
        owner.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(read)] : [];

    static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, double>> numbers)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in numbers)
        {
            json.WritePropertyName(key);
            WriteNumber(json, value);
        }
        json.WriteEndObject();
    }

    static List<KeyValuePair<string, double>> ReadNumbers(JsonElement owner, string name) =>
        [.. owner.GetProperty(name).EnumerateObject().Select(number => KeyValuePair.Create(number.Name, Number(number.Value)))];

    static void WriteArray(Utf8JsonWriter json, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers)
            WriteNumber(json, number);
        json.WriteEndArray();
    }

    static IReadOnlyList<double> ReadArray(JsonElement array) => [.. array.EnumerateArray().Select(Number)];

    static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static IReadOnlyList<string> ReadTexts(JsonElement owner, string name) => [.. owner.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    static void WriteClass(Utf8JsonWriter json, string? name)
    {
        if (name is not null)
            json.WriteString("class", name);
    }

    static string? Class(JsonElement owner) => owner.TryGetProperty("class", out var name) ? name.GetString() : null;

    static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;

    static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString()!, CultureInfo.InvariantCulture);
}
