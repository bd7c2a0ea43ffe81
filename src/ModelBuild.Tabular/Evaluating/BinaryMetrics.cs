namespace ModelBuild.Tabular;

// Metrics of a binary classification.
sealed class BinaryMetrics : RowMetrics
{
    static readonly string[] All =
    [
        "auc", "accuracy", "precision", "recall", "f1", "averagePrecision", "logLoss", "brier", "mcc", "balancedAccuracy", "calibrationError", "prevalence",
    ];

    // By place in the ranking.
    readonly RankedRows ranked;
    readonly bool[] called;
    readonly double[] losses;
    readonly byte[] bins;
    readonly bool defined;

    // One entry for each row: the probabilities of both classes, whether the row is positive, whether the model calls it so.
    public BinaryMetrics(double[] negative, double[] positive, bool[] truth, bool[] called, double[]? weights)
    {
        ranked = new(positive, truth, weights);
        this.called = Array.ConvertAll(ranked.Order, row => called[row]);
        losses = Array.ConvertAll(ranked.Order, row => LogLoss.Of(truth[row] ? positive[row] : negative[row]));
        bins = Array.ConvertAll(ranked.Order, row => CalibrationBins.BinOf(positive[row]));
        defined = Array.TrueForAll(positive, double.IsFinite);
    }

    public RankedRows Ranked => ranked;

    public override int Rows => ranked.Count;

    public override IReadOnlyList<string> Names => All;

    public override double[] Of(ReadOnlySpan<int> counts)
    {
        if (!defined)
            return Undefined();
        double better = 0, precisions = 0, hits = 0, misses = 0, positives = 0, negatives = 0;
        // Each added up for itself: a difference of weights that should be nothing seldom is.
        double truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0, loss = 0, squares = 0;
        var calibration = new CalibrationBins();
        for (var i = 0; i < counts.Length; i++)
        {
            var count = counts[ranked.Order[i]];
            if (count != 0)
            {
                var weight = count * ranked.Weight(i);
                var score = ranked.Score(i);
                if (ranked.IsPositive(i))
                {
                    hits += weight;
                    squares += weight * ((1 - score) * (1 - score));
                    if (called[i])
                        truePositive += weight;
                    else
                        falseNegative += weight;
                }
                else
                {
                    misses += weight;
                    squares += weight * (score * score);
                    if (called[i])
                        falsePositive += weight;
                    else
                        trueNegative += weight;
                }
                loss += weight * losses[i];
                calibration.Add(bins[i], score, ranked.IsPositive(i), weight);
            }
            if (!ranked.EndsStep[i])
                continue;
            // From the highest score down: these misses lose against the hits so far, half of ties (see RankedRows.Auc).
            better += misses * (positives + 0.5 * hits);
            positives += hits;
            negatives += misses;
            // The precision at each step, weighted by the recall it adds.
            if (hits > 0)
                precisions += hits * (positives / (positives + negatives));
            (hits, misses) = (0, 0);
        }
        var total = positives + negatives;
        return
        [
            positives == 0 || negatives == 0 ? double.NaN : better / (positives * negatives),
            (truePositive + trueNegative) / total,
            truePositive / (truePositive + falsePositive),
            truePositive / positives,
            2 * truePositive / (positives + truePositive + falsePositive),
            positives == 0 ? double.NaN : precisions / positives,
            loss / total,
            squares / total,
            (truePositive * trueNegative - falsePositive * falseNegative)
                / (Math.Sqrt((truePositive + falsePositive) * positives) * Math.Sqrt(negatives * (trueNegative + falseNegative))),
            (truePositive / positives + trueNegative / negatives) / 2,
            calibration.Error(),
            positives / total,
        ];
    }

    // The weights of rows by class and by what the model calls them: negative called negative, called positive, positive so.
    public double[] Confusion()
    {
        var cells = new double[4];
        for (var i = 0; i < ranked.Count; i++)
            cells[(ranked.IsPositive(i) ? 2 : 0) + (called[i] ? 1 : 0)] += ranked.Weight(i);
        return cells;
    }

    public CalibrationBins Calibration()
    {
        var calibration = new CalibrationBins();
        for (var i = 0; i < ranked.Count; i++)
            calibration.Add(bins[i], ranked.Score(i), ranked.IsPositive(i), ranked.Weight(i));
        return calibration;
    }
}
