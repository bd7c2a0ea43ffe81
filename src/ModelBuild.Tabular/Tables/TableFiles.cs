using System.Text.Json;

namespace ModelBuild.Tabular;

// A table's folder: table.json says what there is; columns.bin has the columns in that order, then the lines where it has lines.
// Two files however many columns: a folder of a thousand small ones costs a store more than their bytes.
static class TableFiles
{
    const string Header = "table.json";
    const string Cells = "columns.bin";
    const int BufferSize = 1 << 16;

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
        using var cells = new FileStream(Path.Combine(folder, Cells), FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
        foreach (var column in table.Columns)
        {
            if (column is NumericColumn numeric)
                ArrayStream.Write(cells, numeric.Values);
            else if (column is CategoricalColumn categorical)
                ArrayStream.Write(cells, categorical.Codes);
        }
        if (table.Lines is not null)
            ArrayStream.Write(cells, table.Lines);
    }

    public static Table Read(string folder)
    {
        var header = Path.Combine(folder, Header);
        var cells = Path.Combine(folder, Cells);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(header));
            using var stream = new FileStream(cells, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
            return Read(document.RootElement, stream);
        }
        catch (FileNotFoundException e)
        {
            throw new InvalidDataException($"{e.FileName} is missing.", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{header} is damaged: {e.Message}", e);
        }
    }

    static Table Read(JsonElement root, FileStream cells)
    {
        var rows = root.GetProperty("rows").GetInt32();
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var hasLines = root.GetProperty("lines").GetBoolean();
        var columns = root.GetProperty("columns");
        // Before anything is allocated.
        var size = 0L;
        foreach (var column in columns.EnumerateArray())
            size = IsNumeric(column) ? ArrayStream.EndOfDoubles(size, rows) : ArrayStream.EndOfInts(size, rows);
        if (hasLines)
            size = ArrayStream.EndOfInts(size, rows);
        if (cells.Length != size)
            throw new InvalidDataException($"{cells.Name} is damaged: it has {cells.Length} bytes where {columns.GetArrayLength()} columns of {rows} rows take {size}.");

        var read = new List<Column>();
        foreach (var column in columns.EnumerateArray())
        {
            var name = NameOf(column);
            read.Add(IsNumeric(column) ? ReadNumbers(cells, name, rows) : ReadCodes(cells, name, rows, ReadStrings(column, "levels")));
        }
        return new(rows, read)
        {
            Dropped = ReadStrings(root, "dropped"),
            Lines = hasLines ? ArrayStream.ReadInts(cells, rows) : null,
        };
    }

    static string NameOf(JsonElement column) => column.GetProperty("name").GetString() ?? throw new FormatException("a column has no name.");

    static bool IsNumeric(JsonElement column) => column.GetProperty("type").GetString() switch
    {
        "numeric" => true,
        "categorical" => false,
        var type => throw new FormatException($"column '{NameOf(column)}' is of type '{type}'."),
    };

    static NumericColumn ReadNumbers(FileStream cells, string name, int rows)
    {
        var values = ArrayStream.ReadDoubles(cells, rows);
        foreach (var value in values)
            if (double.IsInfinity(value))
                throw new InvalidDataException($"{cells.Name} is damaged: column '{name}' has a number that is not finite.");
        return new(name, values);
    }

    static CategoricalColumn ReadCodes(FileStream cells, string name, int rows, List<string> levels)
    {
        for (var i = 1; i < levels.Count; i++)
            if (string.CompareOrdinal(levels[i - 1], levels[i]) >= 0)
                throw new FormatException($"the levels of column '{name}' are not in order.");
        var codes = ArrayStream.ReadInts(cells, rows);
        foreach (var code in codes)
            if (code < -1 || code >= levels.Count)
                throw new InvalidDataException($"{cells.Name} is damaged: column '{name}' has code {code}, and {levels.Count} levels.");
        return new(name, codes, levels);
    }

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
