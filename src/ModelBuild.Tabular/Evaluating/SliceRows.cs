using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The rows of each slice that the options name.
sealed class SliceRows(Table table, EvaluateOptions options)
{
    const int MostSlices = 1000;
    const int MostRanges = 100;

    // In the order of the options, each column's by value, the empty one first.
    public List<(string Column, string Value, int[] Rows)> All()
    {
        CheckRanges(options.Bins.Keys, "bins");
        CheckRanges(options.Dates.Keys, "dates");
        CheckRanges(options.Quantiles.Keys, "quantiles");
        var slices = new List<(string, string, int[])>();
        foreach (var entry in options.Slices)
        {
            var (name, groups) = Groups(entry);
            var rows = new SortedDictionary<long, List<int>>();
            for (var row = 0; row < table.Rows; row++)
            {
                if (!rows.TryGetValue(groups.Codes[row], out var some))
                {
                    if (slices.Count + rows.Count == MostSlices)
                        throw Error(Codes.TooManySlices, "evaluate.slices", $"The slices by '{entry}' are more than {MostSlices} with those before them. Group the column's values, cut numbers into fewer ranges, or slice by less.");
                    rows.Add(groups.Codes[row], some = []);
                }
                some.Add(row);
            }
            foreach (var (code, some) in rows)
                slices.Add((name, groups.Value(code), [.. some]));
        }
        return slices;
    }

    (string Name, Grouping Groups) Groups(string entry)
    {
        if (table.Find(entry) is { } single)
            return (entry, Group(single));
        // A column's name may have stars of its own.
        for (var star = entry.IndexOf('*', StringComparison.Ordinal); star >= 0; star = entry.IndexOf('*', star + 1))
            if (table.Find(entry[..star].Trim()) is { } left && table.Find(entry[(star + 1)..].Trim()) is { } right)
                return ($"{left.Name}*{right.Name}", Grouping.Pair(Group(left), Group(right)));
        var parts = entry.Split('*', 2, StringSplitOptions.TrimEntries);
        var absent = parts.Length == 2 && table.Find(parts[0]) is not null ? parts[1] : parts[0];
        throw Error(Codes.SliceNotFound, "evaluate.slices", $"There is no column '{absent}' to slice by; one that data.ignore names is not read at all (declare it with feature: false instead).{NearestName.Hint(absent, [.. table.Columns.Select(column => column.Name)], "columns")}");
    }

    Grouping Group(Column column)
    {
        var name = column.Name;
        var bins = options.Bins.GetValueOrDefault(name);
        var dates = options.Dates.GetValueOrDefault(name);
        var ranges = options.Quantiles.TryGetValue(name, out var count) ? count : (int?)null;
        string[] given = [.. bins is null ? [] : new[] { "bins" }, .. dates is null ? [] : new[] { "dates" }, .. ranges is null ? [] : new[] { "quantiles" }];
        if (given.Length > 1)
            throw DoNotFit(given[1], name, $"Column '{name}' has both {given[0]} and {given[1]}. Remove one of them.");
        if (column is CategoricalColumn categorical)
            return given is []
                ? Grouping.Levels(categorical)
                : throw DoNotFit(given[0], name, $"Column '{name}' has texts, which are slices as they are. Remove this, or declare another type, data.columns.{name}.type.");
        var numeric = (NumericColumn)column;
        var isDate = column.Type != ColumnType.Numeric;
        if (ranges is { } parts)
            return Grouping.Ranges(numeric, QuantileEdges(numeric, parts));
        if (bins is not null)
            return isDate
                ? throw DoNotFit("bins", name, $"Column '{name}' has dates. Give dates instead, evaluate.dates.{name}: [2024-01-01].")
                : Grouping.Ranges(numeric, Checked("bins", numeric, bins));
        if (dates is not null)
            return isDate
                ? Grouping.Ranges(numeric, Checked("dates", numeric, [.. dates.Select(date => Seconds(name, date))]))
                : throw DoNotFit("dates", name, $"Column '{name}' has numbers. Give numbers instead, evaluate.bins.{name}: [10, 20].");
        throw Error(Codes.SliceNotCategorical, "evaluate.slices", $"Column '{name}' is {(isDate ? "of dates" : "numeric")}, and slices need texts or ranges. Cut it, {(isDate ? $"evaluate.dates.{name}: [2024-01-01]" : $"evaluate.bins.{name}: [10, 20]")} or evaluate.quantiles.{name}: 4, declare it, data.columns.{name}.type: categorical, or slice by another.");
    }

    static double Seconds(string column, string date) =>
        DateText.Seconds(date) ?? throw DoNotFit("dates", column, $"'{date}' is not a date; write it as 2024-01-31 or 2024-01-31T12:00:00Z.");

    static IReadOnlyList<double> Checked(string option, NumericColumn column, IReadOnlyList<double> edges)
    {
        for (var i = 0; i < edges.Count; i++)
            if (!double.IsFinite(edges[i]) || i > 0 && edges[i] <= edges[i - 1])
                throw DoNotFit(option, column.Name, $"The {option} of '{column.Name}' are not ascending: {NumberNames.Of(edges[i], column)}{(i > 0 ? $" follows {NumberNames.Of(edges[i - 1], column)}" : " is the first")}.");
        return edges.Count is > 0 and < MostRanges
            ? edges
            : throw DoNotFit(option, column.Name, $"The {option} of '{column.Name}' are {edges.Count}; from 1 to {MostRanges - 1} can be ends of ranges.");
    }

    static List<double> QuantileEdges(NumericColumn column, int ranges)
    {
        if (ranges is < 2 or > MostRanges)
            throw DoNotFit("quantiles", column.Name, $"'{column.Name}' cannot be cut into {ranges} ranges, only into 2 to {MostRanges}.");
        var sorted = Array.FindAll(column.Values.ToArray(), value => !double.IsNaN(value));
        Array.Sort(sorted);
        var edges = new List<double>();
        for (var i = 1; i < ranges; i++)
        {
            var edge = Quantiles.Of(sorted, (double)i / ranges);
            if (edge > (edges.Count == 0 ? double.NegativeInfinity : edges[^1]))
                edges.Add(edge);
        }
        return edges;
    }

    // Ranges that nobody asked slices of are a typing mistake.
    void CheckRanges(IEnumerable<string> columns, string option)
    {
        foreach (var column in columns.Order(StringComparer.Ordinal))
            if (!options.Slices.Any(entry => entry == column || entry.StartsWith(column, StringComparison.Ordinal) && entry[column.Length..].TrimStart().StartsWith('*')
                || entry.EndsWith(column, StringComparison.Ordinal) && entry[..^column.Length].TrimEnd().EndsWith('*')))
                throw DoNotFit(option, column, $"'{column}' is not among evaluate.slices, so nothing is cut by this.{NearestName.Hint(column, options.Slices, "slices")}");
    }

    static StageException DoNotFit(string option, string column, string message) => Error(Codes.BinsDoNotFit, $"evaluate.{option}.{column}", message);

    static StageException Error(string code, string option, string message) => new(new StageError(message) { Code = code, Option = option });
}
