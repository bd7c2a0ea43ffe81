namespace ModelBuild.Tabular;

// The last steps and what they did to the gradient, which stand for second derivatives: J. Nocedal, Updating quasi-Newton
// matrices with limited storage, Mathematics of Computation 35, 1980. In between, a guess at them stands for the rest.
sealed class LbfgsHistory(ICurvature curvature)
{
    const int Most = 10;

    readonly List<(double[] Step, double[] Change)> pairs = [];
    double[]? guessedAt;

    public bool IsEmpty => pairs.Count == 0;

    public void Clear() => pairs.Clear();

    // Before an iteration; false where derivatives are not finite.
    public bool Refresh(int iteration, double[] point)
    {
        if (guessedAt is not null && !curvature.IsDue(iteration))
            return true;
        guessedAt = (double[])point.Clone();
        pairs.Clear();
        return curvature.Refresh(point);
    }

    public void Remember(double[] from, double[] to, double[] gradient, double[] newGradient)
    {
        var reused = pairs.Count == Most ? pairs[0] : (Step: new double[from.Length], Change: new double[from.Length]);
        for (var i = 0; i < from.Length; i++)
        {
            reused.Step[i] = to[i] - from[i];
            reused.Change[i] = newGradient[i] - gradient[i];
        }
        if (pairs.Count == Most)
            pairs.RemoveAt(0);
        if (Kernels.Dot(reused.Step, reused.Change) > 0)
            pairs.Add(reused);
    }

    // The two-loop recursion: replaces a vector by its product with the inverse.
    public void Divide(double[] vector)
    {
        var factors = new double[pairs.Count];
        var products = new double[pairs.Count];
        for (var i = pairs.Count - 1; i >= 0; i--)
        {
            var (step, change) = pairs[i];
            products[i] = Kernels.Dot(step, change);
            factors[i] = Kernels.Dot(step, vector) / products[i];
            Kernels.Add(vector, -factors[i], change);
        }
        curvature.Divide(vector);
        if (!curvature.IsScaled && pairs.Count > 0)
        {
            var last = (double[])pairs[^1].Change.Clone();
            curvature.Divide(last);
            var scale = products[^1] / Kernels.Dot(pairs[^1].Change, last);
            for (var i = 0; i < vector.Length; i++)
                vector[i] *= scale;
        }
        for (var i = 0; i < pairs.Count; i++)
        {
            var (step, change) = pairs[i];
            Kernels.Add(vector, factors[i] - Kernels.Dot(change, vector) / products[i], step);
        }
    }

    public IEnumerable<double[]> Save() => [guessedAt!, .. pairs.SelectMany(pair => new[] { pair.Step, pair.Change })];

    public bool TryRestore(double[][] state)
    {
        if (state.Length is 0 or > 1 + 2 * Most || state.Length % 2 == 0 || !curvature.Refresh(state[0]))
            return false;
        guessedAt = state[0];
        for (var i = 1; i < state.Length; i += 2)
            pairs.Add((state[i], state[i + 1]));
        return true;
    }
}
