using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Least squares with l2 penalty: the normal equations of centred features, which leave the intercept unpenalised,
// solved by Cholesky (G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, sections 4.2 and 5.3).
sealed class LeastSquares(FeatureMatrix matrix, double[] targets, double l2, RowChunks chunks)
{
    const double SmallestPivot = 1e-12; // of the feature's own diagonal

    // The weights and, last, the intercept; or, where they cannot be found, the index of the feature at fault.
    public (double[]? Parameters, int Dependent) Solve()
    {
        var width = matrix.Width;
        var means = new double[width + 1];
        chunks.Sum(means, (first, count, sums) =>
        {
            for (var row = first; row < first + count; row++)
            {
                var features = matrix[row];
                for (var j = 0; j < width; j++)
                    sums[j] += features[j];
                sums[width] += targets[row];
            }
        });
        for (var j = 0; j <= width; j++)
            means[j] /= matrix.Rows;

        // Row by row the upper triangle, with the products with the target as a last column.
        var stride = width + 1;
        if ((long)width * stride > Array.MaxLength)
            throw new StageException(new StageError($"{width} features make {(long)width * stride} products, and least squares holds at most {Array.MaxLength} in memory. Ignore columns with many different texts.")
            {
                Code = Codes.TooMuchData,
                Option = "data.ignore",
            });
        var normal = new double[width * stride];
        chunks.Sum(normal, (first, count, sums) =>
        {
            var centred = new double[stride];
            for (var row = first; row < first + count; row++)
            {
                var features = matrix[row];
                for (var j = 0; j < width; j++)
                    centred[j] = features[j] - means[j];
                centred[width] = targets[row] - means[width];
                for (var j = 0; j < width; j++)
                {
                    var factor = centred[j];
                    var target = sums.AsSpan(j * stride, stride);
                    for (var k = j; k < stride; k++)
                        target[k] += factor * centred[k];
                }
            }
        });
        for (var j = 0; j < width; j++)
            normal[j * stride + j] += l2;

        if (Factorise(normal, width) is >= 0 and var dependent)
            return (null, dependent);
        var parameters = new double[stride];
        for (var j = width - 1; j >= 0; j--)
        {
            var sum = normal[j * stride + width];
            for (var k = j + 1; k < width; k++)
                sum -= normal[j * stride + k] * parameters[k];
            parameters[j] = sum / normal[j * stride + j];
        }
        parameters[width] = means[width] - LinearScorer.Dot(parameters.AsSpan(0, width), means.AsSpan(0, width));
        return (parameters, -1);
    }

    // The mean squared error.
    public double Loss(double[] parameters)
    {
        var loss = new double[1];
        chunks.Sum(loss, (first, count, sums) =>
        {
            for (var row = first; row < first + count; row++)
            {
                var error = targets[row] - parameters[matrix.Width] - LinearScorer.Dot(parameters.AsSpan(0, matrix.Width), matrix[row]);
                sums[0] += error * error;
            }
        });
        return loss[0] / matrix.Rows;
    }

    // Overwrites the upper triangle A with R, where A = RᵀR, and the last column b with the solution of Rᵀy = b.
    // Returns the feature that is a combination of those before it, or -1.
    static int Factorise(double[] normal, int width)
    {
        var stride = width + 1;
        for (var j = 0; j < width; j++)
        {
            var diagonal = normal[j * stride + j];
            var pivot = diagonal;
            for (var i = 0; i < j; i++)
                pivot -= normal[i * stride + j] * normal[i * stride + j];
            if (!(pivot > SmallestPivot * diagonal) || !double.IsFinite(pivot))
                return j;
            var root = Math.Sqrt(pivot);
            var target = normal.AsSpan(j * stride, stride);
            for (var i = 0; i < j; i++)
            {
                var above = normal.AsSpan(i * stride, stride);
                var factor = above[j];
                for (var k = j + 1; k < stride; k++)
                    target[k] -= factor * above[k];
            }
            for (var k = j + 1; k < stride; k++)
                target[k] /= root;
            target[j] = root;
        }
        return -1;
    }
}
