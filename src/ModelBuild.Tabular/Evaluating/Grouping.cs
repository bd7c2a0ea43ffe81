namespace ModelBuild.Tabular;

// For each row of a column, or of two, the code of the group it is in; 0 is the group of rows without a value.
sealed class Grouping
{
    readonly Func<long, string> names;

    Grouping(long[] codes, long count, Func<long, string> names) => (Codes, Count, this.names) = (codes, count, names);

    public long[] Codes { get; }

    // Codes are below this.
    public long Count { get; }

    public string Value(long code) => names(code);

    public static Grouping Levels(CategoricalColumn column) =>
        new(Array.ConvertAll(column.Codes.ToArray(), code => code + 1L), column.Levels.Count + 1L, code => code == 0 ? "" : column.Levels[(int)code - 1]);

    // A number that is an edge begins a range.
    public static Grouping Ranges(NumericColumn column, IReadOnlyList<double> edges)
    {
        var codes = new long[column.Rows];
        for (var row = 0; row < codes.Length; row++)
        {
            if (column.IsMissing(row))
                continue;
            codes[row] = 1;
            foreach (var edge in edges)
                if (column.Values[row] >= edge)
                    codes[row]++;
        }
        return new(codes, edges.Count + 2L, code => code == 0 ? "" : Range(column, edges, (int)code - 1));
    }

    public static Grouping Pair(Grouping left, Grouping right)
    {
        var codes = new long[left.Codes.Length];
        for (var row = 0; row < codes.Length; row++)
            codes[row] = left.Codes[row] * right.Count + right.Codes[row];
        return new(codes, left.Count * right.Count, code => $"{Escape(left.Value(code / right.Count))}*{Escape(right.Value(code % right.Count))}");
    }

    static string Range(NumericColumn column, IReadOnlyList<double> edges, int index)
    {
        if (edges.Count == 0)
            return "all";
        if (index == 0)
            return $"<{NumberNames.Of(edges[0], column)}";
        var from = NumberNames.Of(edges[index - 1], column);
        return index == edges.Count ? $">={from}" : $"[{from}, {NumberNames.Of(edges[index], column)})";
    }

    static string Escape(string value) => value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal);
}
