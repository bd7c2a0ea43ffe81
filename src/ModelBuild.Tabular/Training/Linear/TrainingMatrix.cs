using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace ModelBuild.Tabular;

// The features of all training rows in memory, block by block, with the rows' targets and weights.
sealed class TrainingMatrix
{
    const int FewestRows = 128;
    const int CacheNumbers = 32768; // about what a core's second cache holds beside other things, so that a block is read from memory once

    readonly MatrixBlock[] blocks;
    readonly double[] targets;
    readonly double[] weights;
    readonly int blockRows;

    TrainingMatrix(MatrixBlock[] blocks, int blockRows, TrainingRows rows)
    {
        (this.blocks, this.blockRows) = (blocks, blockRows);
        (Rows, Width) = (rows.Features.Rows, rows.Features.Width);
        // Rows that fill up the last block have no weight.
        targets = new double[(Rows + 7) & -8];
        weights = new double[targets.Length];
        rows.Targets.AsSpan(0, Rows).CopyTo(targets);
        if (rows.Weights is null)
            weights.AsSpan(0, Rows).Fill(1);
        else
            rows.Weights.AsSpan(0, Rows).CopyTo(weights);
        foreach (var weight in weights)
            TotalWeight += weight;
    }

    public int Rows { get; }

    public int Width { get; }

    public double TotalWeight { get; }

    public int Blocks => blocks.Length;

    public int MostBlockRows => Math.Min(blockRows, targets.Length);

    public ReadOnlySpan<double> Targets => targets.AsSpan(0, Rows);

    public ReadOnlySpan<double> Weights => weights.AsSpan(0, Rows);

    public MatrixBlock this[int block] => blocks[block];

    // Of a block, with those of the rows that fill it up.
    public ReadOnlySpan<double> TargetsOf(int block) => targets.AsSpan(block * blockRows, blocks[block].Stride);

    public ReadOnlySpan<double> WeightsOf(int block) => weights.AsSpan(block * blockRows, blocks[block].Stride);

    // Of all features.
    public byte[] Digest(int threads)
    {
        var digests = new byte[blocks.Length * SHA256.HashSizeInBytes];
        Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) },
            block => blocks[block].Digest().CopyTo(digests, block * SHA256.HashSizeInBytes));
        return SHA256.HashData(digests);
    }

    // Reads all features once; the part of the split is for messages. Throws StageException where one is missing or not a number, or where they are too many for the memory.
    public static TrainingMatrix Of(TrainingRows rows, string part, long memoryBytes, int threads, CancellationToken cancellation)
    {
        var features = rows.Features;
        foreach (var column in features.Columns)
            if (column.Categories > 0)
                throw new StageException(new StageError($"The feature '{column.Name}' has {column.Categories} categories without an order, which a linear model cannot read. Encode the column one-hot, or use train.trainer: boosted-trees.")
                {
                    Code = Codes.UnfitFeature,
                    Option = "features",
                });
        var read = features.Width * features.BlockRows;
        var rowsInBlock = RowsInBlock(features);

        var perRead = features.BlockRows / rowsInBlock;
        var all = new MatrixBlock[(features.Rows + rowsInBlock - 1) / rowsInBlock];
        var missing = new int?[features.Blocks];
        long bytes = 0;
        try
        {
            Parallel.For(0, features.Blocks, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellation },
                () => new double[read], (at, state, numbers) =>
                {
                    var count = features.RowsOf(at);
                    var values = numbers.AsSpan(0, count * features.Width);
                    features.Read(at, values);
                    if (Kernels.ContainsNaN(values))
                        missing[at] = values.IndexOfAnyExceptInRange(double.NegativeInfinity, double.PositiveInfinity);
                    for (var part = 0; part * rowsInBlock < count; part++)
                    {
                        var block = new MatrixBlock(values, count, features.Width, part * rowsInBlock, Math.Min(rowsInBlock, count - part * rowsInBlock));
                        all[at * perRead + part] = block;
                        if (Interlocked.Add(ref bytes, block.Bytes) > memoryBytes)
                            state.Stop();
                    }
                    return numbers;
                }, _ => { });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<StageException>().FirstOrDefault() is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
        if (bytes > memoryBytes)
            throw TooMuch(features, part, bytes, memoryBytes);
        for (var at = 0; at < missing.Length; at++)
            if (missing[at] is { } index)
                throw new StageException(new StageError($"The feature '{features.Columns[index / features.RowsOf(at)].Name}' is missing in {part} row {(at * features.BlockRows + index % features.RowsOf(at) + 1).ToString(CultureInfo.InvariantCulture)}, and a linear model cannot read that. Fill missing values (features.impute), or use train.trainer: boosted-trees.")
                {
                    Code = Codes.UnfitFeature,
                    Option = "features.impute",
                });
        return new(all, rowsInBlock, rows);
    }

    // Those of the first rows speak for all: columns that are mostly zero take little room whatever the block.
    static int RowsInBlock(FeatureRows features)
    {
        var count = features.RowsOf(0);
        var values = new double[count * features.Width];
        features.Read(0, values);
        var dense = new MatrixBlock(values, count, features.Width, 0, count).DenseColumns;
        var result = features.BlockRows;
        while (result > FewestRows && (long)result * dense > CacheNumbers)
            result /= 2;
        return result;
    }

    static StageException TooMuch(FeatureRows features, string part, long bytes, long memoryBytes) => new(new StageError(
        $"{features.Rows} {part} rows with {features.Width} features need more than {bytes >> 20} MiB in memory, and the linear trainer may use {memoryBytes >> 20} MiB. Ignore columns with many different texts, train on fewer rows, or raise resources.memory.")
    {
        Code = Codes.TooMuchData,
        Option = "data.ignore",
    });
}
