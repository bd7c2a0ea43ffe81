namespace ModelBuild.Runner;

enum JsonKind { Null, Boolean, Number, String, Array, Object }

/// <summary>A JSON value as it was read. Small on purpose: loading System.Text.Json takes longer than all else the runner does.</summary>
/// <param name="Text">Of a string its characters, of a number or boolean its spelling.</param>
sealed record JsonValue(JsonKind Kind, string Text, IReadOnlyList<JsonValue> Items, IReadOnlyList<JsonMember> Members)
{
    public static JsonValue EmptyObject { get; } = new(JsonKind.Object, "", [], []);

    public JsonValue? Find(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name == name)
                return member.Value;
        }
        return null;
    }
}

sealed record JsonMember(string Name, JsonValue Value);
