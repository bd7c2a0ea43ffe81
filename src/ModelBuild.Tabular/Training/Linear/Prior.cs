namespace ModelBuild.Tabular;

// What is known without features: weighted class counts, the mean.
static class Prior
{
    // The weight of each class.
    public static double[] Of(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, int classes)
    {
        var counts = new double[classes];
        for (var i = 0; i < targets.Length; i++)
            counts[(int)targets[i]] += weights[i];
        return counts;
    }

    public static double Mean(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < targets.Length; i++)
        {
            sum += weights[i] * targets[i];
            total += weights[i];
        }
        return sum / total;
    }
}
