using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The logistic loss of two classes; the score is the log-odds of class 1.
sealed class LogisticBoosting(double[] targets, double[]? weights, ThreadTeam team) : BoostingLoss(targets, weights, team)
{
    // So many factors of at most 2 stay below the largest number.
    const int RowsOfProduct = 512 * DeterministicVectors.Lanes;

    public override double[] Start()
    {
        var positive = Math.Clamp(MeanTarget(), 1e-12, 1 - 1e-12);
        return [DeterministicMath.Log(positive / (1 - positive))];
    }

    public override double Derive(double[][] scores, GradientPairs? pairs)
    {
        pairs?.SetScale(MostWeight, 0.25 * MostWeight);
        return Weights is null
            ? Mean((first, end) => Unweighted(scores[0], pairs, first, end))
            : Mean((first, end) => OneByOne(scores[0], pairs, first, end));
    }

    double OneByOne(double[] scores, GradientPairs? pairs, int first, int end)
    {
        var sum = 0.0;
        for (var row = first; row < end; row++)
        {
            var (score, target, weight) = (scores[row], Targets[row], WeightOf(row));
            var e = DeterministicMath.Exp(-Math.Abs(score));
            var greater = 1 / (1 + e);
            var smaller = e * greater;
            var probability = score >= 0 ? greater : smaller;
            pairs?.Set(row, weight * (probability - target), weight * (greater * smaller));
            sum += weight * (Math.Max(target == 1 ? -score : score, 0) + DeterministicMath.Log1P(e));
        }
        return sum;
    }

    // log(1 + e) of many rows is the logarithm of the product.
    double Unweighted(double[] scores, GradientPairs? pairs, int first, int end)
    {
        var sum = 0.0;
        var one = Vector256<double>.One;
        var row = first;
        while (row + DeterministicVectors.Lanes <= end)
        {
            var last = Math.Min(row + RowsOfProduct, end);
            var product = one;
            var wrong = Vector256<double>.Zero;
            for (; row + DeterministicVectors.Lanes <= last; row += DeterministicVectors.Lanes)
            {
                var score = Vector256.LoadUnsafe(ref scores[row]);
                var target = Vector256.LoadUnsafe(ref Targets[row]);
                var e = DeterministicVectors.Exp(-Vector256.Abs(score));
                var denominator = one + e;
                var greater = one / denominator;
                var smaller = e * greater;
                var isPositive = Vector256.GreaterThanOrEqual(score, Vector256<double>.Zero);
                var probability = Vector256.ConditionalSelect(isPositive, greater, smaller);
                pairs?.Set(row, probability - target, greater * smaller);
                product *= denominator;
                wrong += Vector256.ConditionalSelect(Vector256.Equals(target, one) ^ isPositive, Vector256.Abs(score), Vector256<double>.Zero);
            }
            for (var lane = 0; lane < DeterministicVectors.Lanes; lane++)
                sum += wrong[lane] + DeterministicMath.Log(product[lane]);
        }
        return sum + OneByOne(scores, pairs, row, end);
    }
}
