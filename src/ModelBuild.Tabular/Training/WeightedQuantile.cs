namespace ModelBuild.Tabular;

// The quantile of weighted numbers: where the weights up to a number are just the share of all, the middle between it and the
// next, else the first number up to which they are more. That is type 2 of R. J. Hyndman and Y. Fan, Sample quantiles in
// statistical packages, The American Statistician 50, 1996, of as many copies as the weight says. Unlike type 7 it is the same
// for rows that are all there twice, and whatever the weights are multiplied with; and it minimises the pinball loss.
static class WeightedQuantile
{
    const double Rounding = 1e-12; // of sums of weights, of all of them

    // Sorts both. Weights are null where all count alike. NaN where there is no weight.
    public static double Of(double[] values, double[]? weights, double share)
    {
        Array.Sort(values, weights);
        var total = 0.0;
        for (var i = 0; i < values.Length; i++)
            total += weights?[i] ?? 1;
        var (below, sum) = (double.NaN, 0.0);
        for (var i = 0; i < values.Length && total > 0; i++)
        {
            var weight = weights?[i] ?? 1;
            if (weight == 0)
                continue;
            if (!double.IsNaN(below))
                return below * 0.5 + values[i] * 0.5;
            sum += weight;
            if (sum > (share + Rounding) * total)
                return values[i];
            if (sum >= (share - Rounding) * total)
                below = values[i];
        }
        return below;
    }
}
