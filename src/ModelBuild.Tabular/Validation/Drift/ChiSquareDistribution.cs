using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The chi-square distribution for whole degrees of freedom: finite sums, no iteration (M. Abramowitz and I. A. Stegun, Handbook of
// Mathematical Functions, 1964, 26.4.4 and 26.4.5).
static class ChiSquareDistribution
{
    // The probability of a value above the statistic.
    public static double Above(double statistic, int degrees)
    {
        if (!(statistic > 0))
            return 1;
        var half = statistic / 2;
        var root = Math.Sqrt(statistic);
        // Each term is the one before times statistic / k; in logarithms, so that none overflows.
        var odd = degrees % 2 == 1;
        var sum = odd ? TwoTails(root) : DeterministicMath.Exp(-half);
        var logTerm = odd ? -half + DeterministicMath.Log(root) + 0.5 * DeterministicMath.Log(2 / Math.PI) : -half + DeterministicMath.Log(half);
        for (var k = odd ? 1 : 2; k < degrees; k += 2)
        {
            sum += DeterministicMath.Exp(logTerm);
            logTerm += DeterministicMath.Log(statistic / (k + 2));
        }
        return Math.Clamp(sum, 0, 1);
    }

    // The probability of a normal number beyond ±x. W. J. Lentz's continued fraction of erfc above 2, the series of erf below
    // (Abramowitz and Stegun 7.1.14 and 7.1.6).
    static double TwoTails(double x)
    {
        var z = x / Math.Sqrt(2);
        var density = DeterministicMath.Exp(-z * z) / Math.Sqrt(Math.PI);
        if (z < 2)
        {
            var (term, sum) = (z, z);
            for (var n = 1; n < 100; n++)
            {
                term *= 2 * z * z / (2 * n + 1);
                sum += term;
            }
            return 1 - 2 * density * sum;
        }
        var fraction = z;
        for (var n = 100; n > 0; n--)
            fraction = z + n * 0.5 / fraction;
        return density / fraction;
    }
}
