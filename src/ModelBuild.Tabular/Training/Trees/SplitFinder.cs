namespace ModelBuild.Tabular;

// What a node allows: the sums over its rows, and between which values the loss and monotone features above it keep its own.
readonly record struct NodeLimits(GradientSums Sums, double Lowest, double Highest);

// Finds the best split of a node by one feature. The first of equals is taken.
sealed class SplitFinder(FeatureBins[] bins, int[] monotone, double mostValue, BoostedTreesOptions options)
{
    // A category with fewer rows in the node is not told apart from other such, and the mean of the others is drawn to 0 as
    // if there were so much more second derivative: scikit-learn's numbers.
    const int FewestOfCategory = 10;
    const double Smoothing = 10;

    // What is added to L2 where categories are divided, only to judge the gain: of many categories in the order of their own
    // gradients some division seems good by chance. LightGBM's cat_l2.
    const double CategoryL2 = 10;

    // What rounding alone may seem to gain, of what the node itself is worth.
    const double Rounding = 1e-12;

    readonly FeatureBins[] bins = bins;
    readonly int minSamples = options.MinSamplesLeaf;
    readonly double minWeight = options.MinChildWeight;
    readonly double minGain = options.MinSplitGain;
    readonly int[] monotone = monotone;
    readonly bool isConstrained = double.IsFinite(mostValue) || Array.Exists(monotone, direction => direction != 0);

    public Split Find(int feature, ReadOnlySpan<GradientSums> histogram, in NodeLimits node, in LeafObjective leaf)
    {
        var search = new Search(this, feature, node, leaf);
        if (bins[feature].IsCategorical)
            FindCategorical(ref search, histogram);
        else
            FindNumeric(ref search, histogram);
        return search.Best;
    }

    static void FindNumeric(ref Search search, ReadOnlySpan<GradientSums> histogram)
    {
        var last = histogram.Length - 1;
        var missing = histogram[last];
        if (missing.Count == 0)
        {
            search.Scan(histogram[..(last - 1)], default, missingLeft: null);
            return;
        }
        // Left of the last bin's threshold is all that is not missing.
        search.Scan(histogram[..last], default, missingLeft: false);
        search.Scan(histogram[..(last - 1)], missing, missingLeft: true);
    }

    // Categories in the order of their mean gradients, as if that were a number, has the best of all their divisions in two:
    // W. D. Fisher, On grouping for maximum homogeneity, JASA 53, 1958; as LightGBM and scikit-learn do.
    // Missing is a category like any other.
    static void FindCategorical(ref Search search, ReadOnlySpan<GradientSums> histogram)
    {
        Span<int> order = stackalloc int[256];
        Span<double> means = stackalloc double[256];
        var count = 0;
        GradientSums known = default;
        for (var bin = 0; bin < histogram.Length; bin++)
            if (histogram[bin].Count >= FewestOfCategory)
            {
                means[count] = search.Mean(histogram[bin], Smoothing);
                order[count++] = bin;
                known += histogram[bin];
            }
        order = order[..count];
        means[..count].Sort(order, static (a, b) => a.CompareTo(b));
        SortEqual(means, order);

        // The rest goes right; so both ends are tried, and all of the known against the rest.
        var rest = search.Node.Count - known.Count;
        var most = rest > 0 ? count : (count + 1) / 2;
        search.ScanCategories(histogram, order, most, rest);
        order.Reverse();
        search.ScanCategories(histogram, order, most, rest);
    }

    // A sort that is not stable is made one of bins.
    static void SortEqual(ReadOnlySpan<double> means, Span<int> order)
    {
        for (var i = 0; i < order.Length;)
        {
            var end = i + 1;
            while (end < order.Length && means[end] == means[i])
                end++;
            order[i..end].Sort();
            i = end;
        }
    }

    struct Search
    {
        readonly LeafObjective leaf;
        readonly LeafObjective judge; // of what the two sides gain
        readonly NodeLimits limits;
        readonly int direction;
        readonly bool isConstrained;
        readonly int minSamples;
        readonly double minWeight;
        readonly double own;
        double least; // what the next must gain more than

        public Split Best;

        public Search(SplitFinder finder, int feature, in NodeLimits limits, in LeafObjective leaf)
        {
            (this.leaf, this.limits, direction) = (leaf, limits, finder.monotone[feature]);
            judge = finder.bins[feature].IsCategorical ? leaf.WithMoreL2(CategoryL2) : leaf;
            (isConstrained, minSamples, minWeight) = (finder.isConstrained, finder.minSamples, finder.minWeight);
            var (gradient, hessian) = (limits.Sums.Gradient, limits.Sums.Hessian);
            own = isConstrained
                ? leaf.Score(gradient, hessian, Math.Clamp(leaf.Value(gradient, hessian), limits.Lowest, limits.Highest))
                : leaf.Score(gradient, hessian);
            least = Math.Max(finder.minGain, Math.Abs(own) * Rounding);
            Best.Feature = feature;
        }

        public readonly GradientSums Node => limits.Sums;

        public readonly double Mean(in GradientSums sums, double smoothing) =>
            leaf.Slope(sums.Gradient) / (leaf.Hessian(sums.Hessian) + smoothing);

        // Splits after each of the bins. MissingLeft is null where no value is missing: then they go where most rows do.
        public void Scan(ReadOnlySpan<GradientSums> bins, GradientSums left, bool? missingLeft)
        {
            for (var bin = 0; bin < bins.Length; bin++)
            {
                ref readonly var sums = ref bins[bin];
                if (sums.Count == 0)
                    continue;
                left += sums;
                if (limits.Sums.Count - left.Count < minSamples)
                    return;
                if (Try(left))
                {
                    Best.Bin = bin;
                    Best.MissingLeft = missingLeft ?? left.Count >= limits.Sums.Count - left.Count;
                }
            }
        }

        public void ScanCategories(ReadOnlySpan<GradientSums> histogram, ReadOnlySpan<int> order, int most, int rest)
        {
            GradientSums left = default;
            var best = -1;
            for (var i = 0; i < most; i++)
            {
                left += histogram[order[i]];
                if (limits.Sums.Count - left.Count < minSamples)
                    break;
                if (Try(left))
                    best = i;
            }
            if (best < 0)
                return;
            // What the node has not seen goes with the rare ones, or where most rows go.
            var missing = histogram.Length - 1;
            var unseenLeft = rest == 0 && Best.Left.Count >= limits.Sums.Count - Best.Left.Count;
            Best.MissingLeft = unseenLeft && histogram[missing].Count == 0;
            Best.Categories = new();
            foreach (var bin in order[..(best + 1)])
                if (bin == missing)
                    Best.MissingLeft = true;
                else
                    Best.Categories.Add(bin);
            if (unseenLeft)
                for (var bin = 0; bin < missing; bin++)
                    if (histogram[bin].Count == 0)
                        Best.Categories.Add(bin);
        }

        bool Try(in GradientSums left)
        {
            if (left.Count < minSamples)
                return false;
            var right = limits.Sums - left;
            if (leaf.Hessian(left.Hessian) < minWeight || leaf.Hessian(right.Hessian) < minWeight)
                return false;
            double gain, leftValue = 0, rightValue = 0;
            if (isConstrained)
            {
                leftValue = Math.Clamp(leaf.Value(left.Gradient, left.Hessian), limits.Lowest, limits.Highest);
                rightValue = Math.Clamp(leaf.Value(right.Gradient, right.Hessian), limits.Lowest, limits.Highest);
                if (direction * (rightValue - leftValue) < 0)
                    return false;
                gain = ScoreWithin(left) + ScoreWithin(right) - own;
            }
            else
                gain = judge.Score(left.Gradient, left.Hessian) + judge.Score(right.Gradient, right.Hessian) - own;
            if (!(gain > least))
                return false;
            least = gain;
            Best.Gain = gain;
            Best.Left = left;
            if (!isConstrained)
            {
                leftValue = leaf.Value(left.Gradient, left.Hessian);
                rightValue = leaf.Value(right.Gradient, right.Hessian);
            }
            (Best.LeftValue, Best.RightValue) = (leftValue, rightValue);
            return true;
        }

        readonly double ScoreWithin(in GradientSums sums) =>
            judge.Score(sums.Gradient, sums.Hessian, Math.Clamp(judge.Value(sums.Gradient, sums.Hessian), limits.Lowest, limits.Highest));
    }
}
