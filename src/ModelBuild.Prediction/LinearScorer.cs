namespace ModelBuild.Prediction;

/// <summary>Scores that are linear in the features: intercept + weights · features, for each output. Immutable.</summary>
public sealed class LinearScorer
{
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
    public int Outputs => intercepts.Length;

    /// <summary>How many features a row has.</summary>
    public int Width => weights[0].Length;

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
