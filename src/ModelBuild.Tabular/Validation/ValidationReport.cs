using System.Text.Json;

namespace ModelBuild.Tabular;

/// <summary>What valid data looks like: the output of validation, which has none where the data is wrong.</summary>
/// <remarks>Written as <c>validation.json</c>.</remarks>
public sealed class ValidationReport : IArtifact<ValidationReport>
{
    const string FileName = "validation.json";

    /// <summary>How many rows.</summary>
    public required int Rows { get; init; }

    /// <summary>In the order of the data.</summary>
    public required IReadOnlyList<ColumnSummary> Columns { get; init; }

    /// <summary>The label's classes and their rows; empty for regression.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> Classes { get; init; }

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("rows", Rows);
        json.WriteStartArray("columns");
        foreach (var column in Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteNumber("missing", column.Missing);
            if (column.Levels is { } levels)
                json.WriteNumber("levels", levels);
            WriteFinite(json, "min", column.Min);
            WriteFinite(json, "max", column.Max);
            WriteFinite(json, "mean", column.Mean);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("classes");
        foreach (var (name, rows) in Classes)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("rows", rows);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public static ValidationReport Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var root = document.RootElement;
        var columns = new List<ColumnSummary>();
        foreach (var item in root.GetProperty("columns").EnumerateArray())
            columns.Add(new(
                item.GetProperty("name").GetString()!,
                item.GetProperty("missing").GetInt64(),
                item.TryGetProperty("levels", out var levels) ? levels.GetInt32() : null,
                ReadFinite(item, "min"),
                ReadFinite(item, "max"),
                ReadFinite(item, "mean")));
        var classes = new List<KeyValuePair<string, long>>();
        foreach (var item in root.GetProperty("classes").EnumerateArray())
            classes.Add(new(item.GetProperty("name").GetString()!, item.GetProperty("rows").GetInt64()));
        return new() { Rows = root.GetProperty("rows").GetInt32(), Columns = columns, Classes = classes };
    }

    static void WriteFinite(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
    }

    static double? ReadFinite(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetDouble() : null;
}

/// <summary>A column in short.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Missing">How many cells are missing.</param>
/// <param name="Levels">How many different texts; null for a column of numbers.</param>
/// <param name="Min">The smallest number; null where there is none.</param>
/// <param name="Max">The largest number; null where there is none.</param>
/// <param name="Mean">The mean of the numbers; null where there is none, or none that is finite.</param>
public sealed record ColumnSummary(string Name, long Missing, int? Levels, double? Min, double? Max, double? Mean)
{
    internal static ColumnSummary Of(Column column)
    {
        long missing = 0;
        for (var row = 0; row < column.Rows; row++)
            if (column.IsMissing(row))
                missing++;
        if (column is not NumericColumn numeric)
            return new(column.Name, missing, ((CategoricalColumn)column).Levels.Count, null, null, null);
        if (missing == column.Rows)
            return new(column.Name, missing, null, null, null, null);
        var (min, max, sum) = (double.PositiveInfinity, double.NegativeInfinity, 0.0);
        foreach (var value in numeric.Values)
        {
            if (double.IsNaN(value))
                continue;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
        }
        var mean = sum / (column.Rows - missing);
        return new(column.Name, missing, null, min, max, double.IsFinite(mean) ? mean : null);
    }
}
