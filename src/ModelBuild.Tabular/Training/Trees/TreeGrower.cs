namespace ModelBuild.Tabular;

// Grows trees of binned features (G. Ke et al., LightGBM: a highly efficient gradient boosting decision tree, NIPS 2017):
// of two children one has its histogram summed, that of the other is what is left of their parent's.
sealed class TreeGrower(BinnedFeatures features, FeatureBins[] bins, int[] monotone, double mostValue, BoostedTreesOptions options, ThreadTeam team, CancellationToken cancellation)
{
    const int FewestBinsToShare = 2048;

    readonly HistogramBuilder builder = new(features, bins, team);
    readonly RowPartition partition = new(features, team);
    readonly SplitFinder finder = new(bins, monotone, mostValue, options);
    readonly Stack<GradientSums[]> spare = [];
    readonly Split[] found = new Split[2 * features.Width];
    readonly byte[] goesLeft = new byte[256];

    readonly Comparer<(int Depth, double Gain, int Number)> order = Comparer<(int Depth, double Gain, int Number)>.Create(
        options.Growth == TreeGrowth.DepthWise
            ? (a, b) => (a.Depth, a.Number).CompareTo((b.Depth, b.Number))
            : (a, b) => a.Gain != b.Gain ? b.Gain.CompareTo(a.Gain) : a.Number.CompareTo(b.Number));

    public RowPartition Partition => partition;

    // The tree splits by the features that `use` names. Its leaves have their rows in Partition until the next one grows.
    public GrownNode Grow(GradientPairs pairs, RowRange rows, bool[] use)
    {
        var leaf = new LeafObjective(pairs.GradientUnit, pairs.HessianUnit, options.L1, options.L2);
        var queue = new PriorityQueue<GrownNode, (int Depth, double Gain, int Number)>(order);
        var number = 0;
        var histogram = Rent();
        Sum(pairs, rows, histogram);
        var root = new GrownNode(rows, SumsOf(histogram), 0) { Histogram = histogram, Lowest = -mostValue, Highest = mostValue };
        root.Value = Math.Clamp(leaf.Value(root.Sums.Gradient, root.Sums.Hessian), root.Lowest, root.Highest);
        FindSplits(root, null, leaf, use);
        Enqueue(root);
        for (var leaves = 1; leaves < options.Leaves && queue.TryDequeue(out var node, out _); leaves++)
        {
            cancellation.ThrowIfCancellationRequested();
            MakeChildren(node);
            var isLast = leaves + 1 == options.Leaves;
            var (smaller, larger) = node.Left!.Rows.Count <= node.Right!.Rows.Count ? (node.Left, node.Right) : (node.Right, node.Left);
            if (!isLast && MaySplit(larger))
            {
                smaller.Histogram = Rent();
                (larger.Histogram, node.Histogram) = (node.Histogram, null);
                Sum(pairs, smaller.Rows, smaller.Histogram);
                FindSplits(smaller, larger, leaf, use);
                Enqueue(node.Left);
                Enqueue(node.Right);
            }
            Return(node);
        }
        while (queue.TryDequeue(out var node, out _))
            Return(node);
        return root;

        void Enqueue(GrownNode node)
        {
            if (node.Split.Exists)
                queue.Enqueue(node, (node.Depth, node.Split.Gain, number++));
            else
                Return(node);
        }
    }

    // The larger of two children is the one that may be split if any may.
    bool MaySplit(GrownNode node) => (options.MaxDepth == 0 || node.Depth < options.MaxDepth) && node.Rows.Count >= 2L * options.MinSamplesLeaf;

    void MakeChildren(GrownNode node)
    {
        ref readonly var split = ref node.Split;
        split.FillTable(goesLeft);
        var (left, right) = partition.Split(node.Rows, split.Feature, goesLeft);
        if (left.Count != split.Left.Count)
            throw new InvalidOperationException($"{left.Count} rows went left, and the histogram has {split.Left.Count}.");
        node.Left = new(left, split.Left, node.Depth + 1) { Value = split.LeftValue };
        node.Right = new(right, node.Sums - split.Left, node.Depth + 1) { Value = split.RightValue };
        node.BoundChildren(monotone[split.Feature]);
    }

    // As many rows at a time as the builder's sums can hold. The last part is left there, for FindSplits to take.
    void Sum(GradientPairs pairs, RowRange rows, GradientSums[] histogram)
    {
        for (var first = 0; first < rows.Count;)
        {
            var count = Math.Min(rows.Count - first, GradientPairs.MostSummed);
            builder.Sum(pairs, partition.Buffer(rows), rows.Start + first, count);
            first += count;
            if (first < rows.Count)
            {
                ForEachFeature(feature => builder.Take(feature, Of(histogram, feature)));
                builder.Taken();
            }
        }
    }

    // Of all rows: the sums over all bins of any feature.
    GradientSums SumsOf(GradientSums[] histogram)
    {
        builder.Take(0, Of(histogram, 0));
        GradientSums sums = default;
        foreach (ref readonly var bin in Of(histogram, 0))
            sums += bin;
        return sums;
    }

    // Takes the summed node's histogram from the builder, turns the other's, which is their parent's, into its own, and finds
    // the best splits of both.
    void FindSplits(GrownNode summed, GrownNode? other, LeafObjective leaf, bool[] use)
    {
        var isSplit = other is null || MaySplit(summed);
        var limits = new NodeLimits(summed.Sums, summed.Lowest, summed.Highest);
        var otherLimits = other is null ? default : new NodeLimits(other.Sums, other.Lowest, other.Highest);
        ForEachFeature(feature =>
        {
            var own = Of(summed.Histogram!, feature);
            builder.Take(feature, own);
            found[feature] = isSplit && use[feature] ? finder.Find(feature, own, limits, leaf) : default;
            if (other is null)
                return;
            var rest = Of(other.Histogram!, feature);
            for (var bin = 0; bin < rest.Length; bin++)
                rest[bin] -= own[bin];
            found[features.Width + feature] = use[feature] ? finder.Find(feature, rest, otherLimits, leaf) : default;
        });
        builder.Taken();
        summed.Split = Best(found.AsSpan(0, features.Width));
        if (other is not null)
            other.Split = Best(found.AsSpan(features.Width));
    }

    static Split Best(ReadOnlySpan<Split> splits)
    {
        var best = splits[0];
        foreach (ref readonly var split in splits)
            if (split.Gain > best.Gain)
                best = split;
        return best;
    }

    void ForEachFeature(Action<int> work)
    {
        if (builder.Size >= FewestBinsToShare)
            team.Run(features.Width, (feature, _) => work(feature));
        else
            for (var feature = 0; feature < features.Width; feature++)
                work(feature);
    }

    Span<GradientSums> Of(GradientSums[] histogram, int feature) => histogram.AsSpan(builder.Offsets[feature]..builder.Offsets[feature + 1]);

    GradientSums[] Rent()
    {
        if (!spare.TryPop(out var histogram))
            return new GradientSums[builder.Size];
        Array.Clear(histogram);
        return histogram;
    }

    void Return(GrownNode node)
    {
        if (node.Histogram is not null)
            spare.Push(node.Histogram);
        node.Histogram = null;
    }
}
