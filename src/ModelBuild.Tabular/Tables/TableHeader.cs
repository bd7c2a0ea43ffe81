using System.Text.Json;

namespace ModelBuild.Tabular;

// A column of a table's file.
sealed record ColumnHeader(string Name, ColumnType Type, int Levels = 0, long LevelBytes = 0);

// What table.json says: what there is in columns.bin.
sealed record TableHeader(int Rows, bool HasLines, IReadOnlyList<string> Dropped, IReadOnlyList<SourceFile> Files, IReadOnlyList<ColumnHeader> Columns)
{
    public void Write(string path)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("rows", Rows);
        json.WriteBoolean("lines", HasLines);
        json.WriteStartArray("dropped");
        foreach (var name in Dropped)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach (var file in Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("firstRow", file.FirstRow);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("columns");
        foreach (var column in Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type switch { ColumnType.Numeric => "numeric", ColumnType.Date => "date", _ => "categorical" });
            if (column.Type == ColumnType.Categorical)
            {
                json.WriteNumber("levels", column.Levels);
                json.WriteNumber("levelBytes", column.LevelBytes);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Throws InvalidDataException for anything that Write did not leave.
    public static TableHeader Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message}", e);
        }
    }

    static TableHeader Read(JsonElement root)
    {
        var rows = NotNegative(root, "rows").GetInt32();
        var dropped = new List<string>();
        foreach (var item in root.GetProperty("dropped").EnumerateArray())
            dropped.Add(item.GetString() ?? throw new FormatException("'dropped' has a null."));
        var files = new List<SourceFile>();
        foreach (var item in root.GetProperty("files").EnumerateArray())
        {
            var first = NotNegative(item, "firstRow").GetInt32();
            if (first > rows || (files.Count == 0 ? first != 0 : first < files[^1].FirstRow))
                throw new FormatException("the rows of the files are not in order.");
            files.Add(new(item.GetProperty("name").GetString() ?? throw new FormatException("a file has no name."), first));
        }
        var columns = new List<ColumnHeader>();
        foreach (var item in root.GetProperty("columns").EnumerateArray())
        {
            var name = item.GetProperty("name").GetString() ?? throw new FormatException("a column has no name.");
            columns.Add(item.GetProperty("type").GetString() switch
            {
                "numeric" => new(name, ColumnType.Numeric),
                "date" => new(name, ColumnType.Date),
                "categorical" => new(name, ColumnType.Categorical, NotNegative(item, "levels").GetInt32(), NotNegative(item, "levelBytes").GetInt64()),
                var type => throw new FormatException($"column '{name}' is of type '{type}'."),
            });
        }
        return new(rows, root.GetProperty("lines").GetBoolean(), dropped, files, columns);
    }

    static JsonElement NotNegative(JsonElement owner, string name) =>
        owner.GetProperty(name) is var value && value.GetInt64() >= 0 ? value : throw new FormatException($"'{name}' is below zero.");
}
