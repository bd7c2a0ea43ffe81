using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// log Σ e^sₖ - s_y for y of 0 .. classes - 1.
sealed class SoftmaxLoss(int classes) : RowLoss(classes)
{
    public override double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var start = Array.ConvertAll(Prior.Of(targets, weights, Outputs), DeterministicMath.Log);
        Centre(start);
        return start;
    }

    // Takes the mean from all scores, which gives the same probabilities.
    public static void Centre(double[] scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
            sum += score;
        var mean = sum / scores.Length;
        for (var k = 0; k < scores.Length; k++)
            scores[k] -= mean;
    }

    public override double Evaluate(Span<double> scores, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var s = MemoryMarshal.Cast<double, Vector256<double>>(scores);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(targets);
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var total = Vector256<double>.Zero;
        for (var i = 0; i < y.Length; i++)
        {
            var right = Vector256<double>.Zero;
            for (var k = 0; k < Outputs; k++)
                right = Vector256.ConditionalSelect(Vector256.Equals(y[i], Vector256.Create((double)k)), s[k * y.Length + i], right);
            var (largest, sum) = Exponentials(s, y.Length, i);
            total += w[i] * (largest + DeterministicVectors.Log(sum) - right);
            for (var k = 0; k < Outputs; k++)
            {
                ref var score = ref s[k * y.Length + i];
                var isRight = Vector256.ConditionalSelect(Vector256.Equals(y[i], Vector256.Create((double)k)), Vector256<double>.One, Vector256<double>.Zero);
                score = w[i] * (score / sum - isRight);
            }
        }
        return Kernels.Sum(total);
    }

    public override void Curvature(ReadOnlySpan<double> scores, ReadOnlySpan<double> weights, int first, int second, Span<double> curvature)
    {
        var s = MemoryMarshal.Cast<double, Vector256<double>>(scores);
        var w = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var c = MemoryMarshal.Cast<double, Vector256<double>>(curvature);
        for (var i = 0; i < w.Length; i++)
        {
            var largest = s[i];
            for (var k = 1; k < Outputs; k++)
                largest = Vector256.Max(largest, s[k * w.Length + i]);
            var sum = Vector256<double>.Zero;
            for (var k = 0; k < Outputs; k++)
                sum += DeterministicVectors.Exp(s[k * w.Length + i] - largest);
            var one = DeterministicVectors.Exp(s[first * w.Length + i] - largest) / sum;
            var other = DeterministicVectors.Exp(s[second * w.Length + i] - largest) / sum;
            c[i] = first == second ? w[i] * one * (Vector256<double>.One - one) : -(w[i] * one * other);
        }
    }

    // Replaces the scores of four rows by e^(score - largest).
    (Vector256<double> Largest, Vector256<double> Sum) Exponentials(Span<Vector256<double>> s, int stride, int i)
    {
        var largest = s[i];
        for (var k = 1; k < Outputs; k++)
            largest = Vector256.Max(largest, s[k * stride + i]);
        var sum = Vector256<double>.Zero;
        for (var k = 0; k < Outputs; k++)
            sum += s[k * stride + i] = DeterministicVectors.Exp(s[k * stride + i] - largest);
        return (largest, sum);
    }
}
