namespace ModelBuild.Tabular;

// The squared error; its derivatives are those of half of it.
sealed class SquaredBoosting(double[] targets, double[]? weights, ThreadTeam team) : BoostingLoss(targets, weights, team)
{
    public override double[] Start() => [MeanTarget()];

    public override double Derive(double[][] scores, GradientPairs? pairs)
    {
        var own = scores[0];
        pairs?.SetScale(MostWeight * Largest((first, end) =>
        {
            var largest = 0.0;
            for (var row = first; row < end; row++)
                largest = Math.Max(largest, Math.Abs(own[row] - Targets[row]));
            return largest;
        }), MostWeight);
        return Mean((first, end) =>
        {
            var sum = 0.0;
            for (var row = first; row < end; row++)
            {
                var weight = WeightOf(row);
                var residual = own[row] - Targets[row];
                pairs?.Set(row, weight * residual, weight);
                sum += weight * residual * residual;
            }
            return sum;
        });
    }
}
