using System.Globalization;

namespace ModelBuild.Tabular;

// A share of a table's rows, each drawn by itself by the seed and its number, in their order and with their lines.
static class TableSample
{
    const ulong Purpose = 7;
    const int Unit = 1 << 30;

    public static Table Of(Table table, double? share, long seed)
    {
        if (share is not { } some)
            return table;
        if (some is not (> 0 and < 1))
            throw Error($"The sample is {some.ToString(CultureInfo.InvariantCulture)}, and must be a share above 0 and below 1, such as 0.05. For all rows leave it out.");
        var rows = new List<int>();
        for (var row = 0; row < table.Rows; row++)
            if (new RandomNumbers(seed, Purpose, (ulong)row).Next(Unit) < some * Unit)
                rows.Add(row);
        if (rows.Count == 0)
            throw Error($"None of the {table.Rows} rows is in a sample of {some.ToString(CultureInfo.InvariantCulture)}. Take a larger share.");
        return new(rows.Count, table.Select([.. rows]).Columns)
        {
            Dropped = table.Dropped,
            Lines = table.Lines is { } lines ? rows.ConvertAll(row => lines[row]) : null,
            Files = [.. table.Files.Select(file => file with { FirstRow = Before(rows, file.FirstRow) })],
        };
    }

    // How many of the ascending rows are before one.
    static int Before(List<int> rows, int first) => rows.BinarySearch(first) is var at && at < 0 ? ~at : at;

    static StageException Error(string message) => new(new StageError(message) { Code = Codes.NoSample, Option = "sample" });
}
