namespace ModelBuild.Tabular;

// The probability from which on (inclusive) a row is called positive, chosen on rows that the model was neither trained
// nor will be judged on. Candidates are the probabilities above 0 that occur, so what a choice promises holds on these rows
// exactly, and 1 where no row reaches it: nothing is positive. Each is null where the rows have no answer; none depends on the
// order of the rows.
static class ThresholdChoice
{
    // The highest F1; of equal ones the highest threshold. Null without positive rows.
    public static double? BestF1(RankedRows rows) =>
        Best(rows, (hits, misses, positives) => positives == 0 ? null : (2 * hits / (positives + hits + misses), 0));

    // The lowest cost of the rows that are called wrongly; of equal ones the highest threshold, which calls fewer positive. Null without rows.
    public static double? LowestCost(RankedRows rows, double falsePositiveCost, double falseNegativeCost) =>
        Best(rows, (hits, misses, positives) => (-(misses * falsePositiveCost + (positives - hits) * falseNegativeCost), 0));

    // The highest precision of thresholds with at least this recall (0 to 1); of equal ones the higher recall, then the higher threshold.
    // Null without positive rows.
    public static double? ForRecall(RankedRows rows, double recall) =>
        Best(rows, (hits, misses, positives) => hits + misses == 0 || !(hits / positives >= recall) ? null : (hits / (hits + misses), hits));

    // The highest recall of thresholds with at least this precision (0 to 1); of equal ones the higher precision, then the higher threshold.
    // Null where no threshold has it.
    public static double? ForPrecision(RankedRows rows, double precision) =>
        Best(rows, (hits, misses, _) => hits == 0 || hits / (hits + misses) < precision ? null : (hits, hits / (hits + misses)));

    // The first of the best, from the highest threshold down.
    static double? Best(RankedRows rows, Func<double, double, double, (double First, double Second)?> goodness)
    {
        var steps = rows.Steps().ToArray();
        if (steps.Length == 0)
            return null;
        var positives = steps[^1].Hits;
        double? threshold = null;
        (double, double) best = default;
        void Try(double score, double hits, double misses)
        {
            if (goodness(hits, misses, positives) is { } good && (threshold is null || good.CompareTo(best) > 0))
                (threshold, best) = (score, good);
        }
        if (steps[0].Score < 1)
            Try(1, 0, 0);
        foreach (var (score, hits, misses) in steps)
            if (score > 0)
                Try(score, hits, misses);
        return threshold;
    }
}
