using System.Text.Json;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// How a text column of training rows is encoded by the target: each row by the encoder of its fold, which was fitted on the rows of the
// others, so that no row's features know its own label. The model has the encoder that was fitted on all.
sealed record FoldEncoding(int Chain, string? Fill, IReadOnlyList<Encoder> Encoders)
{
    // The fold of a training row follows from its number: mixed, so that folds are no stretches of the file.
    public int FoldOf(int row) => (int)(RowHash.Of(FoldSeed, row) % (ulong)Encoders.Count);

    const long FoldSeed = 0x5EED;

    public static int FoldOf(int row, int folds) => (int)(RowHash.Of(FoldSeed, row) % (ulong)folds);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("chain", Chain);
        json.WriteString("fill", Fill);
        json.WriteStartArray("encoders");
        foreach (var encoder in Encoders)
            FeatureJson.Write(json, encoder);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static FoldEncoding Read(JsonElement item)
    {
        var encoders = new List<Encoder>();
        foreach (var encoder in item.GetProperty("encoders").EnumerateArray())
            encoders.Add(FeatureJson.ReadEncoder(encoder));
        return new(item.GetProperty("chain").GetInt32(), item.GetProperty("fill").GetString(), encoders);
    }
}
