using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The rows of a part while trees are added to their scores.
sealed class BoostedRows
{
    const int RowsOfItem = 1 << 13;

    readonly TrainingRows rows;
    readonly BoostedTreesOptions options;
    readonly ThreadTeam team;
    readonly CancellationToken cancellation;

    public BoostedRows(TrainingRows rows, TrainingData data, FeatureBins[] bins, BoostedTreesOptions options, ThreadTeam team, CancellationToken cancellation)
    {
        (this.rows, this.options, this.team, this.cancellation) = (rows, options, team, cancellation);
        Bins = BinnedFeatures.Of(rows.Features, bins, team, cancellation);
        Loss = (data.Task, options.Loss) switch
        {
            (LearningTask.BinaryClassification, _) => new LogisticBoosting(rows.Targets, rows.Weights, team),
            (LearningTask.MulticlassClassification, _) => new SoftmaxBoosting(rows.Targets, rows.Weights, data.Classes, team),
            (_, RegressionLoss.Poisson) => new PoissonBoosting(rows.Targets, rows.Weights, team),
            (_, RegressionLoss.Quantile) => new QuantileBoosting(rows.Targets, rows.Weights, options.Quantile, team),
            _ => new SquaredBoosting(rows.Targets, rows.Weights, team),
        };
        Scores = new double[Loss.Outputs][];
        for (var output = 0; output < Scores.Length; output++)
            Scores[output] = new double[rows.Features.Rows];
    }

    public BinnedFeatures Bins { get; }

    public BoostingLoss Loss { get; }

    // Of all rows, output by output.
    public double[][] Scores { get; }

    // The scores of no trees, or of those of another attempt.
    public void Start(double[] start, TreeEnsemble? trees)
    {
        for (var output = 0; output < Scores.Length; output++)
            Array.Fill(Scores[output], start[output]);
        if (trees is null)
            return;
        var features = rows.Features;
        team.Run(features.Blocks, (block, _) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var size = features.RowsOf(block);
            var values = new double[features.Width * size];
            var scores = new double[size * Scores.Length];
            features.Read(block, values);
            trees.Score(values, size, scores);
            for (var i = 0; i < scores.Length; i++)
                Scores[i % Scores.Length][block * features.BlockRows + i / Scores.Length] = scores[i];
        });
    }

    // Gives the leaves of a tree the values that suit the loss better than what the derivatives say.
    public void Renew(GrownNode tree, int output, RowPartition partition)
    {
        if (Loss is not QuantileBoosting)
            return;
        var nodes = tree.Nodes();
        // Leaves lie as they do in the tree, so that each node's rows are together.
        var order = new int[tree.Rows.Count];
        var renewed = new List<GrownNode>();
        foreach (var node in nodes)
            if (node.Left is null || node.Right is null)
            {
                partition.Rows(node.Rows).CopyTo(order.AsSpan(node.Rows.Start - tree.Rows.Start));
                renewed.Add(node);
            }
            else if (DirectionOf(node) != 0)
                renewed.AddRange(new[] { node.Left, node.Right }.Where(child => child.Left is not null));
        team.Run(renewed.Count, (i, _) =>
        {
            var node = renewed[i];
            if (node.Rows.Count > 0 && Loss.LeafValue(order.AsSpan(node.Rows.Start - tree.Rows.Start, node.Rows.Count), Scores[output]) is { } value)
                node.Value = value;
        });
        // Bounds that the derivatives gave are of another unit.
        (tree.Lowest, tree.Highest) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach (var node in nodes)
            if (node.Left is null)
                node.Value = Math.Clamp(node.Value, node.Lowest, node.Highest);
            else
                node.BoundChildren(DirectionOf(node));

        int DirectionOf(GrownNode node) => rows.Features.Columns[node.Split.Feature].Monotone;
    }

    // Adds a tree that grew from all of these rows.
    public void Add(GrownNode tree, int output, RowPartition partition)
    {
        var scores = Scores[output];
        var items = new List<(RowRange Rows, double Value)>();
        foreach (var leaf in tree.Leaves())
            for (var at = 0; at < leaf.Rows.Count; at += RowsOfItem)
                items.Add((leaf.Rows with { Start = leaf.Rows.Start + at, Count = Math.Min(RowsOfItem, leaf.Rows.Count - at) }, leaf.Value * options.LearningRate));
        team.Run(items.Count, (i, _) =>
        {
            var (range, value) = items[i];
            if (range.Buffer == RowRange.InOrder)
                for (var row = range.Start; row < range.Start + range.Count; row++)
                    scores[row] += value;
            else
                foreach (var row in partition.Rows(range))
                    scores[row] += value;
        });
    }

    // Adds a tree that grew from other rows.
    public void Add(GrownNode tree, int output)
    {
        var scores = Scores[output];
        team.Run((Bins.Rows + RowsOfItem - 1) / RowsOfItem, (item, _) =>
        {
            for (var row = item * RowsOfItem; row < Math.Min(Bins.Rows, (item + 1) * RowsOfItem); row++)
            {
                var node = tree;
                while (node.Left is not null)
                    node = node.Split.GoesLeft(Bins.Column(node.Split.Feature)[row]) ? node.Left : node.Right!;
                scores[row] += node.Value * options.LearningRate;
            }
        });
    }
}
