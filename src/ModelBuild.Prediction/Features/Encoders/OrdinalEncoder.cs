using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// The number of the level, from 0. Unknown and missing texts are missing numbers. As a category the numbers have no order, and only
/// trainers that know categories take them.
/// </summary>
sealed class OrdinalEncoder(IReadOnlyList<string> levels, bool category) : LevelEncoder(levels)
{
    public override int Outputs => 1;

    public override int Categories => category ? Levels.Count : 0;

    internal override string Type => category ? "category" : "ordinal";

    public override string OutputName(string column, int output) => column;

    public override void Encode(string? text, EncodedText target)
    {
        var index = text is null ? -1 : IndexOf(text);
        target.Add(0, index < 0 ? double.NaN : index);
    }

    public static OrdinalEncoder Read(JsonElement item, bool category)
    {
        StrictJson.Members(item, "type", "levels");
        return new(StrictJson.Strings(item, "levels"), category);
    }
}
