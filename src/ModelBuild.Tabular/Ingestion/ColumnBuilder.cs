using System.Buffers;
using System.Text.Unicode;

namespace ModelBuild.Tabular;

// Takes a column's cells one by one. Of a column without a declared type the first value decides what is stored;
// where a later text says otherwise, Conflict is set and the caller reads again with the right type.
sealed class ColumnBuilder(string name, ColumnType? declared)
{
    readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    readonly List<string> levels = [];
    double[] values = [];
    int[] codes = [];
    char[] text = new char[64];
    readonly ColumnType? declared = declared;
    ColumnType? stored = declared;
    int rows;

    public string Name => name;

    public ColumnType? Declared => declared;

    public long Numbers { get; private set; }

    public long Texts { get; private set; }

    // The first cell that is not a number.
    public (int Line, int Column, string Text)? FirstText { get; private set; }

    // Numbers were stored, and then came a text.
    public bool Conflict => stored == ColumnType.Numeric && Texts > 0;

    public void Add(CsvReader reader, int cell, MissingValues missing)
    {
        var bytes = reader[cell];
        var trimmed = bytes.Trim(" \t"u8);
        if (missing.Contains(trimmed))
        {
            Store(double.NaN, -1);
            return;
        }
        double number = 0;
        var isNumber = declared != ColumnType.Categorical && NumberText.TryParse(trimmed, out number);
        stored ??= isNumber ? ColumnType.Numeric : ColumnType.Categorical;
        if (isNumber)
        {
            Numbers++;
            if (stored == ColumnType.Numeric && double.IsInfinity(number))
                throw reader.Error(Codes.NumberOutOfRange, $"'{Decode(reader, cell, bytes)}' in column '{name}' is too large for a number; the largest is about 1.8e308. Correct it, or rescale the column.", reader.Place(cell));
        }
        else if (declared != ColumnType.Categorical)
        {
            Texts++;
            if (FirstText is null)
            {
                var place = reader.Place(cell);
                FirstText = (place.Line, place.Column, Shorten(Decode(reader, cell, bytes)));
            }
        }
        Store(number, stored == ColumnType.Categorical ? Code(reader, cell, bytes) : -1);
    }

    public Column Build()
    {
        if (stored == ColumnType.Categorical)
            return new CategoricalColumn(name, Resized(codes), levels);
        if (stored is null)
            Reserve();
        return new NumericColumn(name, Resized(values));
    }

    void Store(double number, int code)
    {
        if (stored == ColumnType.Categorical)
        {
            if (rows >= codes.Length)
                Reserve();
            codes[rows] = code;
        }
        else if (stored == ColumnType.Numeric)
        {
            if (rows >= values.Length)
                Reserve();
            values[rows] = number;
        }
        rows++;
    }

    // Makes room; rows that came before the type was known were missing.
    void Reserve()
    {
        var size = (int)Math.Min(Math.Max(1024, (long)rows * 2), Array.MaxLength);
        if (stored == ColumnType.Categorical)
        {
            var used = codes.Length;
            Array.Resize(ref codes, size);
            codes.AsSpan(used).Fill(-1);
        }
        else
        {
            var used = values.Length;
            Array.Resize(ref values, size);
            values.AsSpan(used).Fill(double.NaN);
        }
    }

    T[] Resized<T>(T[] array)
    {
        Array.Resize(ref array, rows);
        return array;
    }

    int Code(CsvReader reader, int cell, ReadOnlySpan<byte> bytes)
    {
        var chars = Characters(reader, cell, bytes);
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(chars, out var code))
        {
            code = levels.Count;
            levels.Add(chars.ToString());
            known.Add(levels[code], code);
        }
        return code;
    }

    string Decode(CsvReader reader, int cell, ReadOnlySpan<byte> bytes) => Characters(reader, cell, bytes).ToString();

    ReadOnlySpan<char> Characters(CsvReader reader, int cell, ReadOnlySpan<byte> bytes)
    {
        if (text.Length < bytes.Length)
            text = new char[bytes.Length * 2];
        return Utf8.ToUtf16(bytes, text, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done
            ? text.AsSpan(0, written)
            : throw reader.Error(Codes.InvalidUtf8, $"The cell in column '{name}' is not UTF-8 text. Save the data as UTF-8.", reader.Place(cell));
    }

    static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
