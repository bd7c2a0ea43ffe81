namespace ModelBuild.Tabular;

// Finds the bins of all features from all rows, or from an even sample of many: one row of every so many, drawn by a hash.
static class BinSample
{
    const int MostRows = 200_000; // what scikit-learn samples
    const int FewestRows = 10_000;
    const long MostNumbers = 1 << 26; // 512 MiB

    // How many rows are sampled.
    public static int RowsOf(FeatureRows rows) => (int)Math.Min(rows.Rows, Math.Clamp(MostNumbers / Math.Max(1, rows.Width), FewestRows, MostRows));

    public static FeatureBins[] Bins(FeatureRows rows, int most, ThreadTeam team, CancellationToken cancellation)
    {
        var width = rows.Width;
        var count = RowsOf(rows);
        var chosen = new int[count];
        for (var i = 0; i < count; i++)
        {
            var first = (long)i * rows.Rows / count;
            var end = (i + 1L) * rows.Rows / count;
            chosen[i] = (int)(first + (long)(Counter.Hash(0, 0, i) % (ulong)(end - first)));
        }

        var sample = new double[width][];
        for (var j = 0; j < width; j++)
            sample[j] = new double[count];
        var buffers = new double[team.Threads][];
        team.Run(rows.Blocks, (block, member) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var first = block * rows.BlockRows;
            var size = rows.RowsOf(block);
            var from = FirstAtLeast(chosen, first);
            var to = FirstAtLeast(chosen, first + size);
            if (from == to)
                return;
            var values = (buffers[member] ??= new double[width * rows.BlockRows]).AsSpan(0, width * size);
            rows.Read(block, values);
            for (var j = 0; j < width; j++)
                for (var i = from; i < to; i++)
                    sample[j][i] = values[j * size + chosen[i] - first];
        });

        var bins = new FeatureBins[width];
        team.Run(width, (j, _) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var categories = rows.Columns[j].Categories;
            bins[j] = categories > 0 ? FeatureBins.OfCategories(categories, sample[j], most) : FeatureBins.OfNumbers(sample[j], most);
            sample[j] = [];
        });
        return bins;
    }

    static int FirstAtLeast(int[] sorted, int value)
    {
        var index = Array.BinarySearch(sorted, value);
        return index >= 0 ? index : ~index;
    }
}
