using System.Buffers.Binary;

namespace ModelBuild.Prediction.Tests;

public class A_tree_ensemble
{
    // x0 <= 1.5 ? (x1 in {0, 2, 33} ? 10 : 20) : 30, and a tree that is a leaf. Missing x0 goes left, missing x1 right.
    static TreeEnsemble Two(bool missingLeft = true) => new(
        2,
        [0.5],
        [
            TreeNode.AtMost(0, 1.5, missingLeft).WithChild(1), TreeNode.In(1, 0, 2, missingLeft: false).WithChild(3), TreeNode.Leaf(30).WithChild(2),
            TreeNode.Leaf(10).WithChild(3), TreeNode.Leaf(20).WithChild(4), TreeNode.Leaf(100).WithChild(5),
        ],
        [0, 5, 6],
        [0b101, 0b10]);

    static double Score(TreeEnsemble trees, params double[] row)
    {
        var score = new double[1];
        trees.Score(row, 1, score);
        return score[0];
    }

    static byte[] Bytes(TreeEnsemble trees)
    {
        using var stream = new MemoryStream();
        trees.Write(stream);
        return stream.ToArray();
    }

    // A chain: every second node of the way is a leaf.
    static TreeEnsemble Random(int seed, int trees, int outputs, int width, bool categories)
    {
        var random = new Random(seed);
        var (nodes, roots) = (new List<TreeNode>(), new List<int> { 0 });
        for (var tree = 0; tree < trees; tree++)
        {
            var child = roots[^1] + 1;
            var inner = random.Next(0, 40);
            for (var i = 0; i < 2 * inner + 1; i++)
            {
                // Enough inner nodes that those to come are reached.
                var isInner = inner > 0 && (child == roots[^1] + 1 + i || random.Next(2) == 0 || child - roots[^1] - i <= 1);
                if (!isInner)
                {
                    nodes.Add(TreeNode.Leaf(random.NextDouble() - 0.5).WithChild(nodes.Count));
                    continue;
                }
                inner--;
                var node = categories && random.Next(3) == 0 ? TreeNode.In(random.Next(width), random.Next(2), 1, random.Next(2) == 0) : TreeNode.AtMost(random.Next(width), random.NextDouble(), random.Next(2) == 0);
                nodes.Add(node.WithChild(child));
                child += 2;
            }
            while (nodes.Count < child)
                nodes.Add(TreeNode.Leaf(random.NextDouble() - 0.5).WithChild(nodes.Count));
            roots.Add(nodes.Count);
        }
        return new(width, new double[outputs], [.. nodes], [.. roots], categories ? [0xF0F0F0F0, 0x12345678] : []);
    }

    [Theory]
    [InlineData(1.5, 0, 110.5)] // the threshold itself goes left
    [InlineData(1.5000001, 0, 130.5)]
    [InlineData(0, 1, 120.5)]
    [InlineData(0, 2, 110.5)]
    [InlineData(0, 33, 110.5)]
    [InlineData(0, 63, 120.5)]
    [InlineData(0, 64, 120.5)] // unknown
    [InlineData(0, -1, 120.5)]
    [InlineData(0, 1e300, 120.5)]
    [InlineData(0, double.NaN, 120.5)]
    [InlineData(double.NaN, 2, 110.5)]
    [InlineData(double.NegativeInfinity, 2, 110.5)]
    [InlineData(double.PositiveInfinity, 2, 130.5)]
    public void A_row_goes_to_one_leaf_of_each_tree(double x0, double x1, double score) => Score(Two(), x0, x1).ShouldBe(score);

    [Fact]
    public void A_missing_number_goes_the_nodes_way() => Score(Two(missingLeft: false), double.NaN, 2).ShouldBe(130.5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_block_has_the_scores_of_its_rows_one_by_one(bool categories)
    {
        var trees = Random(3, 60, 3, 4, categories);
        var random = new Random(4);
        foreach (var rows in new[] { 1, 2, 3, 4, 5, 127, 128, 129, 1024 })
        {
            var features = new double[rows * 4];
            for (var i = 0; i < features.Length; i++)
                features[i] = random.Next(5) switch { 0 => double.NaN, 1 => random.Next(40), 2 => double.PositiveInfinity, _ => random.NextDouble() };
            var scores = new double[rows * 3];
            trees.Score(features, rows, scores);
            for (var row = 0; row < rows; row++)
            {
                var one = new double[3];
                trees.Score([.. Enumerable.Range(0, 4).Select(j => features[j * rows + row])], 1, one);
                one.ShouldBe(scores[(row * 3)..(row * 3 + 3)]);
                one.ShouldBe(Walk(trees, j => features[j * rows + row]));
            }
        }
    }

    static double[] Walk(TreeEnsemble trees, Func<int, double> feature)
    {
        var scores = trees.Start.ToArray();
        for (var tree = 0; tree < trees.Trees; tree++)
        {
            var nodes = trees.NodesOf(tree);
            var (at, children) = (0, new int[nodes.Length]);
            for (int i = 0, inner = 0; i < nodes.Length; i++)
                if (!nodes[i].IsLeaf)
                    children[i] = 2 * inner++ + 1;
            while (!nodes[at].IsLeaf)
                at = children[at] + (nodes[at].GoesRight(feature(nodes[at].Feature), trees.Categories) ? 1 : 0);
            scores[tree % trees.Outputs] += nodes[at].Value;
        }
        return scores;
    }

    [Fact]
    public void A_span_that_is_too_short_is_refused()
    {
        Should.Throw<ArgumentException>(() => Two().Score([1, 2, 3], 2, new double[2]));
        Should.Throw<ArgumentException>(() => Two().Score([1, 2, 3, 4], 2, new double[1]));
    }

    [Fact]
    public void Is_the_same_when_it_is_read_again()
    {
        foreach (var trees in new[] { Two(), Random(1, 30, 1, 5, false), Random(2, 30, 3, 5, true), new TreeEnsemble(0, [1, 2], [], [0], []) })
        {
            var again = TreeEnsemble.Read(Bytes(trees));
            Bytes(again).ShouldBe(Bytes(trees));
            (again.Outputs, again.Width, again.Trees).ShouldBe((trees.Outputs, trees.Width, trees.Trees));
        }
        TreeEnsemble.Read(Bytes(Two())).Leaves(0).ShouldBe(3);
        Score(TreeEnsemble.Read(Bytes(Two())), 0, 33).ShouldBe(110.5);
    }

    [Fact]
    public void Cut_short_or_with_more_behind_it_is_refused()
    {
        var bytes = Bytes(Two());
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<InvalidDataException>(() => TreeEnsemble.Read(bytes.AsSpan(0, length)));
        Should.Throw<InvalidDataException>(() => TreeEnsemble.Read([.. bytes, 0]));
    }

    // Where the numbers of Two's file are: 8 version, 12 outputs, 16 width, 20 trees, 24 nodes, 28 words, 32 start, 40 and 44
    // sizes, 48 nodes of 12 bytes, 120 words.
    [Theory]
    [InlineData(0, 0)] // magic
    [InlineData(8, 2)]
    [InlineData(12, 0)]
    [InlineData(12, int.MaxValue)]
    [InlineData(12, -1)]
    [InlineData(16, -1)]
    [InlineData(16, 1)] // node 1 asks for feature 1
    [InlineData(16, int.MaxValue)]
    [InlineData(20, -1)]
    [InlineData(20, int.MaxValue)]
    [InlineData(24, int.MaxValue)]
    [InlineData(28, int.MaxValue)]
    [InlineData(28, -2)]
    [InlineData(36, 0x7FF00000)] // an infinite start
    [InlineData(40, 3)]
    [InlineData(40, 4)]
    [InlineData(40, -1)]
    [InlineData(40, int.MaxValue)]
    [InlineData(44, 0)]
    [InlineData(44, 3)]
    [InlineData(56, 0)] // the root a leaf
    [InlineData(56, 0x20000000)] // no way for what is missing
    [InlineData(56, unchecked((int)0xC0000000))] // two ways
    [InlineData(56, 0x40000002)] // a feature that is not there
    [InlineData(52, 0x7FF80000)] // a threshold of NaN
    [InlineData(60, -1)] // where the set begins
    [InlineData(60, 1)]
    [InlineData(64, 3)] // its words
    [InlineData(64, -1)]
    [InlineData(76, 0x7FF00000)] // an infinite leaf
    [InlineData(80, 0x40000000)] // a leaf that asks
    public void With_one_wrong_number_is_refused(int at, int number)
    {
        var bytes = Bytes(Two());
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), number);
        Should.Throw<InvalidDataException>(() => TreeEnsemble.Read(bytes));
    }

    [Fact]
    public void With_any_byte_changed_is_refused_or_scores_without_harm()
    {
        var original = Bytes(Two());
        for (var at = 0; at < original.Length; at++)
            foreach (var change in new byte[] { 1, 0x40, 0x80, 0xFF })
            {
                var bytes = original.ToArray();
                bytes[at] ^= change;
                TreeEnsemble trees;
                try
                {
                    trees = TreeEnsemble.Read(bytes);
                }
                catch (InvalidDataException)
                {
                    continue;
                }
                var features = new double[trees.Width * 5];
                features.AsSpan().Fill(0.5);
                trees.Score(features, 5, new double[5 * trees.Outputs]);
            }
    }

    [Fact]
    public void Says_which_version_it_reads() =>
        Should.Throw<InvalidDataException>(() =>
        {
            var bytes = Bytes(Two());
            bytes[8] = 9;
            TreeEnsemble.Read(bytes);
        }).Message.ShouldContain("format version is 9");
}
