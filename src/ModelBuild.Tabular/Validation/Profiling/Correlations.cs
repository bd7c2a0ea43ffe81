namespace ModelBuild.Tabular;

/// <summary>Pearson's correlation of each two columns of numbers, over the rows that have both.</summary>
/// <param name="Columns">At most 40 columns, in the order of the data.</param>
/// <param name="Values">Of each column with those before it, from -1 to 1; null where one of the two does not vary, or fewer than three rows have both.</param>
/// <param name="Rows">Over how many rows: all, or a sample of about 10,000.</param>
public sealed record Correlations(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Values, long Rows)
{
    const int MostColumns = 40;
    const int MostRows = 10_000;

    internal static Correlations Of(IReadOnlyList<Column> columns, IReadOnlyList<string> without, int rows)
    {
        var names = new List<string>();
        var numbers = new List<double[]>();
        var sample = RowSample.Of(rows, MostRows);
        foreach (var column in columns)
            if (column is NumericColumn numeric && names.Count < MostColumns && !without.Contains(column.Name))
            {
                names.Add(column.Name);
                var all = numeric.Values;
                var values = new double[sample.Length];
                for (var i = 0; i < sample.Length; i++)
                    values[i] = all[sample[i]];
                numbers.Add(values);
            }
        var correlations = new IReadOnlyList<double?>[names.Count];
        for (var i = 0; i < correlations.Length; i++)
        {
            var before = new double?[i];
            for (var j = 0; j < i; j++)
                before[j] = Of(numbers[i], numbers[j]);
            correlations[i] = before;
        }
        return new(names, correlations, sample.Length);
    }

    // Two passes, so that a large mean takes no digits. Null where it is not defined or not finite.
    internal static double? Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (count, sumX, sumY) = (0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
                continue;
            count++;
            sumX += x[i];
            sumY += y[i];
        }
        if (count < 3)
            return null;
        var (meanX, meanY) = (sumX / count, sumY / count);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
                continue;
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        var correlation = xy / (Math.Sqrt(xx) * Math.Sqrt(yy));
        return double.IsFinite(correlation) ? Math.Clamp(correlation, -1, 1) : null;
    }
}
