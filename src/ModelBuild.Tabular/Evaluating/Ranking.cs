namespace ModelBuild.Tabular;

// Measures of how well scores put the positive rows before the others. Rows of equal score form one step.
static class Ranking
{
    // The probability that a positive row scores above another, ties counting half: D. J. Hand and R. J. Till, A simple
    // generalisation of the area under the ROC curve, Machine Learning 45, 2001. NaN without rows of both kinds.
    public static double Auc(double[] scores, bool[] positive)
    {
        double better = 0, negatives = 0, positives = 0;
        foreach (var (hits, misses) in Steps(scores, positive))
        {
            // From the highest score down: these misses lose against the hits so far.
            better += misses * (positives + 0.5 * hits);
            positives += hits;
            negatives += misses;
        }
        return positives == 0 || negatives == 0 ? double.NaN : better / (positives * negatives);
    }

    // The precision at each step, weighted by the recall it adds. NaN without positive rows.
    public static double AveragePrecision(double[] scores, bool[] positive)
    {
        double sum = 0, positives = 0, seen = 0;
        foreach (var (hits, misses) in Steps(scores, positive))
        {
            positives += hits;
            seen += hits + misses;
            sum += hits * (positives / seen);
        }
        return positives == 0 ? double.NaN : sum / positives;
    }

    static List<(int Hits, int Misses)> Steps(double[] scores, bool[] positive)
    {
        var sorted = (double[])scores.Clone();
        var kinds = (bool[])positive.Clone();
        Array.Sort(sorted, kinds);
        var steps = new List<(int, int)>();
        for (var last = sorted.Length - 1; last >= 0;)
        {
            var (hits, misses, score) = (0, 0, sorted[last]);
            for (; last >= 0 && sorted[last] == score; last--)
            {
                if (kinds[last])
                    hits++;
                else
                    misses++;
            }
            steps.Add((hits, misses));
        }
        return steps;
    }
}
