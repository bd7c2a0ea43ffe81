using System.Text.Json;

namespace ModelBuild.Prediction;

// model.json, format version 1, written and read strictly: what the reader does not know, it refuses.
static class ModelFile
{
    public const string Name = "model.json";
    const int FormatVersion = 1;

    public static void Write(TabularModel model, string path)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("formatVersion", FormatVersion);
        json.WriteString("task", TaskName(model.Schema.Task));
        json.WriteString("label", model.Schema.Label);
        WriteStrings(json, "labels", model.Schema.Labels);
        FeatureJson.Write(json, "features", model.Features.Features);
        json.WriteStartObject("scorer");
        json.WriteString("type", "linear");
        json.WriteStartArray("outputs");
        for (var output = 0; output < model.Scorer.Outputs; output++)
        {
            json.WriteStartObject();
            json.WriteNumber("intercept", model.Scorer.Intercepts[output]);
            json.WriteStartArray("weights");
            foreach (var weight in model.Scorer.Weights[output])
                json.WriteNumberValue(weight);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static TabularModel Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), StrictJson.Options);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"{path} is not a model: {e.Message}", e);
        }
    }

    static TabularModel Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("formatVersion", out var version)
            && (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != FormatVersion))
            throw new FormatException(
                $"its formatVersion is {version.GetRawText()}, and this ModelBuild.Prediction reads {FormatVersion}. Use the version of ModelBuild that trained it, or a newer one.");
        StrictJson.Members(root, "formatVersion", "task", "label", "labels", "features", "scorer");
        var scorer = root.GetProperty("scorer");
        StrictJson.Members(scorer, "type", "outputs");
        if (StrictJson.String(scorer, "type") != "linear")
            throw new FormatException($"its scorer is of type '{StrictJson.String(scorer, "type")}', which is unknown.");
        var intercepts = new List<double>();
        var weights = new List<IReadOnlyList<double>>();
        foreach (var output in StrictJson.Array(scorer, "outputs"))
        {
            StrictJson.Members(output, "intercept", "weights");
            intercepts.Add(StrictJson.Number(output, "intercept"));
            var list = new List<double>();
            foreach (var weight in StrictJson.Array(output, "weights"))
                list.Add(StrictJson.Value(weight, "weights"));
            weights.Add(list);
        }
        return new(
            TaskOf(StrictJson.String(root, "task")),
            StrictJson.String(root, "label"),
            StrictJson.Strings(root, "labels"),
            new FeatureSet(FeatureJson.Read(root, "features")),
            new LinearScorer(intercepts, weights));
    }

    static string TaskName(ModelTask task) => task switch
    {
        ModelTask.BinaryClassification => "binary-classification",
        ModelTask.MulticlassClassification => "multiclass-classification",
        _ => "regression",
    };

    static ModelTask TaskOf(string name) => name switch
    {
        "binary-classification" => ModelTask.BinaryClassification,
        "multiclass-classification" => ModelTask.MulticlassClassification,
        "regression" => ModelTask.Regression,
        _ => throw new FormatException($"its task '{name}' is unknown."),
    };

    internal static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
