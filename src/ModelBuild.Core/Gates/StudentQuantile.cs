namespace ModelBuild.Core.Gates;

/// <summary>The quantile of Student's t distribution.</summary>
static class StudentQuantile
{
    /// <summary>
    /// To 0.2 % from 3 degrees of freedom on, to six digits from 20: the expansion about the normal quantile of E. A. Cornish and R. A. Fisher, 1937
    /// (M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 1964, 26.7.5).
    /// </summary>
    /// <param name="p">Above 0 and below 1.</param>
    /// <param name="degrees">Of freedom, at least 3; need not be whole.</param>
    public static double Of(double p, double degrees)
    {
        var z = NormalQuantile.Of(p);
        var s = z * z;
        var first = z * (s + 1) / 4;
        var second = z * ((((5 * s) + 16) * s) + 3) / 96;
        var third = z * ((((((3 * s) + 19) * s) + 17) * s) - 15) / 384;
        var fourth = z * ((((((((79 * s) + 776) * s) + 1482) * s) - 1920) * s) - 945) / 92160;
        return z + ((first + ((second + ((third + (fourth / degrees)) / degrees)) / degrees)) / degrees);
    }
}
