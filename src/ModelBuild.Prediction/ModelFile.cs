using System.Security.Cryptography;
using System.Text.Json;

namespace ModelBuild.Prediction;

// model.json, format version 2, written and read strictly: what the reader does not know, it refuses.
static class ModelFile
{
    public const string Name = "model.json";
    public const string TreesName = "trees.bin";
    const int FormatVersion = 2;

    public static void Write(TabularModel model, string folder)
    {
        using var stream = File.Create(Path.Combine(folder, Name));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("formatVersion", FormatVersion);
        json.WriteString("task", TaskName(model.Schema.Task));
        json.WriteString("label", model.Schema.Label);
        StrictJson.Write(json, "labels", model.Schema.Labels);
        json.WriteString("link", model.Link == Link.Log ? "log" : "identity");
        json.WriteNumber("threshold", model.Threshold);
        StrictJson.Write(json, "missing", model.Missing);
        FeatureJson.Write(json, "features", model.Features);
        json.WriteStartObject("scorer");
        if (model.Scorer is LinearScorer linear)
            WriteLinear(json, linear);
        else
            WriteTrees(json, (TreeEnsemble)model.Scorer, folder);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // From the bytes of its files, null for one that is not there. The place is what messages call it.
    public static TabularModel Read(string place, Func<string, ReadOnlyMemory<byte>?> file, IReadOnlyList<CustomTransform> custom)
    {
        try
        {
            using var document = JsonDocument.Parse(file(Name) ?? throw new FormatException($"there is no {Name}."), StrictJson.Options);
            return Read(document.RootElement, custom, file);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"{place} is not a model: {e.Message}", e);
        }
    }

    static TabularModel Read(JsonElement root, IReadOnlyList<CustomTransform> custom, Func<string, ReadOnlyMemory<byte>?> file)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("formatVersion", out var version)
            && (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != FormatVersion))
            throw new FormatException(
                $"its formatVersion is {version.GetRawText()}, and this ModelBuild.Prediction reads {FormatVersion}. Use the version of ModelBuild that trained it, or train it anew.");
        StrictJson.Members(root, "formatVersion", "task", "label", "labels", "link", "threshold", "missing", "features", "scorer");
        return new(
            TaskOf(StrictJson.String(root, "task")),
            StrictJson.String(root, "label"),
            StrictJson.Strings(root, "labels"),
            FeatureJson.Read(root, "features", custom),
            ReadScorer(root.GetProperty("scorer"), file),
            StrictJson.OneOf(root, "link", "identity", "log") == "log" ? Link.Log : Link.Identity,
            StrictJson.Number(root, "threshold"),
            StrictJson.Strings(root, "missing"));
    }

    static Scorer ReadScorer(JsonElement scorer, Func<string, ReadOnlyMemory<byte>?> file) => StrictJson.String(scorer, "type") switch
    {
        "linear" => ReadLinear(scorer),
        "trees" => ReadTrees(scorer, file),
        var type => throw new FormatException($"its scorer is of type '{type}', which is unknown."),
    };

    // The digest ties the two files together: no other trees are taken for these.
    static void WriteTrees(Utf8JsonWriter json, TreeEnsemble scorer, string folder)
    {
        using var bytes = new MemoryStream();
        scorer.Write(bytes);
        File.WriteAllBytes(Path.Combine(folder, TreesName), bytes.ToArray());
        json.WriteString("type", "trees");
        json.WriteNumber("trees", scorer.Trees);
        json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
    }

    static TreeEnsemble ReadTrees(JsonElement scorer, Func<string, ReadOnlyMemory<byte>?> file)
    {
        StrictJson.Members(scorer, "type", "trees", "sha256");
        var bytes = (file(TreesName) ?? throw new FormatException($"the file {TreesName} beside it is missing.")).Span;
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != StrictJson.String(scorer, "sha256"))
            throw new FormatException($"the file {TreesName} beside it is another one.");
        var trees = TreeEnsemble.Read(bytes);
        return trees.Trees == StrictJson.WholeNumber(scorer, "trees") ? trees : throw new FormatException($"it has {StrictJson.WholeNumber(scorer, "trees")} trees, and {TreesName} has {trees.Trees}.");
    }

    static void WriteLinear(Utf8JsonWriter json, LinearScorer scorer)
    {
        json.WriteString("type", "linear");
        json.WriteStartArray("outputs");
        for (var output = 0; output < scorer.Outputs; output++)
        {
            json.WriteStartObject();
            json.WriteNumber("intercept", scorer.Intercepts[output]);
            StrictJson.Write(json, "weights", scorer.Weights[output]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static LinearScorer ReadLinear(JsonElement scorer)
    {
        StrictJson.Members(scorer, "type", "outputs");
        var intercepts = new List<double>();
        var weights = new List<IReadOnlyList<double>>();
        foreach (var output in StrictJson.Array(scorer, "outputs"))
        {
            StrictJson.Members(output, "intercept", "weights");
            intercepts.Add(StrictJson.Number(output, "intercept"));
            weights.Add(StrictJson.Numbers(output, "weights"));
        }
        return new(intercepts, weights);
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
}
