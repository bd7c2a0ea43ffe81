namespace ModelBuild.Tabular;

// The pinball loss of a quantile. Trees divide the rows by its slopes; a leaf's value is the quantile of what is left in it
// (J. H. Friedman, Greedy function approximation, 2001, for the median).
sealed class QuantileBoosting(double[] targets, double[]? weights, double quantile, ThreadTeam team) : BoostingLoss(targets, weights, team)
{
    public override double[] Start()
    {
        var rows = new int[Targets.Length];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        return [LeafValue(rows, new double[rows.Length])!.Value];
    }

    public override double Derive(double[][] scores, GradientPairs? pairs)
    {
        var own = scores[0];
        pairs?.SetScale(MostWeight * Math.Max(quantile, 1 - quantile), MostWeight);
        return Mean((first, end) =>
        {
            var sum = 0.0;
            for (var row = first; row < end; row++)
            {
                var weight = WeightOf(row);
                var residual = Targets[row] - own[row];
                var slope = residual >= 0 ? -quantile : 1 - quantile;
                pairs?.Set(row, weight * slope, weight);
                sum -= weight * slope * residual;
            }
            return sum;
        });
    }

    public override double? LeafValue(ReadOnlySpan<int> rows, double[] scores)
    {
        var residuals = new double[rows.Length];
        var own = Weights is null ? null : new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            residuals[i] = Targets[rows[i]] - scores[rows[i]];
            if (own is not null)
                own[i] = Weights![rows[i]];
        }
        var value = WeightedQuantile.Of(residuals, own, quantile);
        return double.IsNaN(value) ? null : value;
    }
}
