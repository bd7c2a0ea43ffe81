using System.Text.Json;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>How rows become numbers, fitted on training rows. Written as <c>features.json</c>.</summary>
public sealed class FittedFeatures : IArtifact<FittedFeatures>
{
    const string FileName = "features.json";

    readonly JsonElement json; // of features that were read
    readonly FeatureSet? features;

    /// <param name="features">One chain for each column that tells something, or more.</param>
    /// <param name="leftOut">Columns that tell nothing: with no value in the training rows, or one, and no feature of whether it is missing.</param>
    public FittedFeatures(FeatureSet features, IReadOnlyList<string> leftOut) : this(features, leftOut, []) { }

    internal FittedFeatures(FeatureSet features, IReadOnlyList<string> leftOut, IReadOnlyList<FoldEncoding> foldEncodings) =>
        (this.features, LeftOut, FoldEncodings) = (features, leftOut, foldEncodings);

    FittedFeatures(JsonElement json)
    {
        this.json = json;
        var names = new List<string>();
        foreach (var name in json.GetProperty("leftOut").EnumerateArray())
            names.Add(name.GetString()!);
        var encodings = new List<FoldEncoding>();
        foreach (var item in json.GetProperty("foldEncodings").EnumerateArray())
            encodings.Add(FoldEncoding.Read(item));
        (LeftOut, FoldEncodings) = (names, encodings);
    }

    /// <summary>How columns become numbers. Throws <see cref="InvalidDataException"/> where they have transforms of the project's own; use <see cref="With"/> then.</summary>
    public FeatureSet Features => With([]);

    /// <summary>Columns that tell nothing: with no value in the training rows, or one, and no feature of whether it is missing.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Encodings of training rows by the target of other rows.</summary>
    internal IReadOnlyList<FoldEncoding> FoldEncodings { get; }

    /// <summary>How columns become numbers, with transforms of the project's own.</summary>
    /// <param name="custom">An instance of each, fitted or not. Throws <see cref="InvalidDataException"/> where one is not among them.</param>
    public FeatureSet With(IReadOnlyList<CustomTransform> custom)
    {
        try
        {
            return features ?? FeatureJson.Read(json, "features", custom);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{FileName} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        if (features is null)
        {
            json.WriteTo(writer);
            return;
        }
        writer.WriteStartObject();
        FeatureJson.Write(writer, "features", features);
        writer.WriteStartArray("leftOut");
        foreach (var name in LeftOut)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteStartArray("foldEncodings");
        foreach (var encoding in FoldEncodings)
            encoding.Write(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public static FittedFeatures Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        return new(document.RootElement.Clone());
    }
}
