using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelBuild.Tabular;

// First and second derivative of each row's loss as whole numbers of a unit, so that sums of them are exact: the same in any
// order, for any number of threads, and a parent's less one child's is the other's. The unit is a power of two that the
// largest derivative decides. Element 0 is the first derivative; element 1 the second, above a count of rows.
sealed class GradientPairs(int rows)
{
    // So many rows may be summed before the sums must be taken apart, see HistogramBin.
    public const int MostSummed = 1 << (CountBits - 1);
    // So much greater than another a row's weight may be: the least still has 7 bits.
    public const int MostWeightRatio = 1 << (HessianBits - 1 - 7);
    const int CountBits = 18;
    const int HessianBits = 63 - 2 * CountBits + 1;
    const int MostGradientBits = 44;
    const double Whole = 6755399441055744; // see DeterministicVectors

    readonly Vector128<long>[] pairs = new Vector128<long>[rows];
    double gradientScale = 1;
    double hessianScale = 1;

    public int Rows => pairs.Length;

    public Vector128<long>[] Values => pairs;

    // What 1 stands for in a sum.
    public double GradientUnit { get; private set; } = 1;

    public double HessianUnit { get; private set; } = 1;

    // Takes what no derivative's absolute value exceeds. Numbers that are not finite are a failed training.
    public void SetScale(double mostGradient, double mostHessian)
    {
        if (!double.IsFinite(mostGradient) || !double.IsFinite(mostHessian))
            throw new StageException(new StageError("The loss is not a finite number: the label is too large. Give it in a larger unit, or train with a lower train.learningRate.") { Code = Codes.NotFinite });
        var sumBits = 32 - int.LeadingZeroCount(rows);
        (gradientScale, GradientUnit) = Scale(mostGradient, Math.Min(MostGradientBits, 61 - sumBits));
        (hessianScale, HessianUnit) = Scale(mostHessian, HessianBits - 1);
    }

    public void Set(int row, double gradient, double hessian) =>
        pairs[row] = Vector128.Create(ToWhole(gradient * gradientScale), ToWhole(hessian * hessianScale) << CountBits | 1);

    // Four rows from `row` on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int row, Vector256<double> gradient, Vector256<double> hessian)
    {
        var magic = Vector256.Create(Whole);
        var g = (gradient * gradientScale + magic).AsInt64() - magic.AsInt64();
        var h = ((hessian * hessianScale + magic).AsInt64() - magic.AsInt64() << CountBits) + Vector256<long>.One;
        ref var target = ref pairs[row + 3];
        target = Vector128.Create(g[3], h[3]);
        Unsafe.Add(ref target, -1) = Vector128.Create(g[2], h[2]);
        Unsafe.Add(ref target, -2) = Vector128.Create(g[1], h[1]);
        Unsafe.Add(ref target, -3) = Vector128.Create(g[0], h[0]);
    }

    // What a sum of at most MostSummed pairs is of.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (long Gradient, long Hessian, int Count) TakeApart(Vector128<long> sum) =>
        (sum[0], sum[1] >> CountBits, (int)(sum[1] & ((1 << CountBits) - 1)));

    // Rounds to the nearest, to the even one of two.
    static long ToWhole(double number) => BitConverter.DoubleToInt64Bits(number + Whole) - BitConverter.DoubleToInt64Bits(Whole);

    static (double Scale, double Unit) Scale(double most, int bits)
    {
        if (most == 0)
            return (1, 1);
        // most < 2^(exponent + 1); a power of two beyond double's range would not be one.
        var exponent = Math.Clamp(bits - 1 - Math.ILogB(most), -1000, 1000);
        return (PowerOf2(exponent), PowerOf2(-exponent));
    }

    static double PowerOf2(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
