using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelBuild.Tabular;

// (y - s)² / 2.
sealed class SquaredLoss() : RowLoss(1)
{
    // The mean squared error.
    public override double Reported(double meanLoss) => 2 * meanLoss;

    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [Prior.Mean(targets, weights)];

    public override double Evaluate(Span<double> scores, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var s = MemoryMarshal.Cast<double, Vector256<double>>(scores);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(targets);
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var sum = Vector256<double>.Zero;
        for (var i = 0; i < s.Length; i++)
        {
            var error = s[i] - y[i];
            s[i] = w[i] * error;
            sum += s[i] * error;
        }
        return 0.5 * Kernels.Sum(sum);
    }

    public override void Curvature(ReadOnlySpan<double> scores, ReadOnlySpan<double> weights, int first, int second, Span<double> curvature) =>
        weights.CopyTo(curvature);
}
