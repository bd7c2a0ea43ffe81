namespace ModelBuild.Tabular;

// The second derivative by each parameter alone: for many parameters. One pass over the data.
sealed class DiagonalCurvature(LinearObjective objective, BlockSums blockSums) : ICurvature
{
    const double Smallest = 1e-12; // of the largest: a feature that is constant has none

    readonly double[] diagonal = new double[objective.Size];

    public bool IsScaled => false;

    public bool IsDue(int iteration) => iteration == 0;

    public bool Refresh(double[] point)
    {
        var matrix = objective.Matrix;
        var origins = objective.Origins(point);
        blockSums.Sum(diagonal, matrix.Blocks, objective.Scratch, (block, total, scratch) =>
        {
            var scores = objective.Scores(block, point, origins, scratch);
            Span<double> curvature = new double[matrix[block].Stride];
            for (var k = 0; k < objective.Loss.Outputs; k++)
            {
                objective.Loss.Curvature(scores, matrix.WeightsOf(block), k, k, curvature);
                matrix[block].AddSquares(curvature, objective.Means, total.AsSpan(k * objective.Stride, matrix.Width));
                foreach (var value in curvature)
                    total[k * objective.Stride + matrix.Width] += value;
            }
        });
        var largest = 0.0;
        for (var i = 0; i < diagonal.Length; i++)
        {
            diagonal[i] = ((objective.IsIntercept(i) ? 0 : objective.L2) + diagonal[i]) / matrix.TotalWeight;
            if (!double.IsFinite(diagonal[i]))
                return false;
            largest = Math.Max(largest, diagonal[i]);
        }
        for (var i = 0; i < diagonal.Length; i++)
            diagonal[i] = largest == 0 ? 1 : Math.Max(diagonal[i], Smallest * largest);
        return true;
    }

    public void Divide(double[] vector)
    {
        for (var i = 0; i < vector.Length; i++)
            vector[i] /= diagonal[i];
    }
}
