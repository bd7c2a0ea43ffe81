namespace ModelBuild.Tabular;

// A = Rᵀ R of a symmetric positive matrix: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, section 4.2.
sealed class Cholesky(int size)
{
    const double SmallestPivot = 1e-12; // of its own diagonal

    readonly double[] upper = new double[size * size];

    // Of the matrix whose lower triangle is given, with diagonal + ridge · diagonal. Returns the index of the first row that is
    // (nearly) a combination of those before it, or -1.
    public int Factorise(ReadOnlySpan<double> lower, double ridge)
    {
        for (var j = 0; j < size; j++)
            for (var k = 0; k <= j; k++)
                upper[k * size + j] = j == k ? lower[j * size + j] * (1 + ridge) : lower[j * size + k];
        for (var j = 0; j < size; j++)
        {
            // Row j has lost what the rows above explain.
            var row = upper.AsSpan(j * size + j, size - j);
            if (!(row[0] > SmallestPivot * lower[j * size + j]) || !double.IsFinite(row[0]))
                return j;
            var root = Math.Sqrt(row[0]);
            for (var k = 0; k < row.Length; k++)
                row[k] /= root;
            for (var k = 1; k < row.Length; k++)
                Kernels.Add(upper.AsSpan((j + k) * size + j + k, size - j - k), -row[k], row[k..]);
        }
        return -1;
    }

    // Replaces b by the solution of A x = b.
    public void Solve(Span<double> b)
    {
        for (var j = 0; j < size; j++)
        {
            b[j] /= upper[j * size + j];
            Kernels.Add(b[(j + 1)..], -b[j], upper.AsSpan(j * size + j + 1, size - j - 1));
        }
        for (var j = size - 1; j >= 0; j--)
            b[j] = (b[j] - Kernels.Dot(b[(j + 1)..], upper.AsSpan(j * size + j + 1, size - j - 1))) / upper[j * size + j];
    }
}
