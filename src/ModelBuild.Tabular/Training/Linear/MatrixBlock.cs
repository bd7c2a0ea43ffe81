using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ModelBuild.Tabular;

// The features of some rows. Columns that are mostly zero keep only the rest; what a column is, its numbers decide.
// The rows are filled up to a multiple of eight with zeros.
sealed class MatrixBlock
{
    const int MostFilled = 8; // one in so many: below, a list of what is not zero is faster and smaller

    readonly int[] denseColumns;
    readonly double[] dense;
    readonly int[] sparseColumns;
    readonly int[] starts;
    readonly ushort[] rows;
    readonly double[] values;

    // Of rows first .. first + count of a larger block, column by column as FeatureRows.Read gives it.
    public MatrixBlock(ReadOnlySpan<double> source, int sourceRows, int width, int first, int count)
    {
        Count = count;
        Stride = (count + 7) & -8;
        Width = width;
        var filled = new int[width];
        var (denseCount, sparseCount, entries) = (0, 0, 0);
        for (var j = 0; j < width; j++)
        {
            var column = source.Slice(j * sourceRows + first, count);
            filled[j] = count - Kernels.CountZeros(column);
            if (filled[j] * MostFilled > count)
                denseCount++;
            else if (filled[j] > 0)
            {
                sparseCount++;
                entries += filled[j];
            }
        }
        (denseColumns, dense) = (new int[denseCount], new double[denseCount * Stride]);
        (sparseColumns, starts, rows, values) = (new int[sparseCount], new int[sparseCount + 1], new ushort[entries], new double[entries]);
        (denseCount, sparseCount, entries) = (0, 0, 0);
        for (var j = 0; j < width; j++)
        {
            var column = source.Slice(j * sourceRows + first, count);
            if (filled[j] * MostFilled > count)
            {
                column.CopyTo(dense.AsSpan(denseCount * Stride));
                denseColumns[denseCount++] = j;
            }
            else if (filled[j] > 0)
            {
                sparseColumns[sparseCount++] = j;
                for (var i = 0; i < count; i++)
                    if (column[i] != 0)
                        (rows[entries], values[entries++]) = ((ushort)i, column[i]);
                starts[sparseCount] = entries;
            }
        }
    }

    // Of everything that it holds.
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([Count, Width, denseColumns.Length, sparseColumns.Length]));
        hash.AppendData(MemoryMarshal.AsBytes<int>(denseColumns));
        hash.AppendData(MemoryMarshal.AsBytes<double>(dense));
        hash.AppendData(MemoryMarshal.AsBytes<int>(sparseColumns));
        hash.AppendData(MemoryMarshal.AsBytes<int>(starts));
        hash.AppendData(MemoryMarshal.AsBytes<ushort>(rows));
        hash.AppendData(MemoryMarshal.AsBytes<double>(values));
        return hash.GetHashAndReset();
    }

    public int Count { get; }

    public int Stride { get; }

    public int Width { get; }

    // How many columns are kept whole.
    public int DenseColumns => denseColumns.Length;

    public long Bytes => 8L * dense.Length + 10L * values.Length + 4L * (denseColumns.Length + 2L * sparseColumns.Length);

    // scores += X weights; the gathered weights need room for Width.
    public void AddScores(ReadOnlySpan<double> weights, Span<double> scores, Span<double> gathered)
    {
        for (var c = 0; c < denseColumns.Length; c++)
            gathered[c] = weights[denseColumns[c]];
        Kernels.AddColumns(scores, dense, gathered[..denseColumns.Length]);
        for (var c = 0; c < sparseColumns.Length; c++)
        {
            var weight = weights[sparseColumns[c]];
            if (weight == 0)
                continue;
            for (var i = starts[c]; i < starts[c + 1]; i++)
                scores[rows[i]] += values[i] * weight;
        }
    }

    // sums += Xᵀ residuals.
    public void AddProducts(ReadOnlySpan<double> residuals, Span<double> sums, Span<double> gathered)
    {
        var products = gathered[..denseColumns.Length];
        Kernels.Products(dense, residuals, products);
        for (var c = 0; c < products.Length; c++)
            sums[denseColumns[c]] += products[c];
        for (var c = 0; c < sparseColumns.Length; c++)
        {
            var sum = 0.0;
            for (var i = starts[c]; i < starts[c + 1]; i++)
                sum += values[i] * residuals[rows[i]];
            sums[sparseColumns[c]] += sum;
        }
    }

    // sums[j] += Σ factors[i] · (x[i, j] - means[j])².
    public void AddSquares(ReadOnlySpan<double> factors, ReadOnlySpan<double> means, Span<double> sums)
    {
        var total = 0.0;
        for (var i = 0; i < Count; i++)
            total += factors[i];
        for (var j = 0; j < Width; j++)
            sums[j] += means[j] * means[j] * total; // as if all were zero
        for (var c = 0; c < denseColumns.Length; c++)
        {
            var mean = means[denseColumns[c]];
            var sum = 0.0;
            for (var i = 0; i < Count; i++)
            {
                var value = dense[c * Stride + i];
                sum += factors[i] * value * (value - 2 * mean);
            }
            sums[denseColumns[c]] += sum;
        }
        for (var c = 0; c < sparseColumns.Length; c++)
        {
            var mean = means[sparseColumns[c]];
            var sum = 0.0;
            for (var i = starts[c]; i < starts[c + 1]; i++)
                sum += factors[rows[i]] * values[i] * (values[i] - 2 * mean);
            sums[sparseColumns[c]] += sum;
        }
    }

    // All columns minus their means, Stride long each; the rows beyond Count are zero.
    public void Centre(ReadOnlySpan<double> means, Span<double> target)
    {
        for (var j = 0; j < Width; j++)
        {
            target.Slice(j * Stride, Count).Fill(-means[j]);
            target[(j * Stride + Count)..((j + 1) * Stride)].Clear();
        }
        for (var c = 0; c < denseColumns.Length; c++)
        {
            var column = target.Slice(denseColumns[c] * Stride, Count);
            Kernels.Add(column, 1, dense.AsSpan(c * Stride, Count));
        }
        for (var c = 0; c < sparseColumns.Length; c++)
            for (var i = starts[c]; i < starts[c + 1]; i++)
                target[sparseColumns[c] * Stride + rows[i]] += values[i];
    }
}
