using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>Features as JSON: an array of <c>{"column", "type": "numeric", "fill", "shift", "scale"}</c> and <c>{"column", "type": "categorical", "levels", "fill"}</c>.</summary>
public static class FeatureJson
{
    /// <summary>Writes the array as member <paramref name="name"/> of the current object; numbers in round-trip form.</summary>
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Feature> features)
    {
        json.WriteStartArray(name);
        foreach (var feature in features)
        {
            json.WriteStartObject();
            json.WriteString("column", feature.Column);
            if (feature is NumericFeature numeric)
            {
                json.WriteString("type", "numeric");
                json.WriteNumber("fill", numeric.Fill);
                json.WriteNumber("shift", numeric.Shift);
                json.WriteNumber("scale", numeric.Scale);
            }
            else if (feature is CategoricalFeature categorical)
            {
                json.WriteString("type", "categorical");
                ModelFile.WriteStrings(json, "levels", categorical.Levels);
                json.WriteString("fill", categorical.Fill);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Reads the array from member <paramref name="name"/>. Throws <see cref="FormatException"/> or <see cref="ArgumentException"/> for anything else.</summary>
    public static IReadOnlyList<Feature> Read(JsonElement owner, string name)
    {
        var features = new List<Feature>();
        foreach (var item in StrictJson.Array(owner, name))
        {
            var type = StrictJson.String(item, "type");
            if (type == "numeric")
            {
                StrictJson.Members(item, "column", "type", "fill", "shift", "scale");
                features.Add(new NumericFeature(
                    StrictJson.String(item, "column"),
                    StrictJson.Number(item, "fill"),
                    StrictJson.Number(item, "shift"),
                    StrictJson.Number(item, "scale")));
            }
            else if (type == "categorical")
            {
                StrictJson.Members(item, "column", "type", "levels", "fill");
                features.Add(new CategoricalFeature(
                    StrictJson.String(item, "column"), StrictJson.Strings(item, "levels"), StrictJson.String(item, "fill")));
            }
            else
                throw new FormatException($"a feature is of type '{type}', which is unknown.");
        }
        return features;
    }
}
