namespace ModelBuild.Tabular;

// What every threshold would give: recall over false positive rate is the ROC curve, precision over recall the
// precision-recall curve. From nothing called positive, with precision 1 by convention, to everything.
static class ThresholdCurve
{
    const int MostPoints = 201;

    // Every threshold where they are no more than the most points, else each that passes one of so many marks along the
    // curve, and both ends. Points are left out, never made up.
    public static EvaluationCurve Of(RankedRows rows, string? label)
    {
        var steps = rows.Steps().ToArray();
        var (thresholds, recalls, precisions, falsePositiveRates) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        if (steps.Length > 0)
        {
            var (_, positives, negatives) = steps[^1];
            Add(double.PositiveInfinity, 0, 0, 1);
            var mark = 0;
            for (var i = 0; i < steps.Length; i++)
            {
                var (score, hits, misses) = steps[i];
                var way = Rate(hits, positives) / 2 + Rate(misses, negatives) / 2;
                var passed = (int)(way * (MostPoints - 2));
                if (steps.Length < MostPoints || passed > mark || i == steps.Length - 1)
                    Add(score, hits, misses, hits / (hits + misses));
                mark = passed;
            }
            void Add(double threshold, double hits, double misses, double precision)
            {
                thresholds.Add(threshold);
                recalls.Add(hits / positives);
                precisions.Add(precision);
                falsePositiveRates.Add(misses / negatives);
            }
        }
        return new("thresholds", label,
            [new("threshold", thresholds), new("recall", recalls), new("precision", precisions), new("falsePositiveRate", falsePositiveRates)]);
    }

    static double Rate(double part, double all) => all == 0 ? 0 : part / all;
}
