using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Growing_a_tree
{
    static readonly BoostedTreesOptions One = new() { Trees = 1, LearningRate = 1, MinSamplesLeaf = 1, MinChildWeight = 0 };

    // Exact greedy growth as one would write it down: every threshold, sums in double, no histograms.
    static double[] Reference(double[][] columns, double[] targets, BoostedTreesOptions options)
    {
        var mean = targets.Average();
        var gradients = targets.Select(target => mean - target).ToArray();
        var leaves = new List<int[]> { Enumerable.Range(0, targets.Length).ToArray() };
        double Score(IEnumerable<int> rows)
        {
            var (gradient, count) = (rows.Sum(row => gradients[row]), rows.Count());
            var shrunk = Math.Max(0, Math.Abs(gradient) - options.L1);
            return shrunk * shrunk / (count + options.L2);
        }
        while (leaves.Count < options.Leaves)
        {
            var best = (Gain: options.MinSplitGain + 1e-9, Leaf: -1, Left: Array.Empty<int>(), Right: Array.Empty<int>());
            for (var leaf = 0; leaf < leaves.Count; leaf++)
                foreach (var column in columns)
                {
                    var rows = leaves[leaf];
                    foreach (var missingLeft in new[] { false, true })
                        foreach (var threshold in rows.Select(row => column[row]).Where(value => !double.IsNaN(value)).Distinct().Order())
                        {
                            var left = rows.Where(row => double.IsNaN(column[row]) ? missingLeft : column[row] <= threshold).ToArray();
                            var right = rows.Except(left).ToArray();
                            if (left.Length < options.MinSamplesLeaf || right.Length < options.MinSamplesLeaf)
                                continue;
                            var gain = Score(left) + Score(right) - Score(rows);
                            if (gain > best.Gain + 1e-9)
                                best = (gain, leaf, left, right);
                        }
                }
            if (best.Leaf < 0)
                break;
            leaves[best.Leaf] = best.Left;
            leaves.Add(best.Right);
        }
        var result = new double[targets.Length];
        foreach (var leaf in leaves)
        {
            var gradient = leaf.Sum(row => gradients[row]);
            var value = -Math.Sign(gradient) * Math.Max(0, Math.Abs(gradient) - options.L1) / (leaf.Length + options.L2);
            foreach (var row in leaf)
                result[row] = mean + value;
        }
        return result;
    }

    static BoostingData Numbers(int seed, int rows, bool missing)
    {
        var random = new Random(seed);
        var columns = new double[3][];
        for (var j = 0; j < columns.Length; j++)
            columns[j] = Enumerable.Range(0, rows).Select(_ => missing && random.Next(6) == 0 ? double.NaN : random.Next(25)).ToArray();
        var targets = Enumerable.Range(0, rows).Select(i => 3 * (double.IsNaN(columns[0][i]) ? 11 : columns[0][i]) - (columns[1][i] > 12 ? 17 : 0) + 8 * random.NextDouble()).ToArray();
        return new([new("a"), new("b"), new("c")], columns, targets);
    }

    public static TheoryData<int, bool, int, double, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, bool, int, double, double>();
            for (var seed = 0; seed < 4; seed++)
                foreach (var missing in new[] { false, true })
                {
                    cases.Add(seed, missing, 1, 0, 0);
                    cases.Add(seed, missing, 7, 0, 2.5);
                    cases.Add(seed, missing, 3, 4.0, 0);
                }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Finds_the_splits_of_an_exact_search(int seed, bool missing, int minSamples, double l1, double l2)
    {
        var data = Numbers(seed, 150, missing);
        var options = One with { Leaves = 9, MinSamplesLeaf = minSamples, L1 = l1, L2 = l2 };
        var scores = data.Scores(data.Boost(options));
        var expected = Reference(data.Values, data.Targets, options);
        for (var row = 0; row < data.Rows; row++)
            scores[row].ShouldBe(expected[row], 1e-6, $"row {row}");
    }

    [Fact]
    public void A_gain_below_the_least_makes_no_split()
    {
        var data = Numbers(1, 150, missing: false);
        var options = One with { MinSplitGain = 500, Leaves = 31 };
        var trees = data.Boost(options);
        trees.Leaves(0).ShouldBe(Reference(data.Values, data.Targets, options).Distinct().Count());
        data.Boost(One with { MinSplitGain = 1e9 }).Leaves(0).ShouldBe(1);
    }

    [Fact]
    public void Neither_leaves_nor_depth_nor_the_rows_of_a_leaf_pass_their_limits()
    {
        var data = BoostingData.Generated(3000, "regression");
        data.Boost(One with { Leaves = 13 }).Leaves(0).ShouldBe(13);
        data.Boost(One with { Leaves = 1000, MaxDepth = 3 }).Leaves(0).ShouldBe(8);
        data.Boost(One with { Leaves = 1000, MaxDepth = 3, Growth = TreeGrowth.DepthWise }).Leaves(0).ShouldBe(8);
        var scores = data.Scores(data.Boost(One with { Leaves = 1000, MinSamplesLeaf = 40 }));
        scores.GroupBy(score => score).Min(leaf => leaf.Count()).ShouldBeGreaterThanOrEqualTo(40);
        data.Boost(One with { MinChildWeight = 1600 }).Leaves(0).ShouldBe(1);
        data.Boost(One with { MinChildWeight = 1400, Leaves = 1000 }).Leaves(0).ShouldBeLessThanOrEqualTo(2);
    }

    // There is more to gain below the right child than in the left one; level by level it has to wait.
    [Fact]
    public void Depth_wise_growth_splits_all_of_a_level_first()
    {
        double[] x = [.. Enumerable.Range(0, 64)];
        double[] y = [.. x.Select(value => value < 24 ? 0.0 : value < 48 ? 1 : value < 56 ? 100 : value < 60 ? 130 : 140)];
        var data = new BoostingData([new("x")], [x], y);
        int Depth(TreeGrowth growth)
        {
            var trees = data.Boost(One with { Leaves = 4, Growth = growth });
            var deepest = 0;
            var depths = new Dictionary<int, int> { [0] = 0 };
            var child = 1;
            for (var i = 0; i < trees.NodesOf(0).Length; i++)
            {
                deepest = Math.Max(deepest, depths[i]);
                if (!trees.NodesOf(0)[i].IsLeaf)
                    depths[child++] = depths[child++] = depths[i] + 1;
            }
            return deepest;
        }
        Depth(TreeGrowth.LeafWise).ShouldBe(3);
        Depth(TreeGrowth.DepthWise).ShouldBe(2);
    }

    [Fact]
    public void Missing_values_go_where_they_gain_most_and_those_that_training_never_saw_with_most_rows()
    {
        double[] x = [1, 2, 3, 4, 5, 6, double.NaN, double.NaN];
        double[] low = [0, 0, 0, 9, 9, 9, 0, 0], high = [0, 0, 0, 9, 9, 9, 9, 9], apart = [0, 0, 0, 0, 0, 0, 9, 9];
        foreach (var targets in new[] { low, high, apart })
        {
            var data = new BoostingData([new("x")], [x], targets);
            var trees = data.Boost(One with { Leaves = 2 });
            data.Scores(trees).ShouldBe(targets, 1e-9);
        }
        var never = new BoostingData([new("x")], [[1, 2, 3, 4, 5, 6, 7, 8]], [0, 0, 0, 9, 9, 9, 9, 9]).Boost(One with { Leaves = 2 });
        var score = new double[1];
        never.Score([double.NaN], 1, score);
        score[0].ShouldBe(9, 1e-9);
    }

    [Fact]
    public void Categories_are_divided_whatever_their_numbers()
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(10) == 0 ? double.NaN : random.Next(40))];
        double[] y = [.. x.Select(value => (double.IsNaN(value) ? 5 : (int)value * 7 % 3 * 10) + random.NextDouble())];
        double Error(int categories)
        {
            var data = new BoostingData([new("x", categories)], [x], y);
            var scores = data.Scores(data.Boost(One with { Leaves = 4 }));
            return scores.Zip(y, (score, target) => (score - target) * (score - target)).Average();
        }
        Error(40).ShouldBeLessThan(0.15); // the noise has 1/12
        Error(0).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_best_of_all_divisions_of_categories_is_found()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var effects = Enumerable.Range(0, 6).Select(_ => random.NextDouble() * 10).ToArray();
            double[] x = [.. Enumerable.Range(0, 600).Select(_ => random.Next(6))];
            double[] y = [.. x.Select(value => effects[(int)value] + random.NextDouble() * 0.1)];
            var data = new BoostingData([new("x", 6)], [x], y);
            var best = Enumerable.Range(1, 62).Min(set =>
                y.Zip(x).GroupBy(pair => (set >> (int)pair.Second & 1) != 0, pair => pair.First).Sum(group => SquaredError(group, group.Average())));
            var scores = data.Scores(data.Boost(One with { Leaves = 2 }));
            scores.Zip(y, (score, target) => (score - target) * (score - target)).Sum().ShouldBe(best, 1e-6 * best);
        }
    }

    static double SquaredError(IEnumerable<double> values, double mean) => values.Sum(value => (value - mean) * (value - mean));

    [Fact]
    public void A_category_that_training_did_not_see_or_seldom_goes_with_the_missing_ones()
    {
        double[] x = [.. Enumerable.Range(0, 90).Select(i => i < 88 ? i % 2 : i < 89 ? 2 : double.NaN)];
        double[] y = [.. x.Select(value => value == 0 ? 0.0 : 8)];
        var trees = new BoostingData([new("x", 5)], [x], y).Boost(One with { Leaves = 2 });
        var scores = new double[6];
        trees.Score([0, 1, 2, 3, 7, double.NaN], 6, scores);
        scores.ShouldBe([0, 8, 8, 8, 8, 8], 1e-9);
    }

    [Fact]
    public void A_category_that_training_did_not_see_goes_with_most_rows_where_none_is_missing()
    {
        double[] x = [.. Enumerable.Range(0, 90).Select(i => i < 60 ? 1.0 : 0)];
        foreach (var large in new[] { 8.0, -8 })
        {
            double[] y = [.. x.Select(value => value * large)];
            var trees = new BoostingData([new("x", 5)], [x], y).Boost(One with { Leaves = 2 });
            var scores = new double[5];
            trees.Score([0, 1, 3, 7, double.NaN], 5, scores);
            scores.ShouldBe([0, large, large, large, large], 1e-9);
        }
    }

    // The third category is rare: it is in no group of its own, and need not go where the missing ones go.
    [Fact]
    public void Missing_is_a_category_like_any_other()
    {
        double[] x = [.. Enumerable.Range(0, 95).Select(i => i < 30 ? 0 : i < 60 ? 1 : i < 65 ? 2 : double.NaN)];
        foreach (var (low, high) in new[] { (0.0, 8.0), (8.0, 0.0) })
        {
            double[] y = [.. x.Select(value => value is 1 or 2 ? high : low)];
            var trees = new BoostingData([new("x", 5)], [x], y).Boost(One with { Leaves = 2 });
            var scores = new double[5];
            trees.Score([0, 1, 2, 7, double.NaN], 5, scores);
            scores.ShouldBe([low, high, high, low, low], 1e-9);
        }
    }

    // Of few rows some division of categories looks good by chance.
    [Theory]
    [InlineData(15, "number")]
    [InlineData(1500, "category")]
    public void A_division_of_categories_must_gain_more_where_there_are_few_rows(int rowsOfEach, string expected)
    {
        double[] category = [.. Enumerable.Range(0, 4 * rowsOfEach).Select(i => (double)(i % 2))];
        double[] number = [.. Enumerable.Range(0, 4 * rowsOfEach).Select(i => (double)(i / 2 % 2))];
        double[] y = [.. category.Zip(number, (c, n) => c + 0.9 * n)];
        var trees = new BoostingData([new("category", 2), new("number")], [category, number], y).Boost(One with { Leaves = 2 });
        var score = new double[2];
        trees.Score([0, 1, 0, 0], 2, score); // of number 0 both, of category 0 and 1
        (score[0] == score[1] ? "number" : "category").ShouldBe(expected);
    }

    [Fact]
    public void More_categories_than_bins_keep_the_frequent_ones()
    {
        double[] x = [.. Enumerable.Range(0, 20000).Select(i => i % 2 == 0 ? i / 2 % 20 * 17 : i % 1000)];
        double[] y = [.. x.Select(value => value % 17 == 0 && value < 340 ? value % 2 * 5 : 2.5)];
        var data = new BoostingData([new("x", 1000)], [x], y);
        var trees = data.Boost(One with { Leaves = 3 });
        var scores = data.Scores(trees);
        for (var row = 0; row < x.Length; row += 2)
            scores[row].ShouldBe(y[row], 0.1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_monotone_feature_never_turns_the_prediction_round(bool leafWise)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            double[] Column() => [.. Enumerable.Range(0, 800).Select(_ => random.Next(20) == 0 ? double.NaN : random.NextDouble() * 4)];
            double[][] columns = [Column(), Column(), Column()];
            double[] y = [.. columns[0].Zip(columns[1], (a, b) => Math.Sin(3 * a) + a - a * b / 4 is var sum && double.IsNaN(sum) ? 0 : sum + random.NextDouble())];
            var data = new BoostingData([new("up", Monotone: 1), new("down", Monotone: -1), new("free")], columns, y);
            foreach (var loss in Enum.GetValues<RegressionLoss>())
            {
                if (loss == RegressionLoss.Poisson)
                    continue;
                var trees = data.Boost(new() { Trees = 30, MinSamplesLeaf = 3, Loss = loss, Growth = leafWise ? TreeGrowth.LeafWise : TreeGrowth.DepthWise });
                for (var probe = 0; probe < 50; probe++)
                {
                    double[] at = [random.NextDouble() * 4, random.NextDouble() * 4, random.NextDouble() * 4];
                    Rises(trees, at, 0, 1);
                    Rises(trees, at, 1, -1);
                }
            }
        }
    }

    internal static void Rises(TreeEnsemble trees, double[] at, int feature, int direction)
    {
        var before = double.NegativeInfinity;
        var score = new double[1];
        for (var x = -0.1; x < 4.2; x += 0.05)
        {
            double[] row = [.. at];
            row[feature] = x;
            trees.Score(row, 1, score);
            (direction * score[0]).ShouldBeGreaterThanOrEqualTo(before - 1e-12 * Math.Max(1, Math.Abs(score[0])));
            before = direction * score[0];
        }
    }

    // 400,000 rows are more than the sums of a histogram can hold at once, and more than the sample that bins are found from.
    [Fact]
    public void Many_rows_have_the_leaves_of_few()
    {
        double[] x = [.. Enumerable.Range(0, 400_000).Select(i => i % 1000)];
        double[] y = [.. x.Select(value => value < 250 ? 1.0 : value < 500 ? 2 : 7)];
        var data = new BoostingData([new("constant"), new("x")], [new double[x.Length], x], y);
        data.Scores(data.Boost(One with { Leaves = 3, Bins = 4 })).ShouldBe(y, 1e-9);
    }

    [Fact]
    public void Wide_rows_are_cut_into_groups()
    {
        var random = new Random(3);
        var columns = Enumerable.Range(0, 141).Select(_ => Enumerable.Range(0, 300).Select(_ => (double)random.Next(50)).ToArray()).ToArray();
        foreach (var feature in new[] { 0, 7, 8, 63, 64, 66, 127, 128, 140 })
        {
            double[] y = [.. columns[feature].Select(value => value > 24 ? 1.0 : 0)];
            var data = new BoostingData([.. columns.Select((_, j) => new FeatureColumnInfo($"x{j}"))], columns, y);
            data.Scores(data.Boost(One with { Leaves = 2 })).ShouldBe(y, 1e-9);
        }
    }
}
