namespace ModelBuild.Tabular;

/// <summary>The statistics of a column. Of a key column only counts, since its values identify somebody.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Missing">How many cells are missing.</param>
/// <param name="Distinct">How many different values, exactly; missing is none.</param>
public sealed record ColumnProfile(string Name, ColumnType Type, long Missing, long Distinct)
{
    /// <summary>Of numbers and dates; null for a text, a key, and where all cells are missing.</summary>
    public NumberProfile? Numbers { get; init; }

    /// <summary>Of texts; null for numbers, a key, and where all cells are missing.</summary>
    public TextProfile? Texts { get; init; }
}

/// <summary>The distribution of numbers. Dates are seconds since 1970 in UTC.</summary>
public sealed record NumberProfile
{
    /// <summary>How many numbers.</summary>
    public long Count => Cumulative.Count == 0 ? 0 : Cumulative[^1].AtMost;

    /// <summary>The smallest.</summary>
    public double Min => Cumulative[0].Value;

    /// <summary>The largest.</summary>
    public double Max => Cumulative[^1].Value;

    /// <summary>Null where their sum is too large for a number.</summary>
    public double? Mean { get; init; }

    /// <summary>The standard deviation of the sample, with n - 1; null for one number, and where it is too large.</summary>
    public double? Deviation { get; init; }

    /// <summary>How many are zero.</summary>
    public long Zeros { get; init; }

    /// <summary>How many are below zero.</summary>
    public long Negatives { get; init; }

    /// <summary>
    /// The empirical distribution function at the smallest number and at each hundredth quantile (R. J. Hyndman and Y. Fan, Sample
    /// quantiles in statistical packages, 1996, definition 1: a number that occurs), each value once: at most 101 points. Counts are
    /// exact; between two points lies less than a hundredth of the numbers.
    /// </summary>
    public required IReadOnlyList<CumulativeCount> Cumulative { get; init; }

    /// <summary>How many numbers are in each of 20 bins of equal width from <see cref="Min"/> to <see cref="Max"/>; a number on a border is in the upper bin. Empty where the range is not finite, one bin where it is a point.</summary>
    public required IReadOnlyList<long> Histogram { get; init; }

    /// <summary>The smallest number that at least this share of all is not above, to a hundredth.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        foreach (var (value, atMost) in Cumulative)
            if (atMost >= share * Count)
                return value;
        return Max;
    }
}

/// <summary>How many numbers are at most some value.</summary>
public readonly record struct CumulativeCount(double Value, long AtMost);

/// <summary>The distribution of texts; lengths in UTF-16 units.</summary>
public sealed record TextProfile
{
    /// <summary>The length of the shortest.</summary>
    public required int MinLength { get; init; }

    /// <summary>The length of the longest.</summary>
    public required int MaxLength { get; init; }

    /// <summary>The mean length over all rows.</summary>
    public required double MeanLength { get; init; }

    /// <summary>The most frequent texts, at most 20 and none longer than 100; equally frequent ones in ordinal order.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> Top { get; init; }

    /// <summary>How many rows have another text.</summary>
    public required long Other { get; init; }
}
