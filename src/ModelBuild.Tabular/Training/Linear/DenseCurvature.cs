namespace ModelBuild.Tabular;

// All second derivatives, for few parameters: of all rows where that is cheap, else of blocks spread evenly over them, which serves
// a quasi-Newton method as well: R. H. Byrd, G. M. Chin, W. Neveitt, J. Nocedal, On the use of stochastic Hessian information
// in optimization methods for machine learning, SIAM Journal on Optimization 21(3), 2011.
sealed class DenseCurvature : ICurvature
{
    public const int MostParameters = 1024;

    const double CheapProducts = 1e8; // rows × parameters²: some milliseconds
    const double BearableProducts = 1e10;
    const int RowsPerParameter = 10;
    const double SmallestRidge = 1e-9;
    const double LargestRidge = 1;

    readonly LinearObjective objective;
    readonly BlockSums blockSums;
    readonly double[] lower;
    readonly Cholesky cholesky;
    readonly int[] blocks;
    readonly bool isCheap;

    public DenseCurvature(LinearObjective objective, BlockSums blockSums)
    {
        (this.objective, this.blockSums) = (objective, blockSums);
        var matrix = objective.Matrix;
        var size = objective.Size;
        lower = new double[size * size];
        cholesky = new(size);
        var products = (double)matrix.Rows * size * size;
        isCheap = products <= CheapProducts;
        IsConstant = objective.Loss is SquaredLoss;
        var all = isCheap || (IsConstant && products <= BearableProducts);
        var rows = all ? matrix.Rows : Math.Max(CheapProducts / size / size, (double)RowsPerParameter * size);
        var count = (int)Math.Min(matrix.Blocks, Math.Ceiling(rows / matrix[0].Count));
        blocks = new int[count];
        for (var i = 0; i < count; i++)
            blocks[i] = (int)((i + 0.5) * matrix.Blocks / count);
    }

    // Whether the derivatives are those of all rows.
    public bool IsExact => blocks.Length == objective.Matrix.Blocks;

    // Whether they are the same everywhere.
    public bool IsConstant { get; }

    public bool IsScaled => true;

    // The first parameter that was a combination of those before it, or -1.
    public int Dependent { get; private set; } = -1;

    // The lower triangle, row after row.
    public ReadOnlySpan<double> Lower => lower;

    // Newton's method where the data are small. Where they are not, the derivatives change most in the first steps.
    public bool IsDue(int iteration) => iteration == 0 || (!IsConstant && (isCheap || iteration < 3 || int.IsPow2(iteration)));

    public bool Refresh(double[] point)
    {
        if (!TryCompute(point))
            return false;
        Dependent = cholesky.Factorise(lower, 0);
        var failed = Dependent;
        for (var ridge = SmallestRidge; failed >= 0 && ridge <= LargestRidge; ridge *= 100)
            failed = cholesky.Factorise(lower, ridge);
        return failed < 0;
    }

    // The derivatives themselves; false where they are not finite.
    public bool TryCompute(double[] point)
    {
        var matrix = objective.Matrix;
        var (stride, size, outputs) = (objective.Stride, objective.Size, objective.Loss.Outputs);
        var origins = objective.Origins(point);
        blockSums.Sum(lower, blocks.Length, () => new Scratch(objective), (at, total, scratch) =>
        {
            var block = matrix[blocks[at]];
            var weights = matrix.WeightsOf(blocks[at]);
            var rows = block.Stride;
            var scores = objective.Scores(blocks[at], point, origins, scratch.Block);
            var centred = scratch.Centred.AsSpan(0, stride * rows);
            block.Centre(objective.Means, centred);
            centred[(matrix.Width * rows)..].Fill(1);
            var curvature = scratch.Curvature.AsSpan(0, rows);
            var scaled = scratch.Scaled.AsSpan(0, stride * rows);
            for (var k = 0; k < outputs; k++)
                for (var l = 0; l <= k; l++)
                {
                    objective.Loss.Curvature(scores, weights, k, l, curvature);
                    for (var j = 0; j < stride; j++)
                        Kernels.Multiply(centred.Slice(j * rows, rows), curvature, scaled.Slice(j * rows, rows));
                    scratch.Square.AsSpan().Clear();
                    Kernels.AddSymmetricProduct(scratch.Square, stride, centred, scaled, rows);
                    AddTo(total, scratch.Square, k, l);
                }
        });
        var weight = 0.0;
        foreach (var at in blocks)
            foreach (var value in matrix.WeightsOf(at))
                weight += value;
        if (!(weight > 0))
            return false;
        for (var j = 0; j < size; j++)
        {
            var row = lower.AsSpan(j * size, j + 1);
            for (var k = 0; k <= j; k++)
                row[k] /= weight;
            if (!objective.IsIntercept(j))
                row[j] += objective.L2 / matrix.TotalWeight;
            foreach (var value in row)
                if (!double.IsFinite(value))
                    return false;
        }
        return true;

        // The square is that of a pair of outputs; the whole has it at its rows and columns, and only its lower triangle.
        void AddTo(double[] total, double[] square, int k, int l)
        {
            for (var j = 0; j < stride; j++)
            {
                var row = total.AsSpan((k * stride + j) * size + l * stride, stride);
                for (var i = 0; i <= j; i++)
                    row[i] += square[j * stride + i];
                if (k != l)
                    for (var i = j + 1; i < stride; i++)
                        row[i] += square[i * stride + j];
            }
        }
    }

    public void Divide(double[] vector) => cholesky.Solve(vector);

    sealed class Scratch(LinearObjective objective)
    {
        public BlockScratch Block { get; } = objective.Scratch();

        public double[] Centred { get; } = new double[objective.Stride * objective.Matrix.MostBlockRows];

        public double[] Scaled { get; } = new double[objective.Stride * objective.Matrix.MostBlockRows];

        public double[] Curvature { get; } = new double[objective.Matrix.MostBlockRows];

        public double[] Square { get; } = new double[objective.Stride * objective.Stride];
    }
}
