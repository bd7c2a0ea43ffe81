using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// A column for each level: 1 for the one that it is, 0 for the others. Rare levels may share one column, which unknown texts then have, too;
/// a missing one has a column of its own where training had it. Otherwise unknown and missing are 0 everywhere.
/// </summary>
sealed class OneHotEncoder(IReadOnlyList<string> levels, bool rare, bool missing) : LevelEncoder(levels)
{
    readonly int rareColumn = rare ? levels.Count : -1;
    readonly int missingColumn = missing ? levels.Count + (rare ? 1 : 0) : -1;

    public override int Outputs { get; } = levels.Count + (rare ? 1 : 0) + (missing ? 1 : 0);

    internal override string Type => "one-hot";

    public override string OutputName(string column, int output) =>
        output == rareColumn ? $"{column} is rare" : output == missingColumn ? $"{column} is missing" : $"{column}={Levels[output]}";

    public override void Encode(string? text, EncodedText target)
    {
        var index = text is null ? missingColumn : IndexOf(text);
        if (text is not null && index < 0)
            index = rareColumn;
        if (index >= 0)
            target.Add(index, 1);
    }

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        base.WriteParameters(json);
        json.WriteBoolean("rare", rareColumn >= 0);
        json.WriteBoolean("missing", missingColumn >= 0);
    }

    public static OneHotEncoder Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "levels", "rare", "missing");
        return new(StrictJson.Strings(item, "levels"), StrictJson.Boolean(item, "rare"), StrictJson.Boolean(item, "missing"));
    }
}
