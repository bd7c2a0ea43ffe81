namespace ModelBuild.Tabular;

// Rows from the highest score to the lowest; of one score, which is one step, in the order given.
sealed class RankedRows
{
    readonly double[] scores;
    readonly bool[] positive;
    readonly double[]? weights;

    // All arrays have one length; without weights each row weighs 1.
    public RankedRows(double[] scores, bool[] positive, double[]? weights)
    {
        var keys = Array.ConvertAll(scores, score => -score);
        Order = new int[scores.Length];
        for (var i = 0; i < Order.Length; i++)
            Order[i] = i;
        Array.Sort(keys, Order);
        EndsStep = new bool[keys.Length];
        for (int first = 0, next = 1; first < keys.Length; first = next++)
        {
            while (next < keys.Length && keys[next] == keys[first])
                next++;
            Array.Sort(Order, first, next - first);
            EndsStep[next - 1] = true;
        }
        this.scores = Array.ConvertAll(Order, row => scores[row]);
        this.positive = Array.ConvertAll(Order, row => positive[row]);
        this.weights = weights is null ? null : Array.ConvertAll(Order, row => weights[row]);
    }

    // For each place the row.
    public int[] Order { get; }

    // For each place whether the next score is lower, or there is none.
    public bool[] EndsStep { get; }

    public int Count => Order.Length;

    public double Score(int place) => scores[place];

    public bool IsPositive(int place) => positive[place];

    public double Weight(int place) => weights is null ? 1 : weights[place];

    // The weights of positive and other rows down to the end of each step, and the step's score.
    public IEnumerable<(double Score, double Hits, double Misses)> Steps()
    {
        double hits = 0, misses = 0;
        for (var i = 0; i < Count; i++)
        {
            if (positive[i])
                hits += Weight(i);
            else
                misses += Weight(i);
            if (EndsStep[i])
                yield return (scores[i], hits, misses);
        }
    }

    // The probability that a positive row scores above another, ties counting half: D. J. Hand and R. J. Till, A simple
    // generalisation of the area under the ROC curve, Machine Learning 45, 2001. NaN without rows of both kinds.
    // Each row is there as often as its count says; counts are by row, not by place.
    public double Auc(ReadOnlySpan<int> counts)
    {
        double better = 0, hits = 0, misses = 0, positives = 0, negatives = 0;
        for (var i = 0; i < Order.Length; i++)
        {
            var weight = counts[Order[i]] * Weight(i);
            if (positive[i])
                hits += weight;
            else
                misses += weight;
            if (EndsStep[i])
            {
                // From the highest score down: these misses lose against the hits so far.
                better += misses * (positives + 0.5 * hits);
                positives += hits;
                negatives += misses;
                (hits, misses) = (0, 0);
            }
        }
        return positives == 0 || negatives == 0 ? double.NaN : better / (positives * negatives);
    }

    // The precision at each step, weighted by the recall it adds. NaN without positive rows. Counts are by row, as those of Auc.
    public double AveragePrecision(ReadOnlySpan<int> counts)
    {
        double precisions = 0, hits = 0, positives = 0, all = 0;
        for (var i = 0; i < Order.Length; i++)
        {
            var weight = counts[Order[i]] * Weight(i);
            all += weight;
            hits += positive[i] ? weight : 0;
            if (!EndsStep[i])
                continue;
            positives += hits;
            if (hits > 0)
                precisions += hits * (positives / all);
            hits = 0;
        }
        return positives == 0 ? double.NaN : precisions / positives;
    }

    // Precision and recall of the k rows of the highest scores. Where k ends within a step, each of the step's rows is in
    // with the share of it that fits: the mean over all orders of the tied rows, after F. McSherry and M. Najork, Computing
    // information retrieval performance measures efficiently in the presence of tied scores, ECIR 2008. With fewer rows NaN.
    public (double Precision, double Recall) At(int k)
    {
        if (k > Count)
            return (double.NaN, double.NaN);
        double hits = 0, all = 0, positives = 0;
        for (int first = 0, next; first < Count; first = next)
        {
            double stepHits = 0, stepAll = 0;
            for (next = first; next == first || !EndsStep[next - 1]; next++)
            {
                stepAll += Weight(next);
                stepHits += positive[next] ? Weight(next) : 0;
            }
            positives += stepHits;
            var share = Math.Clamp((double)(k - first) / (next - first), 0, 1);
            hits += share * stepHits;
            all += share * stepAll;
        }
        return (hits / all, hits / positives);
    }
}
