using System.Text.Json;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>How rows become numbers, fitted on training rows. Written as <c>features.json</c>.</summary>
/// <param name="features">One for each column that tells something.</param>
/// <param name="leftOut">Columns that have one value in all training rows, or none, and so tell nothing.</param>
public sealed class FittedFeatures(FeatureSet features, IReadOnlyList<string> leftOut) : IArtifact<FittedFeatures>
{
    const string FileName = "features.json";

    /// <summary>One for each column that tells something.</summary>
    public FeatureSet Features { get; } = features;

    /// <summary>Columns that have one value in all training rows, or none, and so tell nothing.</summary>
    public IReadOnlyList<string> LeftOut { get; } = leftOut;

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        FeatureJson.Write(json, "features", Features.Features);
        json.WriteStartArray("leftOut");
        foreach (var name in LeftOut)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public static FittedFeatures Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var leftOut = new List<string>();
        foreach (var name in document.RootElement.GetProperty("leftOut").EnumerateArray())
            leftOut.Add(name.GetString()!);
        return new(new FeatureSet(FeatureJson.Read(document.RootElement, "features")), leftOut);
    }
}
