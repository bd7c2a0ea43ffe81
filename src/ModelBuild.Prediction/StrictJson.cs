using System.Text.Json;

namespace ModelBuild.Prediction;

// Reads JSON that must be exactly as expected; everything else is a FormatException.
static class StrictJson
{
    public static JsonDocumentOptions Options => new() { AllowDuplicateProperties = false };

    // The element is an object with these members, no more and no fewer.
    public static void Members(JsonElement element, params ReadOnlySpan<string> names)
    {
        Expect(element, JsonValueKind.Object, "an object");
        var count = 0;
        foreach (var member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw new FormatException($"the member '{member.Name}' is unknown.");
            count++;
        }
        if (count < names.Length)
            foreach (var name in names)
                Member(element, name);
    }

    public static string String(JsonElement owner, string name)
    {
        var value = Member(owner, name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "a string", value);
    }

    public static IReadOnlyList<string> Strings(JsonElement owner, string name)
    {
        var strings = new List<string>();
        foreach (var item in Array(owner, name))
            strings.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "strings", item));
        return strings;
    }

    public static double Number(JsonElement owner, string name) => Value(Member(owner, name), name);

    // The element itself as a finite number.
    public static double Value(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(name, "a finite number", element);

    public static double[] Numbers(JsonElement owner, string name) => NumbersOf(Member(owner, name), name);

    public static double[][] NumberLists(JsonElement owner, string name)
    {
        var lists = new List<double[]>();
        foreach (var item in Array(owner, name))
            lists.Add(NumbersOf(item, name));
        return [.. lists];
    }

    public static bool Boolean(JsonElement owner, string name) => Member(owner, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
        ? value.GetBoolean()
        : throw Wrong(name, "true or false", Member(owner, name));

    public static long WholeNumber(JsonElement owner, string name) => Member(owner, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
        ? number
        : throw Wrong(name, "a whole number", Member(owner, name));

    public static string OneOf(JsonElement owner, string name, params ReadOnlySpan<string> names)
    {
        var text = String(owner, name);
        return names.Contains(text) ? text : throw new FormatException($"'{name}' is '{text}', which is unknown.");
    }

    // Throws ArgumentException for a number that is not finite.
    public static void Finite(double[] numbers, string name)
    {
        foreach (var number in numbers)
            if (!double.IsFinite(number))
                throw new ArgumentException($"A number of {name} is not finite.");
    }

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double[]> lists)
    {
        json.WriteStartArray(name);
        foreach (var list in lists)
        {
            json.WriteStartArray();
            foreach (var number in list)
                json.WriteNumberValue(number);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    static double[] NumbersOf(JsonElement list, string name)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "an array of numbers", list);
        var numbers = new double[list.GetArrayLength()];
        var at = 0;
        foreach (var item in list.EnumerateArray())
            numbers[at++] = Value(item, name);
        return numbers;
    }

    public static JsonElement.ArrayEnumerator Array(JsonElement owner, string name)
    {
        var value = Member(owner, name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(name, "an array", value);
    }

    static JsonElement Member(JsonElement owner, string name)
    {
        Expect(owner, JsonValueKind.Object, "an object");
        return owner.TryGetProperty(name, out var value) ? value : throw new FormatException($"the member '{name}' is missing.");
    }

    static void Expect(JsonElement element, JsonValueKind kind, string what)
    {
        if (element.ValueKind != kind)
            throw new FormatException($"there is {element.ValueKind} where {what} should be.");
    }

    static FormatException Wrong(string name, string expected, JsonElement actual) =>
        new($"'{name}' must be {expected}, not {actual.ValueKind}.");
}
