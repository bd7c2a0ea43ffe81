using System.Runtime.Intrinsics;

namespace ModelBuild.Prediction;

/// <summary>
/// <see cref="DeterministicMath"/> four numbers at a time, with the very same operations on each, so the same bits.
/// </summary>
/// <remarks>
/// Four is fixed whatever the processor's vectors hold: where it has narrower ones, or none, the runtime splits the work.
/// </remarks>
public static class DeterministicVectors
{
    /// <summary>How many numbers a vector has.</summary>
    public const int Lanes = 4;

    const double Ln2High = 0.6931471805582987;
    const double Ln2Low = 1.6465949582897082e-12;
    const double InverseLn2 = 1.4426950408889634;
    const double SquareRootOf2 = 1.4142135623730951;

    // Where e^x and the power of two that it is scaled by are normal numbers; the rest is left to the scalar code.
    const double LargestNormal = 700;

    // Added to a whole number below 2^51 it brings that number into the last bits.
    const double Whole = 6755399441055744;

    // 2^52: the bits of a number below it, with these above them, are that number behind it.
    const double Above = 4503599627370496;

    /// <summary>e to the power of each: what <see cref="DeterministicMath.Exp"/> gives.</summary>
    public static Vector256<double> Exp(Vector256<double> x)
    {
        if (!Vector256.LessThanOrEqualAll(Vector256.Abs(x), Vector256.Create(LargestNormal)))
            return Vector256.Create(DeterministicMath.Exp(x[0]), DeterministicMath.Exp(x[1]), DeterministicMath.Exp(x[2]), DeterministicMath.Exp(x[3]));

        var half = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<double>.Zero), Vector256.Create(-0.5), Vector256.Create(0.5));
        var k = Vector256.Truncate(x * InverseLn2 + half);
        var high = x - k * Ln2High;
        var low = k * Ln2Low;
        var r = high - low;
        var tail = high - r - low;

        var q = Vector256.Create(1.0 / 6227020800);
        q = q * r + Vector256.Create(1.0 / 479001600);
        q = q * r + Vector256.Create(1.0 / 39916800);
        q = q * r + Vector256.Create(1.0 / 3628800);
        q = q * r + Vector256.Create(1.0 / 362880);
        q = q * r + Vector256.Create(1.0 / 40320);
        q = q * r + Vector256.Create(1.0 / 5040);
        q = q * r + Vector256.Create(1.0 / 720);
        q = q * r + Vector256.Create(1.0 / 120);
        q = q * r + Vector256.Create(1.0 / 24);
        q = q * r + Vector256.Create(1.0 / 6);
        q = q * r + Vector256.Create(0.5);
        var one = Vector256<double>.One;
        var rest = r * r * q + tail * (one + r);
        var sum = r + rest;
        var lost = r - sum + rest;
        var power = one + sum;
        lost += one - power + sum;
        var scale = ((k + Vector256.Create(Whole + 1023)).AsInt64() << 52).AsDouble();
        return (power + lost) * scale;
    }

    /// <summary>The natural logarithm of each, which must be a normal number above zero: what <see cref="DeterministicMath.Log"/> gives.</summary>
    public static Vector256<double> Log(Vector256<double> x)
    {
        var bits = x.AsInt64();
        var k = (Vector256.ShiftRightLogical(bits, 52) | Vector256.Create(Above).AsInt64()).AsDouble() - Vector256.Create(Above + 1023);
        var mantissa = ((bits & Vector256.Create(0x000F_FFFF_FFFF_FFFFL)) | Vector256.Create(0x3FF0_0000_0000_0000L)).AsDouble();
        var large = Vector256.GreaterThan(mantissa, Vector256.Create(SquareRootOf2));
        mantissa = Vector256.ConditionalSelect(large, mantissa * 0.5, mantissa);
        k = Vector256.ConditionalSelect(large, k + Vector256<double>.One, k);

        var f = mantissa - Vector256<double>.One;
        var s = f / (Vector256.Create(2.0) + f);
        var z = s * s;
        var rest = Vector256.Create(2.0 / 23);
        rest = rest * z + Vector256.Create(2.0 / 21);
        rest = rest * z + Vector256.Create(2.0 / 19);
        rest = rest * z + Vector256.Create(2.0 / 17);
        rest = rest * z + Vector256.Create(2.0 / 15);
        rest = rest * z + Vector256.Create(2.0 / 13);
        rest = rest * z + Vector256.Create(2.0 / 11);
        rest = rest * z + Vector256.Create(2.0 / 9);
        rest = rest * z + Vector256.Create(2.0 / 7);
        rest = rest * z + Vector256.Create(2.0 / 5);
        rest = rest * z + Vector256.Create(2.0 / 3);
        rest *= z;
        var half = f * 0.5 * f;
        return k * Ln2High - (half - (s * (half + rest) + k * Ln2Low) - f);
    }

    /// <summary>The natural logarithm of 1 and each, which must be from 0 to 1e17: what <see cref="DeterministicMath.Log1P"/> gives.</summary>
    public static Vector256<double> Log1P(Vector256<double> x)
    {
        var sum = Vector256<double>.One + x;
        var log = Log(sum) * (x / (sum - Vector256<double>.One));
        return Vector256.ConditionalSelect(Vector256.Equals(sum, Vector256<double>.One), x, log);
    }
}
