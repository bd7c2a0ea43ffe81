using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ModelBuild.Core.Protocol;

/// <summary>The members of a JSON object; each access throws <see cref="JsonException"/> where the member is missing or of another kind.</summary>
sealed class JsonMembers(JsonElement json)
{
    /// <summary>One line of JSON.</summary>
    public static string Line(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static T Read<T>(string text, Func<JsonMembers, T> read) where T : class
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? read(new(document.RootElement))
            : throw new JsonException("A JSON object was expected.");
    }

    public string Text(string name) => Member(name, JsonValueKind.String).GetString()!;

    public string? TextOrNull(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Text(name) : null;

    public int Whole(string name) => Member(name, JsonValueKind.Number).TryGetInt32(out var value) ? value : throw Wrong(name);

    /// <summary>JSON has no NaN and no infinity; they are strings.</summary>
    public double Number(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var special) ? special
        : throw Wrong(name);

    public bool Flag(string name) => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.ValueKind == JsonValueKind.True
        : throw Wrong(name);

    public JsonMembers Object(string name) => new(Member(name, JsonValueKind.Object));

    public JsonMembers? ObjectOrNull(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Object(name) : null;

    public List<JsonMembers> Objects(string name)
    {
        var list = new List<JsonMembers>();
        foreach (var item in Member(name, JsonValueKind.Array).EnumerateArray())
            list.Add(item.ValueKind == JsonValueKind.Object ? new(item) : throw Wrong(name));
        return list;
    }

    public List<string> Texts(string name)
    {
        var list = new List<string>();
        foreach (var item in Member(name, JsonValueKind.Array).EnumerateArray())
            list.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name));
        return list;
    }

    JsonElement Member(string name, JsonValueKind kind) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw Wrong(name);

    static JsonException Wrong(string name) => new($"The member '{name}' is missing or not what was expected.");
}
