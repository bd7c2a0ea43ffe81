using System.Globalization;
using System.Text.Json;

namespace ModelBuild.Tabular;

// A profile as profile.json: what validation leaves, and what a later validation takes as its reference.
static class ProfileFile
{
    public const string Name = "profile.json";

    const int Version = 1;

    public static void Write(DataProfile profile, string path)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteNumber("rows", profile.Rows);
        json.WriteString("label", profile.Label);
        json.WriteNumber("duplicates", profile.Duplicates);
        WriteCounts(json, "classes", profile.Classes);
        json.WriteStartArray("notes");
        foreach (var note in profile.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteStartArray("columns");
        foreach (var column in profile.Columns)
            Write(json, column);
        json.WriteEndArray();
        Write(json, profile.Correlations);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ColumnProfile column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("type", JsonNamingPolicy.KebabCaseLower.ConvertName(column.Type.ToString()));
        json.WriteNumber("missing", column.Missing);
        json.WriteNumber("distinct", column.Distinct);
        if (column.Numbers is { } numbers)
        {
            WriteFinite(json, "mean", numbers.Mean);
            WriteFinite(json, "deviation", numbers.Deviation);
            json.WriteNumber("zeros", numbers.Zeros);
            json.WriteNumber("negatives", numbers.Negatives);
            json.WriteStartObject("cumulative");
            WriteNumbers(json, "values", numbers.Cumulative, point => LabelClasses.Name(point.Value));
            WriteNumbers(json, "atMost", numbers.Cumulative, point => Text(point.AtMost));
            json.WriteEndObject();
            WriteNumbers(json, "histogram", numbers.Histogram, Text);
        }
        if (column.Texts is { } texts)
        {
            json.WriteNumber("minLength", texts.MinLength);
            json.WriteNumber("maxLength", texts.MaxLength);
            json.WriteNumber("meanLength", texts.MeanLength);
            WriteCounts(json, "top", texts.Top);
            json.WriteNumber("other", texts.Other);
        }
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Correlations correlations)
    {
        json.WriteStartObject("correlations");
        json.WriteNumber("rows", correlations.Rows);
        json.WriteStartArray("columns");
        foreach (var column in correlations.Columns)
            json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (var row in correlations.Values)
            json.WriteRawValue(Line(row, value => value is { } number ? LabelClasses.Name(number) : "null"));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, long>> counts)
    {
        json.WriteStartArray(name);
        foreach (var (value, rows) in counts)
        {
            json.WriteStartObject();
            json.WriteString("value", value);
            json.WriteNumber("rows", rows);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // On one line: a hundred numbers one below the other say nothing to a reader.
    static void WriteNumbers<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Func<T, string> text)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Line(values, text));
    }

    static string Line<T>(IReadOnlyList<T> values, Func<T, string> text)
    {
        var texts = new string[values.Count];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = text(values[i]);
        return $"[{string.Join(", ", texts)}]";
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static void WriteFinite(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for what <see cref="Write(DataProfile, string)"/> did not leave.</summary>
    public static DataProfile Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"It is no profile: {e.Message}", e);
        }
    }

    static DataProfile Read(JsonElement root)
    {
        if (root.GetProperty("version").GetInt32() is not Version and var version)
            throw new FormatException($"its version is {version}, and this ModelBuild knows version {Version}.");
        var notes = new List<string>();
        foreach (var note in root.GetProperty("notes").EnumerateArray())
            notes.Add(Text(note));
        var columns = new List<ColumnProfile>();
        foreach (var column in root.GetProperty("columns").EnumerateArray())
            columns.Add(ReadColumn(column));
        return new()
        {
            Rows = Count(root, "rows"),
            Label = Text(root.GetProperty("label")),
            Duplicates = Count(root, "duplicates"),
            Classes = ReadCounts(root, "classes"),
            Notes = notes,
            Columns = columns,
            Correlations = ReadCorrelations(root.GetProperty("correlations")),
        };
    }

    static ColumnProfile ReadColumn(JsonElement column)
    {
        var name = Text(column.GetProperty("name"));
        var type = Text(column.GetProperty("type"));
        ColumnType? known = null;
        foreach (var candidate in Enum.GetValues<ColumnType>())
            if (JsonNamingPolicy.KebabCaseLower.ConvertName(candidate.ToString()) == type)
                known = candidate;
        var profile = new ColumnProfile(name, known ?? throw new FormatException($"column '{name}' is of type '{type}'."), Count(column, "missing"), Count(column, "distinct"));
        if (column.TryGetProperty("cumulative", out var cumulative))
            profile = profile with { Numbers = ReadNumbers(name, column, cumulative) };
        if (column.TryGetProperty("top", out _))
            profile = profile with
            {
                Texts = new()
                {
                    MinLength = column.GetProperty("minLength").GetInt32(),
                    MaxLength = column.GetProperty("maxLength").GetInt32(),
                    MeanLength = column.GetProperty("meanLength").GetDouble(),
                    Top = ReadCounts(column, "top"),
                    Other = Count(column, "other"),
                },
            };
        return profile;
    }

    static NumberProfile ReadNumbers(string name, JsonElement column, JsonElement cumulative)
    {
        var points = new List<CumulativeCount>();
        var values = cumulative.GetProperty("values");
        var counts = cumulative.GetProperty("atMost");
        for (var i = 0; i < values.GetArrayLength(); i++)
        {
            points.Add(new(values[i].GetDouble(), i < counts.GetArrayLength() ? counts[i].GetInt64() : 0));
            if (!double.IsFinite(points[i].Value) || points[i].AtMost <= 0 || (i > 0 && !(points[i].Value > points[i - 1].Value && points[i].AtMost > points[i - 1].AtMost)))
                throw new FormatException($"the distribution of column '{name}' does not rise.");
        }
        if (points.Count == 0)
            throw new FormatException($"the distribution of column '{name}' is empty.");
        var histogram = new List<long>();
        foreach (var count in column.GetProperty("histogram").EnumerateArray())
            histogram.Add(count.GetInt64());
        return new()
        {
            Mean = ReadFinite(column, "mean"),
            Deviation = ReadFinite(column, "deviation"),
            Zeros = Count(column, "zeros"),
            Negatives = Count(column, "negatives"),
            Cumulative = points,
            Histogram = histogram,
        };
    }

    static Correlations ReadCorrelations(JsonElement root)
    {
        var columns = new List<string>();
        foreach (var column in root.GetProperty("columns").EnumerateArray())
            columns.Add(Text(column));
        var values = new List<IReadOnlyList<double?>>();
        foreach (var row in root.GetProperty("values").EnumerateArray())
        {
            var numbers = new List<double?>();
            foreach (var value in row.EnumerateArray())
                numbers.Add(value.ValueKind == JsonValueKind.Null ? null : value.GetDouble());
            values.Add(numbers);
        }
        return new(columns, values, Count(root, "rows"));
    }

    static List<KeyValuePair<string, long>> ReadCounts(JsonElement owner, string name)
    {
        var counts = new List<KeyValuePair<string, long>>();
        foreach (var item in owner.GetProperty(name).EnumerateArray())
            counts.Add(new(Text(item.GetProperty("value")), Count(item, "rows")));
        return counts;
    }

    static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("a text is null.");

    static long Count(JsonElement owner, string name) =>
        owner.GetProperty(name).GetInt64() is >= 0 and var count ? count : throw new FormatException($"'{name}' is negative.");

    static double? ReadFinite(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.GetDouble() : null;
}
