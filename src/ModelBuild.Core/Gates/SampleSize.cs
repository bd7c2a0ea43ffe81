namespace ModelBuild.Core.Gates;

/// <summary>How many rows a test of non-inferiority needs.</summary>
public static class SampleSize
{
    /// <summary>The probability with which a model that is as good as the champion passes, at the size that is asked for.</summary>
    public const double Power = 0.8;

    // What is needed follows from the variation of the very rows, and is off by chance: of as many as are needed, half would seem too few.
    const double Enough = 2.0 / 3;

    /// <summary>Whether there are clearly fewer rows than <see cref="Needed"/>: less than two thirds of them.</summary>
    /// <param name="difference">As that of <see cref="Needed"/>.</param>
    public static bool IsTooSmall(PairedDifference difference, double margin, double confidence) =>
        difference.Rows < Enough * Needed(difference, margin, confidence);

    /// <summary>
    /// The rows with which a model that is as good as the champion passes with a probability of <see cref="Power"/>: n ((r + z(power) s) / margin)² of n
    /// rows with the standard error s and a lower bound that is r below the difference. Where r is z(confidence) s, this is the formula of S.-C. Chow,
    /// J. Shao and H. Wang, Sample Size Calculations in Clinical Research, 2003, section 3.3; bounds that are farther out need more rows.
    /// </summary>
    /// <param name="difference">Positive for better.</param>
    public static long Needed(PairedDifference difference, double margin, double confidence)
    {
        var reach = Math.Max(difference.Value - difference.Low, NormalQuantile.Of(confidence) * difference.StandardError);
        var times = (reach + (NormalQuantile.Of(Power) * difference.StandardError)) / margin;
        var size = difference.Rows * times * times;
        return size < long.MaxValue ? (long)Math.Ceiling(size) : long.MaxValue;
    }
}
