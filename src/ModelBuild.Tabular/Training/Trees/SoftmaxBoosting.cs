using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The cross-entropy of softmax over several classes, with a score for each.
sealed class SoftmaxBoosting(double[] targets, double[]? weights, int classes, ThreadTeam team) : BoostingLoss(targets, weights, team)
{
    // A sum of so many terms of at most 1 is a factor that LogSum takes.
    const int MostClasses = 1 << 15;

    readonly double[][] probabilities = ProbabilitiesOf(classes, targets.Length);

    public override int Outputs => classes;

    public override double[] Start()
    {
        var start = new double[classes];
        for (var k = 0; k < classes; k++)
        {
            var share = Mean((first, end) =>
            {
                var sum = 0.0;
                for (var row = first; row < end; row++)
                    if (Targets[row] == k)
                        sum += WeightOf(row);
                return sum;
            });
            start[k] = DeterministicMath.Log(Math.Max(share, 1e-12));
        }
        return start;
    }

    public override double Derive(double[][] scores, GradientPairs? pairs)
    {
        var loss = Mean((first, end) =>
        {
            Span<double> row = new double[classes];
            var logs = new LogSum();
            var sum = 0.0;
            for (var i = first; i < end; i++)
            {
                var largest = double.NegativeInfinity;
                for (var k = 0; k < row.Length; k++)
                    largest = Math.Max(largest, row[k] = scores[k][i]);
                var right = row[(int)Targets[i]];
                for (var k = 0; k < row.Length; k++)
                    row[k] -= largest;
                var total = Exponentials(row);
                for (var k = 0; k < row.Length; k++)
                    probabilities[k][i] = row[k] / total;
                if (Weights is null)
                {
                    logs.Add(total);
                    sum += largest - right;
                }
                else
                    sum += Weights[i] * (largest - right + DeterministicMath.Log(total));
            }
            return sum + logs.Total;
        });
        if (pairs is not null)
            DeriveOutput(0, pairs);
        return loss;
    }

    public override void DeriveOutput(int output, GradientPairs pairs)
    {
        pairs.SetScale(MostWeight, 0.25 * MostWeight);
        var own = probabilities[output];
        ForEachChunk((first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                var weight = WeightOf(row);
                pairs.Set(row, weight * (own[row] - (Targets[row] == output ? 1 : 0)), weight * (own[row] * (1 - own[row])));
            }
        });
    }

    // In place; returns their sum.
    static double Exponentials(Span<double> row)
    {
        var sum = 0.0;
        for (var k = 0; k < row.Length; k++)
            sum += row[k] = DeterministicMath.Exp(row[k]);
        return sum;
    }

    static double[][] ProbabilitiesOf(int classes, int rows)
    {
        if (classes > MostClasses)
            throw new StageException(new StageError($"The label has {classes} classes, and boosted trees take at most {MostClasses}.") { Code = Codes.TooMuchData, Option = "data.label" });
        var all = new double[classes][];
        for (var k = 0; k < classes; k++)
            all[k] = new double[rows];
        return all;
    }
}
