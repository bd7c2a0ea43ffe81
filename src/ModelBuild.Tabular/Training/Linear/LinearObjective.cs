using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelBuild.Tabular;

// The smooth part of what the linear trainer minimises (LinearOptions), divided by the rows' weight. The parameters are, output
// by output, the weights and the intercept of centred features: the score is intercept + weights · (features - means). That
// takes nothing from the sparse blocks, and features far from zero then trouble no minimiser.
sealed class LinearObjective : IObjective
{
    readonly TrainingMatrix matrix;
    readonly RowLoss loss;
    readonly double l2;
    readonly BlockSums blockSums;
    readonly double[] means;
    readonly double[] sums; // the gradient and, last, the loss

    public LinearObjective(TrainingMatrix matrix, RowLoss loss, double l2, BlockSums blockSums)
    {
        (this.matrix, this.loss, this.l2, this.blockSums) = (matrix, loss, l2, blockSums);
        means = new double[matrix.Width];
        blockSums.Sum(means, matrix.Blocks, () => new double[matrix.Width], (block, total, gathered) =>
            matrix[block].AddProducts(matrix.WeightsOf(block), total, gathered));
        for (var j = 0; j < means.Length; j++)
            means[j] /= matrix.TotalWeight;
        sums = new double[Size + 1];
    }

    public TrainingMatrix Matrix => matrix;

    public RowLoss Loss => loss;

    public double L2 => l2;

    public ReadOnlySpan<double> Means => means;

    // Of an output: the weights and the intercept.
    public int Stride => matrix.Width + 1;

    public int Size => loss.Outputs * Stride;

    public bool IsIntercept(int parameter) => parameter % Stride == matrix.Width;

    // Where the weights are zero and the intercepts fit best.
    public double[] Start()
    {
        var start = new double[Size];
        var intercepts = loss.Start(matrix.Targets, matrix.Weights);
        if (Array.TrueForAll(intercepts, double.IsFinite))
            for (var k = 0; k < intercepts.Length; k++)
                start[k * Stride + matrix.Width] = intercepts[k];
        return start;
    }

    public double Evaluate(double[] point, double[] gradient)
    {
        var origins = Origins(point);
        blockSums.Sum(sums, matrix.Blocks, Scratch, (block, total, scratch) =>
        {
            var scores = Scores(block, point, origins, scratch);
            total[^1] += loss.Evaluate(scores, matrix.TargetsOf(block), matrix.WeightsOf(block));
            var rows = matrix[block].Stride;
            for (var k = 0; k < loss.Outputs; k++)
            {
                var residuals = scores.Slice(k * rows, rows);
                matrix[block].AddProducts(residuals, total.AsSpan(k * Stride, matrix.Width), scratch.Gathered);
                total[k * Stride + matrix.Width] += Sum(residuals);
            }
        });
        for (var k = 0; k < loss.Outputs; k++)
        {
            var first = k * Stride;
            var intercept = sums[first + matrix.Width];
            for (var j = 0; j < matrix.Width; j++)
                gradient[first + j] = (sums[first + j] - means[j] * intercept + l2 * point[first + j]) / matrix.TotalWeight;
            gradient[first + matrix.Width] = intercept / matrix.TotalWeight;
        }
        return sums[^1] / matrix.TotalWeight + Penalty(point);
    }

    // Of parameters of features that are not centred.
    public double MeanLoss(double[] uncentred)
    {
        var origins = new double[loss.Outputs];
        for (var k = 0; k < origins.Length; k++)
            origins[k] = uncentred[k * Stride + matrix.Width];
        var sum = new double[1];
        blockSums.Sum(sum, matrix.Blocks, Scratch, (block, total, scratch) =>
            total[0] += loss.Evaluate(Scores(block, uncentred, origins, scratch), matrix.TargetsOf(block), matrix.WeightsOf(block)));
        return sum[0] / matrix.TotalWeight;
    }

    // The part of the value that is not the rows' mean loss.
    public double Penalty(double[] point)
    {
        var squares = 0.0;
        for (var k = 0; k < loss.Outputs; k++)
        {
            var weights = point.AsSpan(k * Stride, matrix.Width);
            squares += Kernels.Dot(weights, weights);
        }
        return 0.5 * l2 * squares / matrix.TotalWeight;
    }

    // The same with the intercepts of features that are not centred.
    public double[] Uncentred(double[] point)
    {
        var result = (double[])point.Clone();
        var origins = Origins(point);
        for (var k = 0; k < loss.Outputs; k++)
            result[k * Stride + matrix.Width] = origins[k];
        return result;
    }

    public BlockScratch Scratch() => new(matrix.Width, matrix.MostBlockRows, loss.Outputs);

    // The scores of a block's rows, output after output. The origins are the scores where all features are zero.
    public Span<double> Scores(int block, double[] point, double[] origins, BlockScratch scratch)
    {
        var rows = matrix[block].Stride;
        var scores = scratch.Scores.AsSpan(0, loss.Outputs * rows);
        for (var k = 0; k < loss.Outputs; k++)
        {
            var target = scores.Slice(k * rows, rows);
            target.Fill(origins[k]);
            matrix[block].AddScores(point.AsSpan(k * Stride, matrix.Width), target, scratch.Gathered);
        }
        return scores;
    }

    public double[] Origins(double[] point)
    {
        var origins = new double[loss.Outputs];
        for (var k = 0; k < origins.Length; k++)
            origins[k] = point[k * Stride + matrix.Width] - Kernels.Dot(point.AsSpan(k * Stride, matrix.Width), means);
        return origins;
    }

    static double Sum(ReadOnlySpan<double> values)
    {
        var lanes = Vector256<double>.Zero;
        foreach (var four in MemoryMarshal.Cast<double, Vector256<double>>(values))
            lanes += four;
        return Kernels.Sum(lanes);
    }
}

// What a thread needs to work on a block.
sealed class BlockScratch(int width, int rows, int outputs)
{
    public double[] Scores { get; } = new double[rows * outputs];

    public double[] Gathered { get; } = new double[width];
}
