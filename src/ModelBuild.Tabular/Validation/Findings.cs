namespace ModelBuild.Tabular;

// Collects what is wrong: settings as they are, rows with the first few of each rule and the count of the rest.
sealed class Findings
{
    const int Shown = 10;

    readonly List<(StageError Error, int Row, string? Column)> errors = [];

    public void Add(string code, string option, string message) =>
        errors.Add((new StageError(message) { Code = code, Option = option }, -1, null));

    public void Add(string code, string option, Column column, Func<int, bool> isWrong, Func<int, string> message)
    {
        long count = 0;
        for (var row = 0; row < column.Rows; row++)
            if (isWrong(row) && ++count <= Shown)
                errors.Add((new StageError(message(row)) { Code = code }, row, column.Name));
        if (count > Shown)
            Add(code, option, $"{count} rows of column '{column.Name}' are wrong in this way; the first {Shown} are listed.");
    }

    // Throws what was found, each row with its place in the data; returns where nothing was.
    public void Throw(Table table, DataSource data, string separator)
    {
        if (errors.Count == 0)
            return;
        var places = Places(table, data, separator);
        var located = new StageError[errors.Count];
        for (var i = 0; i < located.Length; i++)
        {
            var (error, row, column) = errors[i];
            located[i] = column is null ? error : error with
            {
                Input = data.Name,
                Line = places.TryGetValue((row, column), out var place) ? place.Line : table.Lines?[row],
                Column = place.Column > 0 ? place.Column : null,
            };
        }
        throw new StageException(located);
    }

    // The table knows lines only; the file is read again for the columns, as far as the last row that is wrong.
    Dictionary<(int Row, string Column), (int Line, int Column)> Places(Table table, DataSource data, string separator)
    {
        var places = new Dictionary<(int, string), (int Line, int Column)>();
        var wrong = new Dictionary<int, List<string>>();
        foreach (var (_, row, column) in errors)
        {
            if (column is null)
                continue;
            if (!wrong.TryGetValue(row, out var columns))
                wrong.Add(row, columns = []);
            columns.Add(column);
        }
        if (wrong.Count == 0)
            return places;
        using var reader = CsvTable.Open(data, separator);
        var names = CsvTable.ReadHeader(reader, separator);
        for (var row = 0; row < table.Rows && wrong.Count > 0 && reader.Read(); row++)
            if (wrong.Remove(row, out var columns))
                foreach (var column in columns)
                    if (Array.IndexOf(names, column) is >= 0 and var index && index < reader.Count)
                        places[(row, column)] = reader.Place(index);
        return places;
    }
}
