namespace ModelBuild.Tabular;

// Makes the profiles of columns, one after the other: what one thread needs for it, kept from column to column.
sealed class ColumnProfiler
{
    const int Hundredths = 100;
    const int HistogramBins = 20;
    const int MostLevels = 20;
    const int LongestLevel = 100;

    readonly SortedNumbers sorted = new();

    public ColumnProfile Of(Column column, bool isKey) => column is NumericColumn numeric
        ? Of(numeric, isKey)
        : Of((CategoricalColumn)column, isKey);

    ColumnProfile Of(NumericColumn column, bool isKey)
    {
        var numbers = sorted.Sort(column.Values);
        var distinct = 0L;
        for (var i = 0; i < numbers.Length; i++)
            if (i == 0 || numbers[i] != numbers[i - 1])
                distinct++;
        var profile = new ColumnProfile(column.Name, column.Type, column.Rows - numbers.Length, distinct);
        if (isKey || numbers.IsEmpty)
            return profile;
        var (mean, deviation) = Moments(column.Values, numbers.Length);
        var negatives = LowerBound(numbers, 0);
        return profile with
        {
            Numbers = new()
            {
                Mean = mean,
                Deviation = deviation,
                Negatives = negatives,
                Zeros = UpperBound(numbers, 0) - negatives,
                Cumulative = Cumulative(numbers),
                Histogram = Histogram(numbers),
            },
        };
    }

    static (double? Mean, double? Deviation) Moments(ReadOnlySpan<double> values, int count)
    {
        var sum = 0.0;
        foreach (var value in values)
            if (!double.IsNaN(value))
                sum += value;
        var mean = sum / count;
        if (!double.IsFinite(mean))
            return (null, null);
        var squares = 0.0;
        foreach (var value in values)
            if (!double.IsNaN(value))
                squares += (value - mean) * (value - mean);
        var deviation = Math.Sqrt(squares / (count - 1));
        return (mean, count > 1 && double.IsFinite(deviation) ? deviation : null);
    }

    static List<CumulativeCount> Cumulative(ReadOnlySpan<double> numbers)
    {
        var points = new List<CumulativeCount>();
        for (var i = 0; i <= Hundredths; i++)
        {
            // The number of rank ceil(n i / 100), from 1.
            var index = (int)Math.Max(0, ((long)numbers.Length * i + Hundredths - 1) / Hundredths - 1);
            if (points.Count == 0 || numbers[index] > points[^1].Value)
                points.Add(new(numbers[index], UpperBound(numbers, numbers[index])));
        }
        return points;
    }

    static List<long> Histogram(ReadOnlySpan<double> numbers)
    {
        var (min, max) = (numbers[0], numbers[^1]);
        var counts = new List<long>();
        if (min == max)
            counts.Add(numbers.Length);
        else if (double.IsFinite(max - min))
        {
            var below = 0;
            for (var bin = 1; bin <= HistogramBins; bin++)
            {
                var end = bin == HistogramBins ? numbers.Length : LowerBound(numbers, min + (max - min) * bin / HistogramBins);
                counts.Add(end - below);
                below = end;
            }
        }
        return counts;
    }

    // How many of the sorted numbers are below a value.
    static int LowerBound(ReadOnlySpan<double> numbers, double value)
    {
        var (low, high) = (0, numbers.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (numbers[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    // How many are at most a value.
    static int UpperBound(ReadOnlySpan<double> numbers, double value)
    {
        var (low, high) = (0, numbers.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (numbers[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    static ColumnProfile Of(CategoricalColumn column, bool isKey)
    {
        var counts = new long[column.Levels.Count];
        var missing = 0L;
        foreach (var code in column.Codes)
        {
            if (code < 0)
                missing++;
            else
                counts[code]++;
        }
        var profile = new ColumnProfile(column.Name, column.Type, missing, counts.Length);
        if (isKey || counts.Length == 0)
            return profile;

        var (shortest, longest, length) = (int.MaxValue, 0, 0L);
        var candidates = new List<int>();
        for (var level = 0; level < counts.Length; level++)
        {
            var characters = column.Levels[level].Length;
            (shortest, longest) = (Math.Min(shortest, characters), Math.Max(longest, characters));
            length += characters * counts[level];
            if (characters <= LongestLevel)
                candidates.Add(level);
        }
        candidates.Sort((a, b) => counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : a.CompareTo(b));
        var top = new List<KeyValuePair<string, long>>();
        var other = column.Rows - missing;
        for (var i = 0; i < candidates.Count && i < MostLevels; i++)
        {
            top.Add(new(column.Levels[candidates[i]], counts[candidates[i]]));
            other -= counts[candidates[i]];
        }
        return profile with
        {
            Texts = new()
            {
                MinLength = shortest,
                MaxLength = longest,
                MeanLength = (double)length / (column.Rows - missing),
                Top = top,
                Other = other,
            },
        };
    }
}
