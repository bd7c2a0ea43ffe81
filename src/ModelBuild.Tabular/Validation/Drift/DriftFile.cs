using System.Globalization;
using System.Text.Json;

namespace ModelBuild.Tabular;

// drift.json: [{"column": "age", "psi": 0.01, …}] in the order of the reference, numbers in round-trip form, one that is not finite as text.
static class DriftFile
{
    public const string Name = "drift.json";
    const string Column = "column";

    public static void Write(IReadOnlyList<MeasuredDrift> columns, string path)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartArray();
        foreach (var (column, statistics) in columns)
        {
            json.WriteStartObject();
            json.WriteString(Column, column);
            foreach (var (name, value) in statistics)
            {
                if (double.IsFinite(value))
                    json.WriteNumber(name, value);
                else
                    json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static IReadOnlyList<MeasuredDrift> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. json.RootElement.EnumerateArray().Select(column => new MeasuredDrift(
                column.GetProperty(Column).GetString()!,
                [.. column.EnumerateObject().Where(member => member.Name != Column).Select(member => KeyValuePair.Create(member.Name, Number(member.Value)))]))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{path} is no {Name}: {e.Message}", e);
        }
    }

    static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString()!, CultureInfo.InvariantCulture);
}
