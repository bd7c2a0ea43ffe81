using System.Globalization;

namespace ModelBuild.Tabular;

// Collects what is wrong: settings as they are, rows with the first few of each rule and the count of the rest.
sealed class Findings
{
    readonly List<(StageError Error, int Row, string? Column)> errors = [];

    public void Add(string code, string option, string message) =>
        errors.Add((new StageError(message) { Code = code, Option = option }, -1, null));

    // What: the rest of "27 rows …", where more rows are wrong than are listed.
    public void Add(string code, string option, string column, WrongRows rows, string what, Func<int, string> message)
    {
        foreach (var row in rows.First)
            AddRow(code, column, row, message(row));
        if (rows.Count > WrongRows.Shown)
            Add(code, option, string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows {what}; the first {WrongRows.Shown} are listed."));
    }

    public void Add(string code, string option, Column column, WrongRows rows, Func<int, string> message) =>
        Add(code, option, column.Name, rows, $"of column '{column.Name}' are wrong in this way", message);

    public void AddRow(string code, string column, int row, string message) => errors.Add((new StageError(message) { Code = code }, row, column));

    public void AddAll(Findings others) => errors.AddRange(others.errors);

    // Where a row is, for the text of a message about another row.
    public static string Line(Table table, int row) => table.Lines is not { } lines
        ? string.Create(CultureInfo.InvariantCulture, $"row {row + 1}")
        : table.FileOf(row) is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"line {lines[row]} of {file}")
            : string.Create(CultureInfo.InvariantCulture, $"line {lines[row]}");

    // Throws what was found, each row with its place in the data, or its number where the table is from no file; returns where nothing was.
    public void Throw(Table table, DataSource? data, string? separator)
    {
        if (errors.Count == 0)
            return;
        if (data is null)
            throw new StageException(errors.ConvertAll(found =>
                found.Column is null ? found.Error : found.Error with { Message = $"{Line(table, found.Row)}: {found.Error.Message}" }));
        var cells = new List<(int, string)>();
        foreach (var (_, row, column) in errors)
            if (column is not null)
                cells.Add((row, column));
        var places = CellPlaces.Find(data, separator, table, cells);
        var located = new StageError[errors.Count];
        for (var i = 0; i < located.Length; i++)
        {
            var (error, row, column) = errors[i];
            located[i] = column is null ? error : error with
            {
                Input = data.Name,
                Member = table.FileOf(row),
                Line = places.TryGetValue((row, column), out var place) ? place.Line : table.Lines?[row],
                Column = place.Column > 0 ? place.Column : null,
            };
        }
        throw new StageException(located);
    }
}
