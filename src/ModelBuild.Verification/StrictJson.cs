using System.Text.Json;
using System.Text.Unicode;

namespace ModelBuild.Verification;

/// <summary>Reads JSON that has one meaning only: valid UTF-8, no key twice, nothing but what is expected.</summary>
/// <param name="place">What is refused where it is not.</param>
/// <param name="name">The part of it that is read, for messages.</param>
/// <param name="code">The code of a wrong shape; what is no JSON at all has its own.</param>
sealed class StrictJson(string place, string name, string code)
{
    /// <summary>Parses and reads; every way in which the bytes may be wrong becomes a refusal.</summary>
    public T Read<T>(ReadOnlyMemory<byte> json, int maxDepth, Func<JsonElement, T> read)
    {
        try
        {
            if (!Utf8.IsValid(json.Span))
                throw new JsonException("the bytes are not UTF-8.");
            using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false, MaxDepth = maxDepth });
            ReadText(document.RootElement);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new VerificationException(Codes.BadJson, place,
                $"{name} is not JSON with a single meaning: {exception.Message} Make the package again.");
        }
    }

    // Half a surrogate pair in an escape is found only when the string is read, which for some members is later, elsewhere.
    static void ReadText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                ReadText(item);
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
                ReadText(member.Value);
            }
    }

    public JsonElement Member(JsonElement owner, string member)
    {
        Expect(owner, JsonValueKind.Object, "an object", member);
        return owner.TryGetProperty(member, out var value) ? value : throw Wrong($"the member '{member}' is missing");
    }

    public string Text(JsonElement owner, string member) => Text(member, Member(owner, member));

    public string Text(string member, JsonElement value)
    {
        Expect(value, JsonValueKind.String, "a string", member);
        return value.GetString()!;
    }

    /// <summary>A string that must be this one.</summary>
    public void Constant(JsonElement owner, string member, string expected)
    {
        var actual = Text(owner, member);
        if (actual != expected)
            throw Wrong($"'{member}' is {Wording.Quote(actual)} and must be '{expected}'");
    }

    /// <summary>A whole number from 0.</summary>
    public long Number(JsonElement owner, string member)
    {
        var value = Member(owner, member);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Wrong($"'{member}' is {Wording.Quote(value.GetRawText())} and must be a whole number from 0 to {long.MaxValue}");
    }

    public JsonElement.ArrayEnumerator List(JsonElement owner, string member)
    {
        var value = Member(owner, member);
        Expect(value, JsonValueKind.Array, "an array", member);
        return value.EnumerateArray();
    }

    public string Digest(JsonElement owner, string member)
    {
        var text = Text(owner, member);
        return Sha256Hex.IsOne(text) ? text : throw Wrong($"'{member}' is {Wording.Quote(text)} and must be a SHA-256 digest of 64 lower-case hexadecimal digits");
    }

    /// <summary>An object with no other members than these.</summary>
    public void OnlyMembers(JsonElement owner, string what, params ReadOnlySpan<string> names)
    {
        Expect(owner, JsonValueKind.Object, "an object", what);
        foreach (var member in owner.EnumerateObject())
            if (!names.Contains(member.Name))
                throw Wrong($"{what} has the member {Wording.Quote(member.Name)}, whose meaning is not known");
    }

    public VerificationException Wrong(string what) => new(code, place, $"{name}: {what}. Make the package again.");

    void Expect(JsonElement element, JsonValueKind kind, string expected, string member)
    {
        if (element.ValueKind != kind)
            throw Wrong($"'{member}' is {element.ValueKind} where {expected} must be");
    }
}
