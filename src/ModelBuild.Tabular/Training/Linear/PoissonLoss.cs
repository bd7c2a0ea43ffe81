using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Half the Poisson deviance with a log link: e^s - y s, and y log y - y, which makes it 0 where e^s is y.
sealed class PoissonLoss() : RowLoss(1)
{
    const double SmallestNormal = 2.2250738585072014E-308;

    // The mean deviance.
    public override double Reported(double meanLoss) => 2 * meanLoss;

    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) =>
        [DeterministicMath.Log(Prior.Mean(targets, weights))];

    public override double Evaluate(Span<double> scores, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var s = MemoryMarshal.Cast<double, Vector256<double>>(scores);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(targets);
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var sum = Vector256<double>.Zero;
        for (var i = 0; i < s.Length; i++)
        {
            var score = WithWeight(s[i], w[i]);
            var mean = DeterministicVectors.Exp(score);
            sum += w[i] * (mean - y[i] * score + Least(y[i]));
            s[i] = w[i] * (mean - y[i]);
        }
        return Kernels.Sum(sum);
    }

    public override void Curvature(ReadOnlySpan<double> scores, ReadOnlySpan<double> weights, int first, int second, Span<double> curvature)
    {
        var s = MemoryMarshal.Cast<double, Vector256<double>>(scores);
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var c = MemoryMarshal.Cast<double, Vector256<double>>(curvature);
        for (var i = 0; i < s.Length; i++)
            c[i] = w[i] * DeterministicVectors.Exp(WithWeight(s[i], w[i]));
    }

    static Vector256<double> Least(Vector256<double> y)
    {
        var isSmall = Vector256.LessThan(y, Vector256.Create(SmallestNormal));
        var positive = Vector256.ConditionalSelect(isSmall, Vector256<double>.One, y);
        return Vector256.ConditionalSelect(isSmall, Vector256<double>.Zero, y * DeterministicVectors.Log(positive) - y);
    }

    // Where there is no weight there may be any score, and infinity times zero is not zero.
    static Vector256<double> WithWeight(Vector256<double> score, Vector256<double> weight) =>
        Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<double>.Zero), Vector256<double>.Zero, score);
}
