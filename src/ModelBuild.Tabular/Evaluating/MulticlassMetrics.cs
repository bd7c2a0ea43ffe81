namespace ModelBuild.Tabular;

// Metrics of a classification into several classes; those of a class are of it against the rest.
sealed class MulticlassMetrics : RowMetrics
{
    static readonly string[] All =
    [
        "accuracy", "balancedAccuracy", "macroF1", "weightedF1", "logLoss", "mcc", "macroAuc", "weightedAuc",
        "macroPrecision", "weightedPrecision", "macroRecall", "weightedRecall", "calibrationError",
        "brier", "macroAveragePrecision", "weightedAveragePrecision",
    ];

    readonly int classes;
    readonly int[] truth;
    readonly int[] called;
    readonly double[]? weights;
    readonly double[] losses;
    readonly double[] squares;
    readonly double[] confidences;
    readonly byte[] bins;
    readonly RankedRows[] ranked;
    readonly bool defined = true;

    // One entry for each row: the class it has, the class that the model calls, what it weighs. Probabilities are by class, then row.
    public MulticlassMetrics(double[][] probabilities, int[] truth, int[] called, double[]? weights)
    {
        (classes, this.truth, this.called, this.weights) = (probabilities.Length, truth, called, weights);
        losses = new double[truth.Length];
        squares = new double[truth.Length];
        confidences = new double[truth.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            losses[i] = LogLoss.Of(probabilities[truth[i]][i]);
            confidences[i] = probabilities[called[i]][i];
            for (var k = 0; k < classes; k++)
            {
                var miss = probabilities[k][i] - (truth[i] == k ? 1 : 0);
                squares[i] += miss * miss;
            }
        }
        bins = Array.ConvertAll(confidences, CalibrationBins.BinOf);
        ranked = new RankedRows[classes];
        for (var k = 0; k < classes; k++)
        {
            var label = k;
            ranked[k] = new(probabilities[k], Array.ConvertAll(truth, actual => actual == label), weights);
            defined &= Array.TrueForAll(probabilities[k], double.IsFinite);
        }
    }

    public override int Rows => truth.Length;

    public override IReadOnlyList<string> Names => All;

    // Those of one class.
    public RankedRows Ranked(int k) => ranked[k];

    public override double[] Of(ReadOnlySpan<int> counts)
    {
        if (!defined)
            return Undefined();
        var confusion = new double[classes * classes];
        double loss = 0, brier = 0;
        var calibration = new CalibrationBins();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
                continue;
            var weight = counts[i] * Weight(i);
            confusion[truth[i] * classes + called[i]] += weight;
            loss += weight * losses[i];
            // Over all classes, from 0 to 2: G. W. Brier, Verification of forecasts expressed in terms of probability, 1950.
            brier += weight * squares[i];
            calibration.Add(bins[i], confidences[i], truth[i] == called[i], weight);
        }
        var support = new double[classes];
        var calls = new double[classes];
        double total = 0, right = 0;
        for (var k = 0; k < classes; k++)
        {
            for (var j = 0; j < classes; j++)
            {
                support[k] += confusion[k * classes + j];
                calls[k] += confusion[j * classes + k];
            }
            total += support[k];
            right += confusion[k * classes + k];
        }
        var (precision, recall, f1, auc) = (new Averages(support), new Averages(support), new Averages(support), new Averages(support));
        var averagePrecision = new Averages(support);
        for (var k = 0; k < classes; k++)
        {
            var hits = confusion[k * classes + k];
            precision.Add(k, hits / calls[k]);
            recall.Add(k, hits / support[k]);
            f1.Add(k, 2 * hits / (support[k] + calls[k]));
            auc.Add(k, ranked[k].Auc(counts));
            averagePrecision.Add(k, ranked[k].AveragePrecision(counts));
        }
        return
        [
            right / total, recall.Macro, f1.Macro, f1.Weighted, loss / total, Mcc(support, calls, right, total), auc.Macro, auc.Weighted,
            precision.Macro, precision.Weighted, recall.Macro, recall.Weighted, calibration.Error(),
            brier / total, averagePrecision.Macro, averagePrecision.Weighted,
        ];
    }

    // The weights of rows of class i that were called j, at i * classes + j.
    public double[] Confusion()
    {
        var cells = new double[classes * classes];
        for (var i = 0; i < truth.Length; i++)
            cells[truth[i] * classes + called[i]] += Weight(i);
        return cells;
    }

    // Precision, recall, f1, AUC, average precision and weight of the rows of each class.
    public IReadOnlyList<KeyValuePair<string, double>>[] Classes()
    {
        var confusion = Confusion();
        var once = new int[Rows];
        Array.Fill(once, 1);
        var metrics = new IReadOnlyList<KeyValuePair<string, double>>[classes];
        for (var k = 0; k < classes; k++)
        {
            double support = 0, calls = 0;
            for (var j = 0; j < classes; j++)
            {
                support += confusion[k * classes + j];
                calls += confusion[j * classes + k];
            }
            var hits = confusion[k * classes + k];
            metrics[k] =
            [
                new("precision", hits / calls),
                new("recall", hits / support),
                new("f1", 2 * hits / (support + calls)),
                new("auc", defined ? ranked[k].Auc(once) : double.NaN),
                new("averagePrecision", defined ? ranked[k].AveragePrecision(once) : double.NaN),
                new("support", support),
            ];
        }
        return metrics;
    }

    public CalibrationBins Calibration()
    {
        var calibration = new CalibrationBins();
        for (var i = 0; i < Rows; i++)
            calibration.Add(bins[i], confidences[i], truth[i] == called[i], Weight(i));
        return calibration;
    }

    double Weight(int i) => weights is null ? 1 : weights[i];

    // J. Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient, 2004.
    static double Mcc(double[] support, double[] calls, double right, double total)
    {
        double expected = 0, callSquares = 0, supportSquares = 0;
        for (var k = 0; k < support.Length; k++)
        {
            expected += support[k] * calls[k];
            callSquares += calls[k] * calls[k];
            supportSquares += support[k] * support[k];
        }
        return (right * total - expected) / (Math.Sqrt(total * total - callSquares) * Math.Sqrt(total * total - supportSquares));
    }

    // The mean over the classes, and the one weighted by their rows, in which a class without rows has no part.
    struct Averages(double[] support)
    {
        double sum;
        double weightedSum;
        double total;

        public readonly double Macro => sum / support.Length;

        public readonly double Weighted => weightedSum / total;

        public void Add(int k, double value)
        {
            sum += value;
            weightedSum += support[k] == 0 ? 0 : support[k] * value;
            total += support[k];
        }
    }
}
