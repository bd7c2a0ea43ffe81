using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Metrics of a classification over some rows. What is not defined for them (a class without rows, say) is NaN.
sealed class ClassMetrics(Predictions predictions, int[] truth, int[] rows)
{
    readonly int classes = predictions.Schema.Labels.Count;

    // rows of class i that were called j, at i * classes + j
    readonly double[] confusion = Confusion(predictions, truth, rows);

    public List<KeyValuePair<string, double>> Binary()
    {
        var (trueNegative, falsePositive, falseNegative, truePositive) = (confusion[0], confusion[1], confusion[2], confusion[3]);
        var scores = Scores(1);
        var positive = IsClass(1);
        var squares = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var difference = scores[i] - (positive[i] ? 1 : 0);
            squares += difference * difference;
        }
        return
        [
            new("auc", Ranking.Auc(scores, positive)),
            new("accuracy", Accuracy()),
            new("precision", truePositive / (truePositive + falsePositive)),
            new("recall", truePositive / (truePositive + falseNegative)),
            new("f1", F1(1)),
            new("averagePrecision", Ranking.AveragePrecision(scores, positive)),
            new("logLoss", LogLoss()),
            new("brier", squares / rows.Length),
            new("mcc", (truePositive * trueNegative - falsePositive * falseNegative) / Math.Sqrt(
                (truePositive + falsePositive) * (truePositive + falseNegative) * (trueNegative + falsePositive) * (trueNegative + falseNegative))),
            new("balancedAccuracy", BalancedAccuracy()),
        ];
    }

    public List<KeyValuePair<string, double>> Multiclass()
    {
        double f1 = 0, weightedF1 = 0, auc = 0;
        for (var k = 0; k < classes; k++)
        {
            var support = Row(k);
            f1 += F1(k);
            weightedF1 += support == 0 ? 0 : support * F1(k);
            auc += Ranking.Auc(Scores(k), IsClass(k));
        }
        return
        [
            new("accuracy", Accuracy()),
            new("balancedAccuracy", BalancedAccuracy()),
            new("macroF1", f1 / classes),
            new("weightedF1", weightedF1 / rows.Length),
            new("logLoss", LogLoss()),
            new("mcc", MulticlassMcc()),
            new("macroAuc", auc / classes),
        ];
    }

    double Accuracy()
    {
        var right = 0.0;
        for (var k = 0; k < classes; k++)
            right += confusion[k * classes + k];
        return right / rows.Length;
    }

    double BalancedAccuracy()
    {
        var recalls = 0.0;
        for (var k = 0; k < classes; k++)
            recalls += confusion[k * classes + k] / Row(k);
        return recalls / classes;
    }

    double F1(int k) => 2 * confusion[k * classes + k] / (Row(k) + Called(k));

    double LogLoss()
    {
        var sum = 0.0;
        foreach (var row in rows)
            sum -= DeterministicMath.Log(predictions[row][truth[row]]);
        return sum / rows.Length;
    }

    // J. Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient, 2004.
    double MulticlassMcc()
    {
        double right = 0, expected = 0, called = 0, actual = 0;
        double total = rows.Length;
        for (var k = 0; k < classes; k++)
        {
            right += confusion[k * classes + k];
            expected += Row(k) * Called(k);
            called += Called(k) * Called(k);
            actual += Row(k) * Row(k);
        }
        return (right * total - expected) / (Math.Sqrt(total * total - called) * Math.Sqrt(total * total - actual));
    }

    double Row(int k)
    {
        var sum = 0.0;
        for (var j = 0; j < classes; j++)
            sum += confusion[k * classes + j];
        return sum;
    }

    double Called(int k)
    {
        var sum = 0.0;
        for (var i = 0; i < classes; i++)
            sum += confusion[i * classes + k];
        return sum;
    }

    double[] Scores(int k) => Array.ConvertAll(rows, row => predictions[row][k]);

    bool[] IsClass(int k) => Array.ConvertAll(rows, row => truth[row] == k);

    static double[] Confusion(Predictions predictions, int[] truth, int[] rows)
    {
        var size = predictions.Schema.Labels.Count;
        var counts = new double[size * size];
        foreach (var row in rows)
            counts[truth[row] * size + predictions.LabelIndex(row)]++;
        return counts;
    }
}
