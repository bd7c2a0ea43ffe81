using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelBuild.Prediction;

/// <summary>
/// Scores that are sums of trees' leaf values: a start for each output, and what each tree adds to its output in the order
/// of the trees. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// A node asks whether a number is at most its threshold (J. H. Friedman, Greedy function approximation: a gradient boosting
/// machine, Annals of Statistics 29(5), 2001) or whether a category is in its set; yes goes left. A missing value, and a
/// category that the set does not know, go the way that training found for them. Made by training and by reading a file.
/// </remarks>
public sealed class TreeEnsemble : Scorer
{
    // Rows that pass through all trees while they are in the nearest cache.
    const int RowsAtOnce = 128;

    readonly double[] start;
    readonly TreeNode[] nodes; // tree after tree, each from its root, level by level: the two children of a node lie side by side
    readonly int[] roots; // and, last, how many nodes there are
    readonly uint[] categories;
    readonly bool[] isNumeric; // of a tree: none of its nodes asks for a category

    internal TreeEnsemble(int width, double[] start, TreeNode[] nodes, int[] roots, uint[] categories)
    {
        Width = width;
        this.start = start;
        this.nodes = nodes;
        this.roots = roots;
        this.categories = categories;
        isNumeric = new bool[Trees];
        for (var tree = 0; tree < Trees; tree++)
        {
            isNumeric[tree] = true;
            foreach (ref readonly var node in NodesOf(tree))
                isNumeric[tree] &= !node.IsCategorical;
        }
    }

    /// <inheritdoc/>
    public override int Outputs => start.Length;

    /// <inheritdoc/>
    public override int Width { get; }

    /// <summary>How many trees there are. Tree t adds to output t modulo <see cref="Outputs"/>.</summary>
    public int Trees => roots.Length - 1;

    /// <summary>What the score of each output is before the first tree.</summary>
    public IReadOnlyList<double> Start => start;

    /// <summary>How many leaves a tree has.</summary>
    /// <param name="tree">From 0.</param>
    public int Leaves(int tree) => (NodesOf(tree).Length + 1) / 2;

    internal ReadOnlySpan<TreeNode> NodesOf(int tree) => nodes.AsSpan(roots[tree], roots[tree + 1] - roots[tree]);

    internal ReadOnlySpan<uint> Categories => categories;

    internal void Write(Stream stream) => TreeEnsembleFile.Write(this, stream);

    // Throws InvalidDataException for anything that Write does not write.
    internal static TreeEnsemble Read(ReadOnlySpan<byte> file) => TreeEnsembleFile.Read(file);

    internal int NodeCount => nodes.Length;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is too short for the rows.</exception>
    public override void Score(ReadOnlySpan<double> features, int rows, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (features.Length < (long)rows * Width)
            throw new ArgumentException($"{rows} rows of {Width} features are not in {features.Length} numbers.", nameof(features));
        if (scores.Length < (long)rows * Outputs)
            throw new ArgumentException($"{rows} rows of {Outputs} scores do not fit into {scores.Length}.", nameof(scores));
        for (var row = 0; row < rows; row++)
            start.CopyTo(scores[(row * Outputs)..]);
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var end = Math.Min(rows, first + RowsAtOnce);
            for (var tree = 0; tree < Trees; tree++)
            {
                var output = scores[(tree % Outputs)..];
                if (isNumeric[tree])
                    AddNumeric(tree, features, rows, first, end, output);
                else
                    for (var row = first; row < end; row++)
                        output[row * Outputs] += nodes[Leaf(roots[tree], features, rows, row)].Value;
            }
        }
    }

    // Four rows at once, so that the processor has something to do while it waits for a row's next node. A row that has
    // arrived stays: a leaf is its own child.
    void AddNumeric(int tree, ReadOnlySpan<double> features, int rows, int first, int end, Span<double> output)
    {
        // No bounds are checked in the loops: nodes were validated when they were made or read, rows by the caller.
        ref var node = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref var feature = ref MemoryMarshal.GetReference(features);
        var root = roots[tree];
        var row = first;
        if (!Unsafe.Add(ref node, root).IsLeaf)
            for (; row + 4 <= end; row += 4)
            {
                ref var column = ref Unsafe.Add(ref feature, row);
                int a = root, b = root, c = root, d = root;
                int moved;
                do
                {
                    var nextA = TreeNode.Next(ref node, a, ref column, rows);
                    var nextB = TreeNode.Next(ref node, b, ref Unsafe.Add(ref column, 1), rows);
                    var nextC = TreeNode.Next(ref node, c, ref Unsafe.Add(ref column, 2), rows);
                    var nextD = TreeNode.Next(ref node, d, ref Unsafe.Add(ref column, 3), rows);
                    moved = (nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d);
                    (a, b, c, d) = (nextA, nextB, nextC, nextD);
                }
                while (moved != 0);
                output[row * Outputs] += Unsafe.Add(ref node, a).Value;
                output[(row + 1) * Outputs] += Unsafe.Add(ref node, b).Value;
                output[(row + 2) * Outputs] += Unsafe.Add(ref node, c).Value;
                output[(row + 3) * Outputs] += Unsafe.Add(ref node, d).Value;
            }
        for (; row < end; row++)
            output[row * Outputs] += nodes[Leaf(root, features, rows, row)].Value;
    }

    int Leaf(int root, ReadOnlySpan<double> features, int rows, int row)
    {
        var index = root;
        while (!nodes[index].IsLeaf)
        {
            ref readonly var node = ref nodes[index];
            var value = features[node.Feature * rows + row];
            index = node.Child + (node.GoesRight(value, categories) ? 1 : 0);
        }
        return index;
    }
}
