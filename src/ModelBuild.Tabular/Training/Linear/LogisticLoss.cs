using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// log(1 + e^s) - y s for y of 0 and 1.
sealed class LogisticLoss() : RowLoss(1)
{
    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var counts = Prior.Of(targets, weights, 2);
        return [DeterministicMath.Log(counts[1] / counts[0])];
    }

    public override double Evaluate(Span<double> scores, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var s = MemoryMarshal.Cast<double, Vector256<double>>(scores);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(targets);
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var sum = Vector256<double>.Zero;
        for (var i = 0; i < s.Length; i++)
        {
            var score = s[i];
            var e = DeterministicVectors.Exp(-Vector256.Abs(score));
            var probability = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(score, Vector256<double>.Zero), Vector256<double>.One, e) / (Vector256<double>.One + e);
            var wrong = Vector256.ConditionalSelect(Vector256.Equals(y[i], Vector256<double>.Zero), score, -score);
            sum += w[i] * (Vector256.Max(wrong, Vector256<double>.Zero) + DeterministicVectors.Log1P(e));
            s[i] = w[i] * (probability - y[i]);
        }
        return Kernels.Sum(sum);
    }

    public override void Curvature(ReadOnlySpan<double> scores, ReadOnlySpan<double> weights, int first, int second, Span<double> curvature)
    {
        var s = MemoryMarshal.Cast<double, Vector256<double>>(scores);
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var c = MemoryMarshal.Cast<double, Vector256<double>>(curvature);
        for (var i = 0; i < s.Length; i++)
        {
            var e = DeterministicVectors.Exp(-Vector256.Abs(s[i]));
            var sum = Vector256<double>.One + e;
            c[i] = w[i] * (e / (sum * sum));
        }
    }
}
