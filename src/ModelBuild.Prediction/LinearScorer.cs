using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelBuild.Prediction;

/// <summary>Scores that are linear in the features: intercept + weights · features, for each output. Immutable.</summary>
public sealed class LinearScorer : Scorer
{
    const int Lanes = 4;

    readonly double[][] weights;
    readonly double[] intercepts;

    /// <summary>Throws <see cref="ArgumentException"/> for no outputs, weights of different lengths, or a number that is not finite.</summary>
    /// <param name="intercepts">One for each output.</param>
    /// <param name="weights">For each output one for each feature.</param>
    public LinearScorer(IReadOnlyList<double> intercepts, IReadOnlyList<IReadOnlyList<double>> weights)
    {
        if (intercepts.Count == 0 || intercepts.Count != weights.Count)
            throw new ArgumentException($"A scorer with {intercepts.Count} intercepts has {weights.Count} lists of weights.", nameof(weights));
        this.intercepts = [.. intercepts];
        this.weights = new double[weights.Count][];
        for (var output = 0; output < weights.Count; output++)
        {
            this.weights[output] = [.. weights[output]];
            if (weights[output].Count != weights[0].Count)
                throw new ArgumentException($"Output {output} has {weights[output].Count} weights, output 0 has {weights[0].Count}.", nameof(weights));
            if (!double.IsFinite(intercepts[output]) || !Array.TrueForAll(this.weights[output], double.IsFinite))
                throw new ArgumentException($"Output {output} has a weight that is not finite.", nameof(weights));
        }
    }

    /// <summary>How many scores a row gets.</summary>
    public override int Outputs => intercepts.Length;

    /// <summary>How many features a row has.</summary>
    public override int Width => weights[0].Length;

    /// <summary>The intercept of each output.</summary>
    public IReadOnlyList<double> Intercepts => intercepts;

    /// <summary>The weights of each output, in the order of the features.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Weights => weights;

    /// <summary>The scores of one row.</summary>
    /// <param name="features">The row's <see cref="Width"/> features.</param>
    /// <param name="scores">Takes <see cref="Outputs"/> scores.</param>
    public void Score(ReadOnlySpan<double> features, Span<double> scores)
    {
        for (var output = 0; output < intercepts.Length; output++)
            scores[output] = intercepts[output] + Dot(weights[output], features);
    }

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> features, int rows, Span<double> scores)
    {
        if (features.Length < (long)rows * Width || scores.Length < (long)rows * Outputs)
            throw new ArgumentException($"{rows} rows have {(long)rows * Width} features and {(long)rows * Outputs} scores, not {features.Length} and {scores.Length}.", nameof(rows));
        for (var output = 0; output < intercepts.Length; output++)
        {
            var row = 0;
            for (; row + 2 * Lanes <= rows; row += 2 * Lanes)
            {
                var (low, high) = ScoreEight(features, rows, row, output);
                if (Outputs == 1)
                {
                    low.CopyTo(scores[row..]);
                    high.CopyTo(scores[(row + Lanes)..]);
                }
                else
                    for (var i = 0; i < Lanes; i++)
                    {
                        scores[(row + i) * Outputs + output] = low[i];
                        scores[(row + Lanes + i) * Outputs + output] = high[i];
                    }
            }
            for (; row < rows; row++)
                scores[row * Outputs + output] = ScoreOne(features, rows, row, output);
        }
    }

    // Eight rows side by side, each summed as Dot sums: four running sums over every fourth feature.
    (Vector256<double> Low, Vector256<double> High) ScoreEight(ReadOnlySpan<double> features, int rows, int row, int output)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(features), row);
        var (a, b, c, d) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var (e, f, g, h) = (a, a, a, a);
        var own = weights[output];
        var j = 0;
        nuint at = 0;
        for (; j + 4 <= own.Length; j += 4)
        {
            var weight = Vector256.Create(own[j]);
            a += weight * Vector256.LoadUnsafe(ref first, at);
            e += weight * Vector256.LoadUnsafe(ref first, at + Lanes);
            at += (nuint)rows;
            weight = Vector256.Create(own[j + 1]);
            b += weight * Vector256.LoadUnsafe(ref first, at);
            f += weight * Vector256.LoadUnsafe(ref first, at + Lanes);
            at += (nuint)rows;
            weight = Vector256.Create(own[j + 2]);
            c += weight * Vector256.LoadUnsafe(ref first, at);
            g += weight * Vector256.LoadUnsafe(ref first, at + Lanes);
            at += (nuint)rows;
            weight = Vector256.Create(own[j + 3]);
            d += weight * Vector256.LoadUnsafe(ref first, at);
            h += weight * Vector256.LoadUnsafe(ref first, at + Lanes);
            at += (nuint)rows;
        }
        for (; j < own.Length; j++)
        {
            var weight = Vector256.Create(own[j]);
            a += weight * Vector256.LoadUnsafe(ref first, at);
            e += weight * Vector256.LoadUnsafe(ref first, at + Lanes);
            at += (nuint)rows;
        }
        var intercept = Vector256.Create(intercepts[output]);
        return (intercept + (a + b + (c + d)), intercept + (e + f + (g + h)));
    }

    double ScoreOne(ReadOnlySpan<double> features, int rows, int row, int output)
    {
        double a = 0, b = 0, c = 0, d = 0;
        var own = weights[output];
        var j = 0;
        for (; j + 4 <= own.Length; j += 4)
        {
            a += own[j] * features[j * rows + row];
            b += own[j + 1] * features[(j + 1) * rows + row];
            c += own[j + 2] * features[(j + 2) * rows + row];
            d += own[j + 3] * features[(j + 3) * rows + row];
        }
        for (; j < own.Length; j++)
            a += own[j] * features[j * rows + row];
        return intercepts[output] + (a + b + (c + d));
    }

    /// <summary>The sum of products in a fixed order: four running sums over every fourth element, added at the end.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException($"{left.Length} numbers cannot be multiplied with {right.Length}.", nameof(right));
        double a = 0, b = 0, c = 0, d = 0;
        var i = 0;
        for (; i + 4 <= left.Length; i += 4)
        {
            a += left[i] * right[i];
            b += left[i + 1] * right[i + 1];
            c += left[i + 2] * right[i + 2];
            d += left[i + 3] * right[i + 3];
        }
        for (; i < left.Length; i++)
            a += left[i] * right[i];
        return a + b + (c + d);
    }
}
