namespace ModelBuild.Prediction;

/// <summary>
/// Elementary functions that give the same bits on every processor: only IEEE 754 additions, multiplications and
/// divisions in a fixed order. <c>Math.Exp</c> and its like call the platform's library and differ in the last bit.
/// </summary>
/// <remarks>
/// Argument reduction with a two-part ln 2 after W. J. Cody and W. Waite, Software Manual for the Elementary
/// Functions, 1980; the reconstruction of the logarithm after P. T. P. Tang, Table-driven implementation of the
/// logarithm function in IEEE floating-point arithmetic, ACM TOMS 16(4), 1990, without the table. Truncated series
/// stand in for minimax polynomials. <see cref="Exp"/> and <see cref="Log"/> are within 1 ulp, the rest within 4.
/// Thread-safe; nothing throws.
/// </remarks>
public static class DeterministicMath
{
    // ln 2 with its last 16 bits cleared, so that k * Ln2High is exact for every exponent k, and what that leaves.
    const double Ln2High = 0.6931471805582987;
    const double Ln2Low = 1.6465949582897082e-12;
    const double InverseLn2 = 1.4426950408889634;
    const double SquareRootOf2 = 1.4142135623730951;

    const double LargestExponent = 709.782712893384;
    const double SmallestExponent = -745.1332191019412;

    /// <summary>e to the power <paramref name="x"/>: +∞ above 709.78, 0 below -745.13, NaN for NaN.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > LargestExponent)
            return double.PositiveInfinity;
        if (x < SmallestExponent)
            return 0;

        // x = k ln 2 + (r + tail) with |r| <= ln 2 / 2; the tail is what rounding r lost.
        var k = (int)(x * InverseLn2 + (x < 0 ? -0.5 : 0.5));
        var high = x - k * Ln2High;
        var low = k * Ln2Low;
        var r = high - low;
        var tail = high - r - low;

        // e^r = 1 + r + r² q(r): the Taylor series up to r^13, whose rest is below 2^-57.
        var q = 1.0 / 6227020800;
        q = q * r + 1.0 / 479001600;
        q = q * r + 1.0 / 39916800;
        q = q * r + 1.0 / 3628800;
        q = q * r + 1.0 / 362880;
        q = q * r + 1.0 / 40320;
        q = q * r + 1.0 / 5040;
        q = q * r + 1.0 / 720;
        q = q * r + 1.0 / 120;
        q = q * r + 1.0 / 24;
        q = q * r + 1.0 / 6;
        q = q * r + 0.5;
        // Both sums keep what rounding takes from them (T. J. Dekker, 1971: the larger operand comes first).
        var rest = r * r * q + tail * (1 + r);
        var sum = r + rest;
        var lost = r - sum + rest;
        var power = 1 + sum;
        lost += 1 - power + sum;
        return Scale(power + lost, k);
    }

    /// <summary>The natural logarithm: -∞ for 0, NaN for a negative number or NaN.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0)
            return double.NaN;
        if (x == 0)
            return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x))
            return x;

        var k = 0;
        if (x < 2.2250738585072014E-308)
        {
            x *= 18014398509481984; // 2^54 makes a subnormal number normal
            k = -54;
        }
        var bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > SquareRootOf2)
        {
            mantissa *= 0.5;
            k++;
        }

        // log(1 + f) = 2 artanh(s) with s = f / (2 + f), summed up to s^23; written so that f itself stays exact.
        var f = mantissa - 1;
        var s = f / (2 + f);
        var z = s * s;
        var rest = 2.0 / 23;
        rest = rest * z + 2.0 / 21;
        rest = rest * z + 2.0 / 19;
        rest = rest * z + 2.0 / 17;
        rest = rest * z + 2.0 / 15;
        rest = rest * z + 2.0 / 13;
        rest = rest * z + 2.0 / 11;
        rest = rest * z + 2.0 / 9;
        rest = rest * z + 2.0 / 7;
        rest = rest * z + 2.0 / 5;
        rest = rest * z + 2.0 / 3;
        rest *= z;
        var half = 0.5 * f * f;
        return k * Ln2High - (half - (s * (half + rest) + k * Ln2Low) - f);
    }

    /// <summary>log(1 + x), accurate for small <paramref name="x"/>; -∞ for -1, NaN below.</summary>
    /// <remarks>D. Goldberg, What every computer scientist should know about floating-point arithmetic, 1991, theorem 4.</remarks>
    public static double Log1P(double x)
    {
        if (x > 1e17)
            return Log(x);
        var sum = 1 + x;
        if (sum == 1)
            return x;
        return sum > 0 ? Log(sum) * (x / (sum - 1)) : Log(sum);
    }

    /// <summary>1 / (1 + e^-x), with full relative precision at both ends: the probability that belongs to log-odds.</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0)
            return 1 / (1 + Exp(-x));
        var e = Exp(x);
        return e / (1 + e);
    }

    /// <summary>log(1 + e^x) without overflow: the logistic loss.</summary>
    public static double Softplus(double x) => x > 0 ? x + Log1P(Exp(-x)) : Log1P(Exp(x));

    /// <summary>
    /// Turns scores into probabilities in place: e^score over their sum. Returns log of the sum of e^score.
    /// </summary>
    public static double Softmax(Span<double> scores)
    {
        var largest = double.NegativeInfinity;
        foreach (var score in scores)
            if (score > largest)
                largest = score;
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
            sum += scores[i] = Exp(scores[i] - largest);
        for (var i = 0; i < scores.Length; i++)
            scores[i] /= sum;
        return largest + Log(sum);
    }

    /// <summary>Sine and cosine of an angle in turns: 0.25 is a right angle. Within 2 ulp of the largest, 1; NaN where it is not finite.</summary>
    /// <remarks>Reduced to an eighth of a turn, where the Taylor series up to x^15 have a rest below 2^-60.</remarks>
    public static (double Sine, double Cosine) SinCosOfTurns(double turns)
    {
        if (!double.IsFinite(turns))
            return (double.NaN, double.NaN);
        turns -= Math.Floor(turns);
        var quarter = (int)(turns * 4 + 0.5);
        var x = (turns - quarter * 0.25) * 6.283185307179586;
        var z = x * x;
        var sine = -1.0 / 1307674368000;
        sine = sine * z + 1.0 / 6227020800;
        sine = sine * z - 1.0 / 39916800;
        sine = sine * z + 1.0 / 362880;
        sine = sine * z - 1.0 / 5040;
        sine = sine * z + 1.0 / 120;
        sine = sine * z - 1.0 / 6;
        sine = x + x * z * sine;
        var cosine = 1.0 / 20922789888000;
        cosine = cosine * z - 1.0 / 87178291200;
        cosine = cosine * z + 1.0 / 479001600;
        cosine = cosine * z - 1.0 / 3628800;
        cosine = cosine * z + 1.0 / 40320;
        cosine = cosine * z - 1.0 / 720;
        cosine = cosine * z + 1.0 / 24;
        cosine = 1 - (z * 0.5 - z * z * cosine);
        return (quarter & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    /// <summary>The number below which a standard normal variable is with this probability; NaN outside 0 to 1, infinite at both.</summary>
    /// <remarks>
    /// Begins with the rational approximation 26.2.23 of M. Abramowitz and I. A. Stegun, Handbook of mathematical functions, 1964 (error 4.5e-4), and
    /// takes Halley's steps on the distribution function until that is exact to about 1e-15.
    /// </remarks>
    public static double NormalQuantile(double probability)
    {
        if (!(probability >= 0 && probability <= 1))
            return double.NaN;
        if (probability is 0 or 1)
            return probability == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        var tail = Math.Min(probability, 1 - probability);
        if (tail == 0.5)
            return 0;
        var t = Math.Sqrt(-2 * Log(tail));
        var x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        for (var i = 0; i < 4; i++)
        {
            // x is the upper quantile: NormalTail(x) = tail. Relative error times the ratio of tail to density is the Newton step.
            var step = (NormalTail(x) - tail) * 2.5066282746310002 * Exp(0.5 * x * x);
            x += step / (1 + 0.5 * x * step);
        }
        return probability < 0.5 ? -x : x;
    }

    // The probability of a standard normal variable above x, for x >= 0: near 0 the series of W. Gautschi's form of the error function, further
    // out its continued fraction (Abramowitz and Stegun, 26.2.11 and 26.2.14), with so many terms that what is left is below 1e-16 of it.
    static double NormalTail(double x)
    {
        var density = 0.3989422804014327 * Exp(-0.5 * x * x);
        if (x < 2.5)
        {
            var (term, sum) = (x, x);
            for (var n = 1; n < 60; n++)
            {
                term *= x * x / (2 * n + 1);
                sum += term;
            }
            return 0.5 - density * sum;
        }
        var fraction = x;
        for (var n = 160; n >= 1; n--)
            fraction = x + n / fraction;
        return density / fraction;
    }

    static double Scale(double value, int exponent)
    {
        if (exponent > 1023)
            return value * 2 * PowerOf2(exponent - 1);
        if (exponent >= -1022)
            return value * PowerOf2(exponent);
        return value * PowerOf2(exponent + 1000) * PowerOf2(-1000);
    }

    static double PowerOf2(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
