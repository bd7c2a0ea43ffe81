namespace ModelBuild.Tabular;

// How much memory a training of boosted trees takes, found before it is taken: what does not fit is an error with advice, not a
// process that ends.
sealed class BoostingMemory(BoostedTreesOptions options, TrainingData data, int threads, long limit)
{
    const int SumsOfTile = BinnedFeatures.TileFeatures * 256 * 16;
    const int NumbersOfRow = 16 + 3 * sizeof(int); // its derivatives, and its places in nodes
    const int BytesOfSums = 24;

    readonly long rows = data.Train.Features.Rows;
    readonly long allRows = data.Train.Features.Rows + (long)(data.Validation?.Features.Rows ?? 0);
    readonly long width = data.Train.Features.Width;

    // Before anything is read.
    public void Check()
    {
        var sample = sizeof(double) * width * BinSample.RowsOf(data.Train.Features);
        Check(Math.Max(sample, OfRows) + Buffers);
    }

    // Once it is known how many bins the features have.
    public void Check(FeatureBins[] bins)
    {
        long size = 0;
        foreach (var feature in bins)
            size += feature.Count + 1;
        // Each leaf that may be split keeps its histogram, and the one that is split makes another.
        var leaves = Math.Min(options.Leaves, rows / (2L * options.MinSamplesLeaf));
        if (options.MaxDepth is > 0 and < 30)
            leaves = Math.Min(leaves, 1 << options.MaxDepth);
        Check(OfRows + Buffers + (leaves + 1) * size * BytesOfSums);
    }

    long Tiles => (width + BinnedFeatures.TileFeatures - 1) / BinnedFeatures.TileFeatures;

    // Bins in both orders, scores, and of several classes the probabilities too.
    long OfRows
    {
        get
        {
            long outputs = data.Task == LearningTask.MulticlassClassification ? 2 * data.Classes : 1;
            return allRows * (width + Tiles * BinnedFeatures.TileFeatures + outputs * sizeof(double)) + rows * NumbersOfRow;
        }
    }

    long Buffers => threads * Math.Max(sizeof(double) * width * Math.Min(rows, data.Train.Features.BlockRows), Tiles * SumsOfTile);

    void Check(long bytes)
    {
        if (bytes > limit)
            throw new StageException(new StageError(
                $"{allRows} rows to train and validate on with {width} features need {bytes >> 20} MiB in memory, and boosted-trees may use {limit >> 20} MiB. Ignore columns, train on fewer rows, lower train.leaves or train.bins, or raise resources.memory.")
            {
                Code = Codes.TooMuchData,
                Option = "data.ignore",
            });
    }
}
