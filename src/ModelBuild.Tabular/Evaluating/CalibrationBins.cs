namespace ModelBuild.Tabular;

// How far predicted probabilities are from what happened, in ten bins of equal width, each without its lower end and with
// its upper one. The expected calibration error of M. P. Naeini, G. F. Cooper and M. Hauskrecht, Obtaining well calibrated
// probabilities using Bayesian binning, AAAI 2015: the difference of mean probability and share in each bin, weighted by rows.
struct CalibrationBins()
{
    public const int Count = 10;

    readonly double[] weights = new double[Count];
    readonly double[] probabilities = new double[Count];
    readonly double[] happened = new double[Count];

    public static byte BinOf(double probability)
    {
        byte bin = 0;
        while (bin < Count - 1 && probability > (bin + 1) * (1.0 / Count))
            bin++;
        return bin;
    }

    public readonly void Add(int bin, double probability, bool didHappen, double weight)
    {
        weights[bin] += weight;
        probabilities[bin] += weight * probability;
        if (didHappen)
            happened[bin] += weight;
    }

    // NaN without rows.
    public readonly double Error()
    {
        double sum = 0, total = 0;
        for (var bin = 0; bin < Count; bin++)
        {
            sum += Math.Abs(probabilities[bin] - happened[bin]);
            total += weights[bin];
        }
        return sum / total;
    }

    // The bins that have rows.
    public readonly EvaluationCurve Curve(string? label)
    {
        var (means, shares, totals) = (new List<double>(), new List<double>(), new List<double>());
        for (var bin = 0; bin < Count; bin++)
            if (weights[bin] > 0)
            {
                means.Add(probabilities[bin] / weights[bin]);
                shares.Add(happened[bin] / weights[bin]);
                totals.Add(weights[bin]);
            }
        return new("calibration", label, [new("probability", means), new("share", shares), new("weight", totals)]);
    }
}
