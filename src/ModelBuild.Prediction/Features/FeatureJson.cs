using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>Features as JSON: an array of <c>{"columns", "type", "fill"?, "encoder"?, "transforms"}</c>, each part with its <c>type</c> and parameters.</summary>
public static class FeatureJson
{
    /// <summary>Writes the array as member <paramref name="name"/> of the current object; numbers in round-trip form.</summary>
    public static void Write(Utf8JsonWriter json, string name, FeatureSet features)
    {
        json.WriteStartArray(name);
        foreach (var chain in features.Chains)
        {
            json.WriteStartObject();
            StrictJson.Write(json, "columns", chain.Columns);
            json.WriteString("type", TypeName(chain.Type));
            if (chain.Encoder is { } encoder)
            {
                if (chain.Fill is null)
                    json.WriteNull("fill");
                else
                    json.WriteString("fill", chain.Fill);
                json.WritePropertyName("encoder");
                Write(json, encoder);
            }
            json.WriteStartArray("transforms");
            foreach (var transform in chain.Transforms)
            {
                json.WriteStartObject();
                json.WriteString("type", transform.Type);
                transform.WriteParameters(json);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Reads the array from member <paramref name="name"/>. Throws <see cref="FormatException"/> or <see cref="ArgumentException"/> for anything else.</summary>
    /// <param name="owner">The object that has the member.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="custom">The transforms of the reader's own that the features may name.</param>
    public static FeatureSet Read(JsonElement owner, string name, IReadOnlyList<CustomTransform> custom)
    {
        var chains = new List<FeatureChain>();
        foreach (var item in StrictJson.Array(owner, name))
        {
            var type = TypeOf(StrictJson.String(item, "type"));
            if (type == FeatureType.Categorical)
                StrictJson.Members(item, "columns", "type", "fill", "encoder", "transforms");
            else
                StrictJson.Members(item, "columns", "type", "transforms");
            var transforms = new List<Transform>();
            foreach (var transform in StrictJson.Array(item, "transforms"))
                transforms.Add(ReadTransform(transform, custom));
            var isText = type == FeatureType.Categorical;
            chains.Add(new(
                StrictJson.Strings(item, "columns"), type, isText ? ReadEncoder(item.GetProperty("encoder")) : null, transforms,
                isText && item.GetProperty("fill").ValueKind != JsonValueKind.Null ? StrictJson.String(item, "fill") : null));
        }
        return new(chains);
    }

    internal static void Write(Utf8JsonWriter json, Encoder encoder)
    {
        json.WriteStartObject();
        json.WriteString("type", encoder.Type);
        encoder.WriteParameters(json);
        json.WriteEndObject();
    }

    internal static string TypeName(FeatureType type) => type switch
    {
        FeatureType.Numeric => "numeric",
        FeatureType.Categorical => "categorical",
        _ => "date",
    };

    static FeatureType TypeOf(string name) => name switch
    {
        "numeric" => FeatureType.Numeric,
        "categorical" => FeatureType.Categorical,
        "date" => FeatureType.Date,
        _ => throw new FormatException($"a feature is of type '{name}', which is unknown."),
    };

    internal static Encoder ReadEncoder(JsonElement item) => StrictJson.String(item, "type") switch
    {
        "one-hot" => OneHotEncoder.Read(item),
        "ordinal" => OrdinalEncoder.Read(item, category: false),
        "category" => OrdinalEncoder.Read(item, category: true),
        "values" => ValueEncoder.Read(item),
        "hash" => HashEncoder.Read(item),
        "text" => TextEncoder.Read(item),
        var type => throw new FormatException($"an encoder is of type '{type}', which is unknown."),
    };

    static Transform ReadTransform(JsonElement item, IReadOnlyList<CustomTransform> custom) => StrictJson.String(item, "type") switch
    {
        "impute" => ImputeTransform.Read(item),
        "missing" => IndicatorTransform.Read(item),
        "scale" => ScaleTransform.Read(item),
        "power" => PowerTransform.Read(item),
        "quantile" => QuantileTransform.Read(item),
        "bins" => BinTransform.Read(item),
        "date" => DateTransform.Read(item),
        "interactions" => InteractionTransform.Read(item),
        "custom" => ReadCustom(item, custom),
        var type => throw new FormatException($"a transform is of type '{type}', which is unknown."),
    };

    static CustomTransform ReadCustom(JsonElement item, IReadOnlyList<CustomTransform> custom)
    {
        StrictJson.Members(item, "type", "name", "state");
        var name = StrictJson.String(item, "name");
        foreach (var known in custom)
            if (known.Name == name)
                return known.Read(item.GetProperty("state"));
        throw new UnknownTransformException($"its features have the transform '{name}', which is code of the model's author. Reference the package that has it, and give it to Load.");
    }
}

/// <summary>A model has a transform of its author's own, and the reader was not given it.</summary>
sealed class UnknownTransformException(string message) : FormatException(message);
