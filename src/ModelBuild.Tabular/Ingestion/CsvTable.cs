using System.Text;

namespace ModelBuild.Tabular;

// Reads a CSV file into a table: names, types, columns. Reads it a second time only where a column's type turned out wrong.
sealed class CsvTable(DataSource data, IngestOptions options)
{
    readonly MissingValues missing = new(options.Missing);
    readonly Dictionary<string, ColumnType> types = new(StringComparer.Ordinal);

    public static CsvReader Open(DataSource data, string separator)
    {
        if (data.IsFolder)
            throw new StageException(new StageError("The data is a folder; the tabular pipeline reads one CSV file. Name the file.")
            {
                Code = Codes.DataIsFolder,
                Option = $"{data.Name}.path",
            });
        return new(data.Name, data.OpenRead(), separator[0]);
    }

    public Table Read()
    {
        foreach (var (name, column) in options.Columns)
            if (column.Type is { } type)
                types[name] = type;
        return TryRead() ?? TryRead() ?? throw new InvalidDataException("The data changed while it was read.");
    }

    // Null where a column has to be read again as text.
    Table? TryRead()
    {
        using var reader = Open(data, options.Separator);
        var names = ReadHeader(reader, options.Separator);
        var builders = new ColumnBuilder?[names.Length];
        var dropped = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            if (options.Ignore.Contains(names[i]) && !options.Key.Contains(names[i]))
                dropped.Add(names[i]);
            else
                builders[i] = new(names[i], types.TryGetValue(names[i], out var type) ? type : null);
        }

        var lines = new int[1024];
        var rows = 0;
        while (reader.Read())
        {
            if (reader.Count != names.Length)
                throw Ragged(reader, names.Length);
            if (rows == lines.Length)
                Array.Resize(ref lines, (int)Math.Min((long)rows * 2, Array.MaxLength));
            lines[rows++] = reader.Line;
            for (var i = 0; i < builders.Length; i++)
                builders[i]?.Add(reader, i, missing);
        }
        if (rows == 0)
            throw reader.Error(Codes.NoRows, "The data has a header and no rows. A model needs rows to learn from.", (1, 1));

        var again = Decide(builders);
        if (again)
            return null;
        Array.Resize(ref lines, rows);
        var columns = new List<Column>(builders.Length);
        foreach (var builder in builders)
            if (builder is not null)
                columns.Add(builder.Build());
        return new(rows, columns) { Dropped = dropped, Lines = lines };
    }

    public static string[] ReadHeader(CsvReader reader, string separator)
    {
        if (!reader.Read())
            throw reader.Error(Codes.EmptyData, "The data is empty. It needs a line with the names of its columns, and rows.", (1, 1));
        var names = new string[reader.Count];
        for (var i = 0; i < names.Length; i++)
        {
            try
            {
                names[i] = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(reader[i]).Trim(' ', '\t');
            }
            catch (DecoderFallbackException)
            {
                throw reader.Error(Codes.InvalidUtf8, $"The name of column {i + 1} is not UTF-8 text. Save the data as UTF-8.", reader.Place(i));
            }
            if (names[i].Length == 0)
                throw reader.Error(Codes.UnnamedColumn, $"Column {i + 1} has no name. The first line of the data must name every column.", reader.Place(i));
            var earlier = Array.IndexOf(names, names[i], 0, i);
            if (earlier >= 0)
                throw reader.Error(Codes.DuplicateColumn, $"Columns {earlier + 1} and {i + 1} are both named '{names[i]}'. Rename one.", reader.Place(i));
        }
        if (names.Length == 1)
            throw reader.Error(Codes.SingleColumn, $"The data has a single column, '{names[0]}'; a label and a feature are needed. If another character than '{separator}' separates the cells, set data.separator.", (1, 1));
        return names;
    }

    // Errors for text among numbers; otherwise whether columns must be read again, now as text.
    bool Decide(ColumnBuilder?[] builders)
    {
        var errors = new List<StageError>();
        var again = false;
        foreach (var builder in builders)
        {
            if (builder?.FirstText is not var (line, column, text))
                continue;
            if (builder.Declared == ColumnType.Numeric)
                errors.Add(At(line, column, Codes.TextInNumericColumn,
                    $"'{text}' in column '{builder.Name}' is not a number, and the definition declares the column numeric ({Count(builder.Texts)} of this kind). Correct the data, add the text to data.missing, or declare the column categorical."));
            else if (builder.Numbers >= builder.Texts)
                errors.Add(At(line, column, Codes.MostlyNumericColumn,
                    $"'{text}' in column '{builder.Name}' is not a number, and {builder.Numbers} of its {builder.Numbers + builder.Texts} cells are. Declare what it is, data.columns.{builder.Name}.type: numeric or categorical; or add the text to data.missing."));
            else if (builder.Conflict)
            {
                types[builder.Name] = ColumnType.Categorical;
                again = true;
            }
        }
        return errors.Count > 0 ? throw new StageException(errors) : again;
    }

    static StageException Ragged(CsvReader reader, int expected) => reader.Error(
        Codes.RaggedRow,
        $"The row has {reader.Count} cells and the header {expected}. " + (reader.Count > expected
            ? "Quote a cell that has the separator in it, or remove what is too much."
            : "Add the cells that are missing; an empty cell is one too."),
        reader.Place(Math.Min(reader.Count - 1, expected)));

    static string Count(long texts) => texts == 1 ? "the only cell" : $"the first of {texts} cells";

    StageError At(int line, int column, string code, string message) =>
        new(message) { Code = code, Input = data.Name, Line = line, Column = column };
}
