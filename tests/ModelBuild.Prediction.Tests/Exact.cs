using System.Numerics;

namespace ModelBuild.Prediction.Tests;

// Exponential and logarithm in fixed-point arithmetic of 400 bits, and how far a double is from such a number.
static class Exact
{
    const int Bits = 400;
    static readonly BigInteger One = BigInteger.One << Bits;
    static readonly BigInteger Ln2 = 2 * Artanh(One / 3);

    public static double ExpError(double x, double actual)
    {
        var fixedX = ToFixed(x, 0);
        var k = (int)BigInteger.Divide(fixedX + (fixedX.Sign >= 0 ? Ln2 / 2 : -Ln2 / 2), Ln2);
        var r = fixedX - k * Ln2;
        var (sum, term) = (One, One);
        for (var i = 1; !term.IsZero; i++)
        {
            term = (term * r >> Bits) / i;
            if (term == -1)
                break; // a shift rounds down
            sum += term;
        }
        return Error(sum, actual, k);
    }

    public static double LogError(double x, double actual) => Error(Log(x, BigInteger.Zero), actual, 0);

    public static double Log1PError(double x, double actual) => Error(Log(x, One), actual, 0);

    // log(x + added)
    static BigInteger Log(double x, BigInteger added)
    {
        var k = added.IsZero ? (int)Math.Floor(Math.Log2(x)) : 0;
        var y = ToFixed(x, -k) + added;
        while (y > One * 3 / 2)
            (y, k) = (y / 2, k + 1);
        while (y < One * 3 / 4)
            (y, k) = (y * 2, k - 1);
        return 2 * Artanh(((y - One) << Bits) / (y + One)) + k * Ln2;
    }

    static BigInteger Artanh(BigInteger s)
    {
        var square = s * s >> Bits;
        var (sum, power) = (BigInteger.Zero, s);
        for (var i = 1; !power.IsZero && power != -1; i += 2)
        {
            sum += power / i;
            power = power * square >> Bits;
        }
        return sum;
    }

    // x · 2^exponent
    static BigInteger ToFixed(double x, int exponent)
    {
        var (mantissa, e) = Parts(x);
        return Shift(mantissa, e + exponent + Bits);
    }

    // |actual - value · 2^exponent| in units of the last place of actual
    static double Error(BigInteger value, double actual, int exponent)
    {
        var (mantissa, e) = Parts(actual);
        var difference = BigInteger.Abs(Shift(mantissa, e - exponent + Bits) - value);
        return (double)(difference * 1000 / Shift(BigInteger.One, e - exponent + Bits)) / 1000;
    }

    static (BigInteger Mantissa, int Exponent) Parts(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        var biased = (int)(bits >> 52);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        return (Math.Sign(x) * (BigInteger)(biased == 0 ? mantissa : mantissa | 1L << 52), Math.Max(biased, 1) - 1075);
    }

    static BigInteger Shift(BigInteger value, int by) => by >= 0 ? value << by : value >> -by;
}
