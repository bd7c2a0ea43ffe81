namespace ModelBuild.Core.Gates;

/// <summary>
/// The difference of two areas under the ROC curve on the same rows: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Comparing the areas under two
/// or more correlated receiver operating characteristic curves: a nonparametric approach, Biometrics 44, 1988; by the midranks of X. Sun and W. Xu,
/// Fast implementation of DeLong's algorithm for comparing the areas under correlated receiver operating characteristic curves, IEEE Signal
/// Processing Letters 21, 2014: n log n steps.
/// </summary>
/// <param name="Challenger">The area of the new model, and the variance of that.</param>
/// <param name="Champion">The same of the champion.</param>
/// <param name="Covariance">Of the two areas.</param>
/// <param name="Skewness">Of their difference.</param>
/// <param name="Degrees">Of freedom of its variance, after B. L. Welch, 1947, since that is a sum of two: of the positive rows and of the others.</param>
/// <param name="FewestRows">Those of the rarer class.</param>
sealed record AucDifference(
    (double Area, double Variance) Challenger, (double Area, double Variance) Champion, double Covariance, double Skewness, double Degrees, int FewestRows)
{
    // Of a bound, in units of the area.
    const double Precision = 1e-12;

    /// <summary>New model minus champion.</summary>
    public double Value => Challenger.Area - Champion.Area;

    public double StandardError => Math.Sqrt(Variance);

    double Variance => Math.Max(0, Challenger.Variance + Champion.Variance - (2 * Covariance));

    /// <summary>All arrays have one entry for each row. There are three rows of each kind at least.</summary>
    public static AucDifference Of(double[] challenger, double[] champion, bool[] isPositive)
    {
        var (itsPositives, itsNegatives) = Components(challenger, isPositive);
        var (theirPositives, theirNegatives) = Components(champion, isPositive);
        var (first, second) = (Moments.Of(Less(itsPositives, theirPositives)), Moments.Of(Less(itsNegatives, theirNegatives)));
        var variance = first.Variance + second.Variance;
        var (its, theirs) = (Area(itsPositives, itsNegatives), Area(theirPositives, theirNegatives));
        return new(its, theirs, (its.Variance + theirs.Variance - variance) / 2,
            variance == 0 ? 0 : (first.Third + second.Third) / (variance * Math.Sqrt(variance)),
            variance == 0 ? double.PositiveInfinity
                : variance * variance / ((first.Variance * first.Variance / (itsPositives.Length - 1)) + (second.Variance * second.Variance / (itsNegatives.Length - 1))),
            Math.Min(itsPositives.Length, itsNegatives.Length));
    }

    /// <summary>
    /// Where the difference is above with a probability of <paramref name="confidence"/>. The plain interval is too short where areas are near 1: rows that happen
    /// to show a small difference show a small variance, too. So each difference is tried with the variance that the new model would have with it, A (1 - A) of
    /// its area A in place of that of the area that was seen; never with less than was seen. And the bound is not inside of that which knows the skewness.
    /// </summary>
    public double Low(double confidence)
    {
        // Scores that are in the same order differ in nothing. Where the order is perfect, though, it is not known how much it would vary.
        if (Variance == 0 && Challenger.Area is > 0 and < 1)
            return Value;
        var quantile = double.IsInfinity(Degrees) ? NormalQuantile.Of(confidence) : StudentQuantile.Of(confidence, Degrees);
        var (low, high) = (-1.0, Value);
        while (high - low > Precision)
        {
            var middle = (low + high) / 2;
            if (Value - middle > quantile * Math.Sqrt(VarianceAt(middle)))
                low = middle;
            else
                high = middle;
        }
        return Math.Min(low, SkewedBound.Low(Value, StandardError, Skewness, quantile));
    }

    /// <summary>Where the difference is below with that probability.</summary>
    public double High(double confidence) => -new AucDifference(Champion, Challenger, Covariance, -Skewness, Degrees, FewestRows).Low(confidence);

    double VarianceAt(double difference)
    {
        var area = Math.Clamp(Champion.Area + difference, 0, 1);
        var spread = area * (1 - area);
        var seen = Challenger.Area * (1 - Challenger.Area);
        // Rows that are all in order have no variance to scale.
        var variance = seen == 0
            ? (spread / FewestRows) + Champion.Variance
            : (Challenger.Variance * spread / seen) + Champion.Variance - (2 * Covariance * Math.Sqrt(spread / seen));
        return Math.Max(Variance, variance);
    }

    static double[] Less(double[] values, double[] others)
    {
        var less = new double[values.Length];
        for (var i = 0; i < less.Length; i++)
            less[i] = values[i] - others[i];
        return less;
    }

    static (double Area, double Variance) Area(double[] positives, double[] negatives)
    {
        var (first, second) = (Moments.Of(positives), Moments.Of(negatives));
        return (first.Mean, first.Variance + second.Variance);
    }

    /// <summary>Of each positive row the share of others that score below it, of each other the share of positive ones above it; ties count half.</summary>
    public static (double[] Positives, double[] Negatives) Components(double[] scores, bool[] isPositive)
    {
        var (positives, negatives) = (new List<double>(), new List<double>());
        for (var row = 0; row < scores.Length; row++)
            (isPositive[row] ? positives : negatives).Add(scores[row]);
        double[] own = [.. positives], others = [.. negatives];
        var all = MidRanks([.. own, .. others]);
        var (amongOwn, amongOthers) = (MidRanks(own), MidRanks(others));
        for (var i = 0; i < own.Length; i++)
            own[i] = (all[i] - amongOwn[i]) / others.Length;
        for (var i = 0; i < others.Length; i++)
            others[i] = 1 - ((all[own.Length + i] - amongOthers[i]) / own.Length);
        return (own, others);
    }

    // From 1; equal numbers have the mean of their ranks.
    static double[] MidRanks(double[] values)
    {
        var sorted = (double[])values.Clone();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        for (int first = 0, next = 1; first < sorted.Length; first = next++)
        {
            while (next < sorted.Length && sorted[next] == sorted[first])
                next++;
            for (var i = first; i < next; i++)
                ranks[order[i]] = (first + next + 1) / 2.0;
        }
        return ranks;
    }

    /// <summary>The mean of some numbers, the square of its standard error, and its third central moment.</summary>
    readonly record struct Moments(double Mean, double Variance, double Third)
    {
        public static Moments Of(double[] values)
        {
            double n = values.Length, mean = 0, squares = 0, cubes = 0;
            foreach (var value in values)
                mean += value;
            mean /= n;
            foreach (var value in values)
            {
                var off = value - mean;
                squares += off * off;
                cubes += off * off * off;
            }
            return new(mean, squares / (n - 1) / n, cubes / ((n - 1) * (n - 2)) / n);
        }
    }
}
