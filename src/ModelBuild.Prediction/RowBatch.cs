using System.Globalization;

namespace ModelBuild.Prediction;

/// <summary>Rows to predict, column by column. Columns that the model does not read do no harm. Not thread-safe while columns are added.</summary>
/// <param name="rows">How many rows; every column has that many values.</param>
public sealed class RowBatch(int rows)
{
    const int LongestValue = 50; // in a message

    readonly Dictionary<string, ReadOnlyMemory<double>> numeric = new(StringComparer.Ordinal);
    readonly Dictionary<string, (ReadOnlyMemory<int> Codes, IReadOnlyList<string> Levels)> categorical = new(StringComparer.Ordinal);

    /// <summary>How many rows.</summary>
    public int Rows { get; } = rows >= 0 ? rows : throw new ArgumentOutOfRangeException(nameof(rows));

    /// <summary>Adds a column of numbers. The memory is kept, not copied.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One for each row; NaN where it is missing. Throws <see cref="ArgumentException"/> for an infinite one.</param>
    public void AddNumeric(string name, ReadOnlyMemory<double> values)
    {
        CheckNew(name, values.Length);
        var numbers = values.Span;
        for (var row = 0; row < numbers.Length; row++)
            if (double.IsInfinity(numbers[row]))
                throw new ArgumentException($"Column '{name}' is infinite in row {row}; numbers must be finite, and NaN where they are missing.", nameof(values));
        numeric.Add(name, values);
    }

    /// <summary>Adds a column of the numbers of an array, which is kept.</summary>
    public void AddNumeric(string name, double[] values) => AddNumeric(name, values.AsMemory());

    /// <summary>Adds a column of texts.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One for each row; null where it is missing.</param>
    public void AddCategorical(string name, IReadOnlyList<string?> values)
    {
        var codes = new int[values.Count];
        var levels = new List<string>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < codes.Length; row++)
        {
            if (values[row] is not { } value)
                codes[row] = -1;
            else if (!known.TryGetValue(value, out codes[row]))
            {
                known.Add(value, codes[row] = levels.Count);
                levels.Add(value);
            }
        }
        AddCategorical(name, codes, levels);
    }

    /// <summary>Adds a column of texts as codes. The memory is kept, not copied.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="codes">For each row the index of its level, or -1 where it is missing.</param>
    /// <param name="levels">The texts.</param>
    public void AddCategorical(string name, ReadOnlyMemory<int> codes, IReadOnlyList<string> levels)
    {
        CheckNew(name, codes.Length);
        var all = codes.Span;
        for (var row = 0; row < all.Length; row++)
            if (all[row] < -1 || all[row] >= levels.Count)
                throw new ArgumentException($"Column '{name}' has code {all[row]} in row {row}; it must be -1 or below {levels.Count}.", nameof(codes));
        categorical.Add(name, (codes, levels));
    }

    /// <summary>Adds a column of texts as the codes of an array, which is kept.</summary>
    public void AddCategorical(string name, int[] codes, IReadOnlyList<string> levels) => AddCategorical(name, codes.AsMemory(), levels);

    /// <summary>A batch of single rows, each a map from column to value.</summary>
    /// <param name="schema">The model's; its columns are taken, others are left.</param>
    /// <param name="rows">
    /// Values by column name: a number (any of .NET's) for a numeric column, a string for a categorical one, for a date a
    /// <see cref="DateTimeOffset"/>, <see cref="DateTime"/> (UTC where it does not say), <see cref="DateOnly"/> or ISO 8601 text; null where it is missing. Throws <see cref="ArgumentException"/> for a column that is absent or a value of another type.
    /// </param>
    public static RowBatch Of(TabularSchema schema, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows)
    {
        var batch = new RowBatch(rows.Count);
        foreach (var column in schema.Columns)
        {
            if (column.Type == FeatureType.Date)
            {
                var values = new double[rows.Count];
                for (var row = 0; row < values.Length; row++)
                    values[row] = Value(rows[row], row, column) is { } date
                        ? Seconds(date) ?? throw WrongType(column, row, "a date (DateTimeOffset, DateTime, DateOnly or ISO 8601 text)", date)
                        : double.NaN;
                batch.AddNumeric(column.Name, values);
            }
            else if (column.Type == FeatureType.Numeric)
            {
                var values = new double[rows.Count];
                for (var row = 0; row < values.Length; row++)
                    values[row] = Value(rows[row], row, column) switch
                    {
                        null => double.NaN,
                        double number => number,
                        float or int or long or short or byte or sbyte or ushort or uint or ulong or decimal =>
                            Convert.ToDouble(rows[row][column.Name], CultureInfo.InvariantCulture),
                        var other => throw WrongType(column, row, "a number", other),
                    };
                batch.AddNumeric(column.Name, values);
            }
            else
            {
                var values = new string?[rows.Count];
                for (var row = 0; row < values.Length; row++)
                    values[row] = Value(rows[row], row, column) switch
                    {
                        null => null,
                        string text => text,
                        var other => throw WrongType(column, row, "a string", other),
                    };
                batch.AddCategorical(column.Name, values);
            }
        }
        return batch;
    }

    internal ReadOnlyMemory<double> Numbers(string name) => numeric.TryGetValue(name, out var values)
        ? values
        : throw Absent(name, "numbers", categorical.ContainsKey(name) ? "texts" : null);

    internal (ReadOnlyMemory<int> Codes, IReadOnlyList<string> Levels) Codes(string name) => categorical.TryGetValue(name, out var column)
        ? column
        : throw Absent(name, "texts", numeric.ContainsKey(name) ? "numbers" : null);

    static double? Seconds(object date) => date switch
    {
        DateTimeOffset time => Seconds(time.UtcDateTime),
        DateTime { Kind: DateTimeKind.Local } time => Seconds(time.ToUniversalTime()),
        DateTime time => Seconds(time),
        DateOnly day => Seconds(day.ToDateTime(TimeOnly.MinValue)),
        string text => DateText.Seconds(text),
        _ => null,
    };

    static double Seconds(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;

    static object? Value(IReadOnlyDictionary<string, object?> row, int index, SchemaColumn column) =>
        row.TryGetValue(column.Name, out var value)
            ? value
            : throw new ArgumentException($"Row {index} has no column '{column.Name}', which the model reads; give null where the value is missing.");

    static ArgumentException WrongType(SchemaColumn column, int row, string expected, object actual)
    {
        var text = Convert.ToString(actual, CultureInfo.InvariantCulture) ?? "";
        var shown = text.Length <= LongestValue ? text : text[..LongestValue] + "…";
        return new($"Column '{column.Name}' is {(actual is string ? $"the text '{shown}'" : $"{shown} ({actual.GetType().Name})")} in row {row}; the model needs {expected}.");
    }

    static ArgumentException Absent(string name, string needed, string? given) => new(given is null
        ? $"The rows have no column '{name}', which the model reads."
        : $"Column '{name}' has {given}; the model needs {needed}.");

    void CheckNew(string name, int length)
    {
        if (numeric.ContainsKey(name) || categorical.ContainsKey(name))
            throw new ArgumentException($"Column '{name}' is there already.", nameof(name));
        if (length != Rows)
            throw new ArgumentException($"Column '{name}' has {length} values; the batch has {Rows} rows.", nameof(length));
    }
}
