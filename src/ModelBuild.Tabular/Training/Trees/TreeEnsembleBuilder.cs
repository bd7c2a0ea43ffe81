using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Collects grown trees as what scores rows of raw features.
sealed class TreeEnsembleBuilder
{
    readonly int width;
    readonly double[] start;
    readonly List<TreeNode> nodes = [];
    readonly List<int> roots = [0];
    readonly List<uint> categories = [];

    public TreeEnsembleBuilder(int width, double[] start) => (this.width, this.start) = (width, start);

    // With the trees of another.
    public TreeEnsembleBuilder(TreeEnsemble ensemble) : this(ensemble.Width, [.. ensemble.Start])
    {
        for (var tree = 0; tree < ensemble.Trees; tree++)
        {
            nodes.AddRange(ensemble.NodesOf(tree));
            roots.Add(nodes.Count);
        }
        categories.AddRange(ensemble.Categories);
    }

    public void Add(GrownNode root, FeatureBins[] bins, double learningRate)
    {
        var queue = new Queue<GrownNode>([root]);
        var child = roots[^1] + 1;
        while (queue.TryDequeue(out var node))
        {
            if (node.Left is null || node.Right is null)
            {
                nodes.Add(TreeNode.Leaf(node.Value * learningRate).WithChild(nodes.Count));
                continue;
            }
            nodes.Add(Of(node.Split, bins[node.Split.Feature]).WithChild(child));
            child += 2;
            queue.Enqueue(node.Left);
            queue.Enqueue(node.Right);
        }
        roots.Add(nodes.Count);
    }

    // The first so many trees.
    public TreeEnsemble Build(int trees)
    {
        var all = nodes.GetRange(0, roots[trees]).ToArray();
        var words = 0;
        foreach (var node in all)
            if (node.IsCategorical)
                words = Math.Max(words, node.FirstWord + node.Words);
        return new(width, start, all, [.. roots[..(trees + 1)]], [.. categories[..words]]);
    }

    TreeNode Of(in Split split, FeatureBins bins)
    {
        if (split.Categories is null)
            return TreeNode.AtMost(split.Feature, bins.Threshold(split.Bin), split.MissingLeft);
        var words = new uint[(bins.Categories + 31) / 32];
        // Also for the numbers that fill the last word.
        for (var category = 0; category < words.Length * 32; category++)
        {
            var bin = category < bins.Categories ? bins.OfCategory(category) : FeatureBins.Missing;
            if (bin == FeatureBins.Missing ? split.MissingLeft : split.Categories.Contains(bin))
                words[category / 32] |= 1u << category % 32;
        }
        var first = categories.Count;
        categories.AddRange(words);
        return TreeNode.In(split.Feature, first, words.Length, split.MissingLeft);
    }
}
