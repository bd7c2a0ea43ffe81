using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The deviance of Poisson up to a constant: e^score - target · score; the score is the logarithm of the mean.
// The expansion to the second order is far off for long steps up from small means, so a leaf's value is bounded, and the second
// derivative is the largest within that bound: max_delta_step of XGBoost's count:poisson, of the same default.
sealed class PoissonBoosting(double[] targets, double[]? weights, ThreadTeam team) : BoostingLoss(targets, weights, team)
{
    static readonly double Steepest = DeterministicMath.Exp(MostStep);

    const double MostStep = 0.7;

    public override double MostLeafValue => MostStep;

    public override double[] Start()
    {
        for (var row = 0; row < Targets.Length; row++)
            if (!(Targets[row] >= 0))
                throw Unfit($"The label of training row {row + 1} is {LabelClasses.Name(Targets[row])}, and the loss poisson takes numbers from 0. Correct the data, or set train.loss to squared.");
        var mean = MeanTarget();
        return mean > 0 ? [DeterministicMath.Log(mean)] : throw Unfit("The label is 0 in every training row, and the loss poisson has to see a number above 0. Set train.loss to squared.");
    }

    public override double Derive(double[][] scores, GradientPairs? pairs)
    {
        var own = scores[0];
        if (pairs is not null)
        {
            var mostMean = DeterministicMath.Exp(Largest((first, end) => Largest(own, first, end)));
            var mostTarget = Largest((first, end) => Largest(Targets, first, end));
            pairs.SetScale(MostWeight * Math.Max(mostMean, mostTarget), MostWeight * mostMean * Steepest);
        }
        return Mean((first, end) =>
        {
            var sum = 0.0;
            for (var row = first; row < end; row++)
            {
                var (weight, target, mean) = (WeightOf(row), Targets[row], DeterministicMath.Exp(own[row]));
                pairs?.Set(row, weight * (mean - target), weight * mean * Steepest);
                sum += weight * (mean - target * own[row]);
            }
            return sum;
        });
    }

    static double Largest(double[] numbers, int first, int end)
    {
        var largest = double.NegativeInfinity;
        for (var row = first; row < end; row++)
            largest = Math.Max(largest, numbers[row]);
        return largest;
    }

    static StageException Unfit(string message) => new(new StageError(message) { Code = Codes.TargetDoesNotFitLoss, Option = "train.loss" });
}
