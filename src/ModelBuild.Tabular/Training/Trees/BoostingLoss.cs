using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// What boosting minimises: the weighted mean of the rows' losses, and its derivatives by the scores. Scores are those of all
// rows output by output. All sums are of chunks of rows in a fixed order.
abstract class BoostingLoss
{
    const int RowsOfChunk = 1 << 13;

    readonly ThreadTeam team;
    readonly double totalWeight;

    protected BoostingLoss(double[] targets, double[]? weights, ThreadTeam team)
    {
        (Targets, Weights, this.team) = (targets, weights, team);
        totalWeight = weights is null ? targets.Length : Sum((first, end) =>
        {
            var sum = 0.0;
            for (var row = first; row < end; row++)
                sum += weights[row];
            return sum;
        });
        MostWeight = weights is null ? 1 : weights.Max();
    }

    public virtual int Outputs => 1;

    protected double[] Targets { get; }

    protected double[]? Weights { get; }

    protected double MostWeight { get; }

    protected double WeightOf(int row) => Weights is null ? 1 : Weights[row];

    // The constant scores that all trees add to: those of least loss.
    public abstract double[] Start();

    // The loss at these scores. Fills in the derivatives by the score of the first output.
    public abstract double Derive(double[][] scores, GradientPairs? pairs);

    // Fills in the derivatives by the score of a further output where Derive was called last.
    public virtual void DeriveOutput(int output, GradientPairs pairs) => throw new NotSupportedException();

    // What no leaf's value exceeds, up or down, before the learning rate.
    public virtual double MostLeafValue => double.PositiveInfinity;

    // The best value of a leaf with these rows, where that is not what the derivatives say.
    public virtual double? LeafValue(ReadOnlySpan<int> rows, double[] scores) => null;

    protected double Mean(Func<int, int, double> sumOfChunk) => Sum(sumOfChunk) / totalWeight;

    protected double MeanTarget() => Mean((first, end) =>
    {
        var sum = 0.0;
        for (var row = first; row < end; row++)
            sum += WeightOf(row) * Targets[row];
        return sum;
    });

    protected void ForEachChunk(Action<int, int> work) => Sum((first, end) =>
    {
        work(first, end);
        return 0;
    });

    // The largest over all chunks, whose order does not matter.
    protected double Largest(Func<int, int, double> ofChunk) => Chunks(ofChunk).Max();

    double Sum(Func<int, int, double> ofChunk)
    {
        var sum = 0.0;
        foreach (var part in Chunks(ofChunk))
            sum += part;
        return sum;
    }

    double[] Chunks(Func<int, int, double> ofChunk)
    {
        var parts = new double[(Targets.Length + RowsOfChunk - 1) / RowsOfChunk];
        team.Run(parts.Length, (chunk, _) => parts[chunk] = ofChunk(chunk * RowsOfChunk, Math.Min(Targets.Length, (chunk + 1) * RowsOfChunk)));
        return parts;
    }

    // Sums logarithms of numbers from 1 to 2^k, k at most 15, by the logarithm of their product, which is much quicker.
    protected struct LogSum
    {
        const int MostFactors = 64;

        double product = 1;
        double sum;
        int factors;

        public LogSum() { }

        public void Add(double number)
        {
            product *= number;
            if (++factors == MostFactors)
                Flush();
        }

        public double Total
        {
            get
            {
                Flush();
                return sum;
            }
        }

        void Flush()
        {
            sum += DeterministicMath.Log(product);
            (product, factors) = (1, 0);
        }
    }
}
