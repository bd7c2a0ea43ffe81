namespace ModelBuild.Core.Gates;

/// <summary>How many rows a test of non-inferiority needs.</summary>
public static class SampleSize
{
    /// <summary>The probability with which a model that is as good as the champion passes, at the size that is asked for.</summary>
    public const double Power = 0.8;

    // What is needed follows from the variation of the very rows, and is off by chance: of as many as are needed, half would seem too few.
    const double Enough = 0.8;

    /// <summary>Whether there are clearly fewer rows than <see cref="Needed"/>: less than 80 % of them.</summary>
    public static bool IsTooSmall(PairedDifference difference, double margin, double confidence) =>
        difference.Rows < Enough * Needed(difference, margin, confidence);

    /// <summary>
    /// The rows with which a model that is as good as the champion passes with a probability of <see cref="Power"/>, from the standard error
    /// that was measured: ((z(confidence) + z(power)) s / margin)² for a standard deviation s of the difference of a row.
    /// S.-C. Chow, J. Shao and H. Wang, Sample Size Calculations in Clinical Research, 2003, section 3.3.
    /// </summary>
    public static long Needed(PairedDifference difference, double margin, double confidence)
    {
        var size = difference.Rows * Math.Pow((NormalQuantile.Of(confidence) + NormalQuantile.Of(Power)) * difference.StandardError / margin, 2);
        return size < long.MaxValue ? (long)Math.Ceiling(size) : long.MaxValue;
    }
}
