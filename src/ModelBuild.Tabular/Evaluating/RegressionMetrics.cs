namespace ModelBuild.Tabular;

// Metrics of a regression.
sealed class RegressionMetrics : RowMetrics
{
    static readonly string[] All = ["rmse", "mae", "r2", "medianAbsoluteError", "maxError", "mape", "pinball", "bias"];

    // From the smallest absolute error to the largest; of equal ones in the order given.
    readonly int[] order;
    readonly double[] absolutes;
    readonly double[] errors; // prediction minus truth
    readonly double[] centred; // truth minus its mean over all rows, so that small variations about a large number keep their digits
    readonly double[] relatives;
    readonly double[]? weights;
    readonly double quantile;
    readonly bool defined;

    // One entry for each row. The quantile is the one that the model predicts, a half for a mean or a median.
    public RegressionMetrics(double[] predictions, double[] truth, double quantile, double[]? weights)
    {
        this.quantile = quantile;
        var keys = new double[truth.Length];
        order = new int[truth.Length];
        var mean = 0.0;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Math.Abs(predictions[i] - truth[i]);
            order[i] = i;
            mean += truth[i];
        }
        mean /= truth.Length;
        absolutes = (double[])keys.Clone();
        Array.Sort(absolutes, order);
        for (int first = 0, next = 1; first < order.Length; first = next++)
        {
            while (next < order.Length && absolutes[next] == absolutes[first])
                next++;
            Array.Sort(order, first, next - first);
        }
        errors = Array.ConvertAll(order, row => predictions[row] - truth[row]);
        centred = Array.ConvertAll(order, row => truth[row] - mean);
        relatives = Array.ConvertAll(order, row => truth[row] == 0 ? double.NaN : keys[row] / Math.Abs(truth[row]));
        this.weights = weights is null ? null : Array.ConvertAll(order, row => weights[row]);
        defined = !Array.Exists(predictions, double.IsNaN);
    }

    public override int Rows => errors.Length;

    public override IReadOnlyList<string> Names => All;

    public override double[] Of(ReadOnlySpan<int> counts)
    {
        if (!defined)
            return Undefined();
        double total = 0, squares = 0, sum = 0, signed = 0, relative = 0, pinball = 0, truth = 0, truthSquares = 0, largest = double.NaN;
        for (var i = 0; i < counts.Length; i++)
        {
            var weight = counts[order[i]] * Weight(i);
            if (weight == 0)
                continue;
            total += weight;
            squares += weight * (errors[i] * errors[i]);
            sum += weight * absolutes[i];
            signed += weight * errors[i];
            relative += weight * relatives[i];
            pinball += weight * (errors[i] > 0 ? 1 - quantile : quantile) * absolutes[i];
            truth += weight * centred[i];
            truthSquares += weight * (centred[i] * centred[i]);
            largest = absolutes[i];
        }
        var variation = truthSquares - truth * (truth / total);
        return
        [
            Math.Sqrt(squares / total),
            sum / total,
            IsConstant(counts) || variation <= 0 ? double.NaN : 1 - squares / variation,
            Median(counts, total),
            largest,
            relative / total,
            pinball / total,
            signed / total,
        ];
    }

    // Of truth minus prediction, whatever rows weigh.
    public EvaluationCurve ResidualQuantiles()
    {
        double[] shares = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];
        var residuals = Array.ConvertAll(errors, error => -error);
        Array.Sort(residuals);
        return new("residualQuantiles", null,
        [
            new("quantile", shares),
            new("residual", Array.ConvertAll(shares, share => defined ? Quantiles.Of(residuals, share) : double.NaN)),
        ]);
    }

    // Asked of the numbers themselves: of a variation that should be nothing, rounding leaves something.
    bool IsConstant(ReadOnlySpan<int> counts)
    {
        var first = double.NaN;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[order[i]] * Weight(i) == 0 || centred[i] == first)
                continue;
            if (!double.IsNaN(first))
                return false;
            first = centred[i];
        }
        return true;
    }

    // The error that half of the weight is below; halfway to the next where half of it is reached exactly.
    double Median(ReadOnlySpan<int> counts, double total)
    {
        double below = 0, median = double.NaN;
        for (var i = 0; i < counts.Length; i++)
        {
            var weight = counts[order[i]] * Weight(i);
            if (weight == 0)
                continue;
            if (!double.IsNaN(median))
                return median * 0.5 + absolutes[i] * 0.5;
            below += weight;
            if (below * 2 > total)
                return absolutes[i];
            if (below * 2 == total)
                median = absolutes[i];
        }
        return median;
    }

    double Weight(int i) => weights is null ? 1 : weights[i];
}
