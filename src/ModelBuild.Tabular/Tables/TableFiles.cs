using System.Globalization;
using System.Text.Json;

namespace ModelBuild.Tabular;

// A table's folder: table.json, column-0000.bin and so on in the order of the columns, lines.bin where it has lines.
static class TableFiles
{
    const string Header = "table.json";
    const string Lines = "lines.bin";

    public static void Write(Table table, string folder)
    {
        using (var stream = File.Create(Path.Combine(folder, Header)))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("rows", table.Rows);
            json.WriteBoolean("lines", table.Lines is not null);
            WriteStrings(json, "dropped", table.Dropped);
            json.WriteStartArray("columns");
            foreach (var column in table.Columns)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteString("type", column.Type == ColumnType.Numeric ? "numeric" : "categorical");
                if (column is CategoricalColumn categorical)
                    WriteStrings(json, "levels", categorical.Levels);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i] is NumericColumn numeric)
                BinaryFile.Write<double>(ColumnFile(folder, i), numeric.Values);
            else if (table.Columns[i] is CategoricalColumn categorical)
                BinaryFile.Write<int>(ColumnFile(folder, i), categorical.Codes);
        }
        if (table.Lines is not null)
            BinaryFile.Write<int>(Path.Combine(folder, Lines), table.Lines);
    }

    public static Table Read(string folder)
    {
        var path = Path.Combine(folder, Header);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(folder, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message}", e);
        }
    }

    static Table Read(string folder, JsonElement root)
    {
        var rows = root.GetProperty("rows").GetInt32();
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var columns = new List<Column>();
        foreach (var item in root.GetProperty("columns").EnumerateArray())
        {
            var name = item.GetProperty("name").GetString() ?? throw new FormatException("a column has no name.");
            var file = ColumnFile(folder, columns.Count);
            columns.Add(item.GetProperty("type").GetString() switch
            {
                "numeric" => ReadNumbers(file, name, rows),
                "categorical" => ReadCodes(file, name, rows, ReadStrings(item, "levels")),
                var type => throw new FormatException($"column '{name}' is of type '{type}'."),
            });
        }
        return new(rows, columns)
        {
            Dropped = ReadStrings(root, "dropped"),
            Lines = root.GetProperty("lines").GetBoolean() ? BinaryFile.Read<int>(Path.Combine(folder, Lines), rows) : null,
        };
    }

    static NumericColumn ReadNumbers(string file, string name, int rows)
    {
        var values = BinaryFile.Read<double>(file, rows);
        foreach (var value in values)
            if (double.IsInfinity(value))
                throw new InvalidDataException($"{file} is damaged: column '{name}' has a number that is not finite.");
        return new(name, values);
    }

    static CategoricalColumn ReadCodes(string file, string name, int rows, List<string> levels)
    {
        for (var i = 1; i < levels.Count; i++)
            if (string.CompareOrdinal(levels[i - 1], levels[i]) >= 0)
                throw new FormatException($"the levels of column '{name}' are not in order.");
        var codes = BinaryFile.Read<int>(file, rows);
        foreach (var code in codes)
            if (code < -1 || code >= levels.Count)
                throw new InvalidDataException($"{file} is damaged: column '{name}' has code {code}, and {levels.Count} levels.");
        return new(name, codes, levels);
    }

    static string ColumnFile(string folder, int index) =>
        Path.Combine(folder, $"column-{index.ToString("0000", CultureInfo.InvariantCulture)}.bin");

    static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    static List<string> ReadStrings(JsonElement owner, string name)
    {
        var strings = new List<string>();
        foreach (var item in owner.GetProperty(name).EnumerateArray())
            strings.Add(item.GetString() ?? throw new FormatException($"'{name}' has a null."));
        return strings;
    }
}
