using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// How far a column is from the profile of an accepted one.
sealed class ColumnDistance
{
    const double SmallestBin = 0.1;

    readonly ColumnProfile reference;
    readonly long rowsOfReference;
    readonly Column column;
    readonly long rows, missing;
    readonly long[] below = [], atMost = []; // of numbers, at the points of the reference

    public ColumnDistance(ColumnProfile reference, long rowsOfReference, Column column, long missing)
    {
        (this.reference, this.rowsOfReference, this.column, this.missing) = (reference, rowsOfReference, column, missing);
        rows = column.Rows;
        if (reference.Numbers is { } numbers && column is NumericColumn numeric)
            (below, atMost) = CountAtPoints(numbers.Cumulative, numeric.Values);
    }

    // From the reference to now, as shares of the rows.
    public double Missing => (double)missing / rows - (double)reference.Missing / rowsOfReference;

    // The sum of (p - q) ln (p / q) over the bins, which is J of H. Jeffreys, An invariant form for the prior probability, 1946.
    // Half a row more in every bin keeps it finite where one is empty.
    // chance: the p-value of the same bins. Of few rows the index is large by chance alone.
    public double Psi(out double chance)
    {
        var bins = Bins();
        bins.Add((reference.Missing, missing));
        chance = ChiSquare(bins);
        var index = 0.0;
        foreach (var (before, now) in bins)
        {
            if (before == 0 && now == 0)
                continue;
            var p = (now + 0.5) / (rows + 0.5 * bins.Count);
            var q = (before + 0.5) / (rowsOfReference + 0.5 * bins.Count);
            index += (p - q) * DeterministicMath.Log(p / q);
        }
        return index;
    }

    // Not a number where just one of the two has no value; 0 and 1, no difference, where neither has one.
    // The largest distance of the two distribution functions (N. V. Smirnov, 1948) at the points of the reference, of which less than
    // a hundredth lies between two: the exact distance is at most 0.01 off.
    public double KolmogorovSmirnov()
    {
        var present = (double)(rows - missing);
        if (present == 0 && !(reference.Numbers is { Count: > 0 }))
            return 0;
        if (reference.Numbers is not { Count: > 0 } numbers || present == 0)
            return double.NaN;
        var (distance, before) = (0.0, 0.0);
        for (var i = 0; i < below.Length; i++)
        {
            // Just below a point the reference is where it was at the last one.
            distance = Math.Max(distance, Math.Abs(below[i] / present - before));
            before = (double)numbers.Cumulative[i].AtMost / numbers.Count;
            distance = Math.Max(distance, Math.Abs(atMost[i] / present - before));
        }
        return distance;
    }

    // The p-value of K. Pearson's test (1900) that texts come from one distribution, over the reference's most frequent ones and the rest.
    public double ChiSquare() => ChiSquare(Bins());

    static double ChiSquare(List<(long Before, long Now)> bins)
    {
        var (before, now) = (0.0, 0.0);
        foreach (var bin in bins)
            (before, now) = (before + bin.Before, now + bin.Now);
        if (before == 0 && now == 0)
            return 1;
        if (before == 0 || now == 0)
            return double.NaN;
        var (statistic, filled) = (0.0, 0);
        foreach (var bin in bins)
        {
            var both = (double)bin.Before + bin.Now;
            if (both == 0)
                continue;
            filled++;
            var (expectedBefore, expectedNow) = (both * before / (before + now), both * now / (before + now));
            statistic += (bin.Before - expectedBefore) * (bin.Before - expectedBefore) / expectedBefore + (bin.Now - expectedNow) * (bin.Now - expectedNow) / expectedNow;
        }
        return filled < 2 ? 1 : ChiSquareDistribution.Above(statistic, filled - 1);
    }

    // Rows with a value, by bins that the reference sets.
    List<(long Before, long Now)> Bins()
    {
        var bins = new List<(long, long)>();
        if (column is CategoricalColumn categorical)
        {
            var counts = new long[categorical.Levels.Count];
            foreach (var code in categorical.Codes)
                if (code >= 0)
                    counts[code]++;
            var levels = new Dictionary<string, long>(StringComparer.Ordinal);
            for (var level = 0; level < counts.Length; level++)
                levels.Add(categorical.Levels[level], counts[level]);
            var rest = rows - missing;
            foreach (var (text, before) in reference.Texts?.Top ?? [])
            {
                var now = levels.GetValueOrDefault(text);
                bins.Add((before, now));
                rest -= now;
            }
            bins.Add((reference.Texts?.Other ?? 0, rest));
            return bins;
        }

        if (reference.Numbers is { } few && few.Cumulative.Count == reference.Distinct)
        {
            // Every number of the reference is a point, so others are told from them.
            var (before, now, others) = (0L, 0L, rows - missing);
            for (var i = 0; i < atMost.Length; i++)
            {
                before += few.Cumulative[i].AtMost - (i == 0 ? 0 : few.Cumulative[i - 1].AtMost);
                now += atMost[i] - below[i];
                others -= atMost[i] - below[i];
                if (before < SmallestBin * few.Count && i < atMost.Length - 1)
                    continue;
                bins.Add((before, now));
                (before, now) = (0, 0);
            }
            bins.Add((0, others));
            return bins;
        }

        // Borders where the reference has a tenth more: every bin holds a tenth of it at least, but for the last.
        var (doneBefore, doneNow) = (0L, 0L);
        if (reference.Numbers is { } numbers)
            for (var i = 0; i < atMost.Length - 1; i++)
            {
                var upTo = numbers.Cumulative[i].AtMost;
                if (upTo - doneBefore < SmallestBin * numbers.Count)
                    continue;
                bins.Add((upTo - doneBefore, atMost[i] - doneNow));
                (doneBefore, doneNow) = (upTo, atMost[i]);
            }
        bins.Add(((reference.Numbers?.Count ?? 0) - doneBefore, rows - missing - doneNow));
        return bins;
    }

    static (long[] Below, long[] AtMost) CountAtPoints(IReadOnlyList<CumulativeCount> points, ReadOnlySpan<double> numbers)
    {
        var values = new double[points.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = points[i].Value;
        var (between, equal) = (new long[values.Length + 1], new long[values.Length]);
        foreach (var number in numbers)
        {
            if (double.IsNaN(number))
                continue;
            var (low, high) = (0, values.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (values[middle] < number)
                    low = middle + 1;
                else
                    high = middle;
            }
            if (low < values.Length && values[low] == number)
                equal[low]++;
            else
                between[low]++;
        }
        var (below, atMost) = (new long[values.Length], new long[values.Length]);
        for (var (i, sum) = (0, 0L); i < values.Length; i++)
        {
            below[i] = sum += between[i];
            atMost[i] = sum += equal[i];
        }
        return (below, atMost);
    }
}
