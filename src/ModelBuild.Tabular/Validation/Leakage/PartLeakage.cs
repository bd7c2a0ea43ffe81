using System.Globalization;

namespace ModelBuild.Tabular;

// The same row, or the same group, in two parts of a split: what is tested was trained on.
static class PartLeakage
{
    // Rows of which an equal one is in another part; for each that is listed, the first such row.
    public sealed record Found(WrongRows Rows, IReadOnlyList<int> Others);

    // parts: of each row its part, or below 0 where it is in none. columns: what makes rows equal: the key or group, or all columns.
    public static Found Find(int rows, ReadOnlySpan<int> parts, IReadOnlyList<Column> columns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(parts.Length, rows);
        var first = new RowGroups(columns, rows).First;
        var seen = new int[rows]; // of each group, by its first row, the first row with a part, or -1
        Array.Fill(seen, -1);
        var wrong = new WrongRows();
        var others = new List<int>(WrongRows.Shown);
        for (var row = 0; row < first.Length; row++)
        {
            if (parts[row] < 0 || IsAllMissing(columns, row))
                continue;
            ref var other = ref seen[first[row]];
            if (other < 0)
                other = row;
            else if (parts[other] != parts[row])
            {
                if (wrong.Count < WrongRows.Shown)
                    others.Add(other);
                wrong.Add(row);
            }
        }
        return new(wrong, others);
    }

    // One error for each of the first rows, and one for the count of all; none where nothing was found.
    // option: the setting that says how rows are divided. keys: the columns' names, or none for whole rows.
    public static IReadOnlyList<StageError> Errors(Table table, Found found, ReadOnlySpan<int> parts, IReadOnlyList<string> partNames, IReadOnlyList<string> keys, string option)
    {
        var errors = new List<StageError>();
        var what = keys.Count == 0 ? "The same row" : $"A row of the same {string.Join(", ", keys)}";
        for (var i = 0; i < found.Rows.First.Count; i++)
        {
            var (row, other) = (found.Rows.First[i], found.Others[i]);
            var values = "";
            foreach (var key in keys)
                values += $"{(values.Length == 0 ? " (" : ", ")}{CellValue.Of(table.Find(key)!, row)}";
            errors.Add(new($"{what}{values}{(values.Length > 0 ? ")" : "")} is in the {partNames[parts[row]]} part ({Findings.Line(table, row)}) and in the {partNames[parts[other]]} part ({Findings.Line(table, other)}), so that the model is tested on what it was trained on. Put both into one part, remove one, or set split.allowShared: true where it has to be so.")
            {
                Code = Codes.SharedRows,
                Option = option,
            });
        }
        if (found.Rows.Count > WrongRows.Shown)
            errors.Add(new(string.Create(CultureInfo.InvariantCulture, $"{found.Rows.Count} rows are in two parts; the first {WrongRows.Shown} are listed."))
            {
                Code = Codes.SharedRows,
                Option = option,
            });
        return errors;
    }

    // Without any value there is no group.
    static bool IsAllMissing(IReadOnlyList<Column> columns, int row)
    {
        foreach (var column in columns)
            if (!column.IsMissing(row))
                return false;
        return true;
    }
}
