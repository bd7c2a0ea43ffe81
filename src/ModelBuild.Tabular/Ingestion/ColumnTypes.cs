namespace ModelBuild.Tabular;

// The types of columns: guessed from the first rows, and decided by all of them.
sealed class ColumnTypes(IReadOnlyList<CsvFile> files, int[][] places, MissingValues missing, string input, bool forModel)
{
    const int SampledRows = 1000;

    // For each column of the first file the type of most of its first cells. A wrong guess costs another reading, and nothing else.
    public ColumnType[] Guess()
    {
        var counts = new CellCounts[files[0].Names.Count];
        var rows = 0;
        for (var file = 0; file < files.Count && rows < SampledRows; file++)
        {
            using var reader = files[file].Open(files[file].Start, files[file].FirstLine);
            try
            {
                for (; rows < SampledRows && reader.Read(); rows++)
                    for (var i = 0; i < Math.Min(reader.Count, places[file].Length); i++)
                        counts[places[file][i]].Add(CellKinds.Of(CellSink.Trim(reader[i]), missing), 1);
            }
            catch (StageException)
            {
                break; // which the reading of all rows will report
            }
        }
        return Array.ConvertAll(counts, count =>
            count.Numbers >= count.Dates + count.Texts ? ColumnType.Numeric
            : count.Dates >= count.Numbers + count.Texts ? ColumnType.Date
            : ColumnType.Categorical);
    }

    // For each column its type by all cells. Throws StageException for all columns that are wrong.
    public ColumnType[] Decide(IReadOnlyList<ColumnReading?> columns, Func<ColumnReading, int[]> countCodes)
    {
        var types = new ColumnType[columns.Count];
        var errors = new List<(int, Func<CellKind, bool>, Func<string, StageError>)>();
        for (var i = 0; i < types.Length; i++)
        {
            if (columns[i] is not { } column)
                continue;
            types[i] = column.Declared ?? ColumnType.Categorical;
            if (column.Declared == ColumnType.Categorical)
                continue;
            var (name, counts) = (column.Name, CountsOf(column, countCodes));
            var (numbers, dates, present) = (counts.Numbers, counts.Dates, counts.Present);
            if (column.Declared == ColumnType.Numeric && numbers < present)
                errors.Add((i, IsNoNumber, text => Error(Codes.TextInNumericColumn,
                    $"'{text}' in column '{name}' is not a number, and {(forModel ? "the model was trained on numbers" : "the definition declares the column numeric")} ({First(present - numbers)} of this kind). {Advice}")));
            else if (column.Declared == ColumnType.Date && dates < present)
                errors.Add((i, IsNoDate, text => Error(Codes.NotADate,
                    $"'{text}' in column '{name}' is not a date, and {(forModel ? "the model was trained on dates" : "the definition declares the column to be one")} ({First(present - dates)} of this kind). Dates are written as 2024-02-29 or 2024-02-29T12:30:00Z. {Advice}")));
            else if (column.Declared is null && numbers < present && numbers >= present - numbers)
                errors.Add((i, IsNoNumber, text => Error(Codes.MostlyNumericColumn,
                    $"'{text}' in column '{name}' is not a number, and {numbers} of its {present} cells are. Correct the cell, add its text to data.missing, or declare what the column is, data.columns.{name}.type: numeric or categorical.")));
            else if (column.Declared is null && dates < present && dates >= present - dates)
                errors.Add((i, IsNoDate, text => Error(Codes.MostlyNumericColumn,
                    $"'{text}' in column '{name}' is not a date, and {dates} of its {present} cells are. Correct the cell, add its text to data.missing, or declare what the column is, data.columns.{name}.type: date or categorical.")));
            else
            {
                if (column.Declared is null)
                    types[i] = numbers == present ? ColumnType.Numeric : dates == present ? ColumnType.Date : ColumnType.Categorical;
                if (types[i] == ColumnType.Numeric && counts.TooLarge > 0)
                    errors.Add((i, kind => kind == CellKind.TooLarge, text => Error(Codes.NumberOutOfRange,
                        $"'{text}' in column '{name}' is too large for a number; the largest is about 1.8e308. Correct it, or rescale the column.")));
            }
        }
        return errors.Count == 0 ? types : throw new StageException(new FirstCells(files, places, missing).Find(input, errors));
    }

    string Advice => forModel ? "Correct the data, or mark the value as missing." : "Correct the data, add the text to data.missing, or declare the column categorical.";

    static bool IsNoNumber(CellKind kind) => kind != CellKind.Missing && !kind.IsNumber();

    static bool IsNoDate(CellKind kind) => kind is not (CellKind.Missing or CellKind.Date);

    // Of texts each is looked at once, and its rows are counted only where some could be something else.
    CellCounts CountsOf(ColumnReading column, Func<ColumnReading, int[]> countCodes)
    {
        if (column.Levels is not { } levels)
            return column.Counts;
        var kinds = new CellKind[levels.Count];
        var once = new CellCounts();
        for (var code = 0; code < kinds.Length; code++)
            once.Add(kinds[code] = CellKinds.Of(CellSink.Trim(levels[code]), missing), 1);
        if (once.Numbers + once.Dates == 0)
            return once;
        var all = new CellCounts();
        var rows = countCodes(column);
        for (var code = 0; code < kinds.Length; code++)
            all.Add(kinds[code], rows[code]);
        return all;
    }

    static string First(long cells) => cells == 1 ? "the only cell" : $"the first of {cells} cells";

    static StageError Error(string code, string message) => new(message) { Code = code };
}
