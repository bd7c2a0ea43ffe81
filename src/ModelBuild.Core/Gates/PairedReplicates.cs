namespace ModelBuild.Core.Gates;

/// <summary>The difference of a metric on each of the resamples that two models share.</summary>
sealed class PairedReplicates
{
    // A metric that more than this share of the resamples does not define is not judged.
    const double MostUndefined = 0.05;

    readonly double[] differences; // ascending
    readonly int undefined;

    public PairedReplicates(double[] challenger, double[] champion)
    {
        var defined = new List<double>(challenger.Length);
        for (var sample = 0; sample < challenger.Length; sample++)
            if (challenger[sample] - champion[sample] is var difference && double.IsFinite(difference))
                defined.Add(difference);
        undefined = challenger.Length - defined.Count;
        differences = [.. defined];
        Array.Sort(differences);
    }

    public bool IsDefined => differences.Length > 1 && undefined <= MostUndefined * (differences.Length + undefined);

    /// <summary>How many resamples a bound needs: 10 beyond it, so that chance moves it little.</summary>
    public static int Least(double confidence) => (int)Math.Ceiling(10 / (1 - confidence) * (1 - 1e-12));

    public double StandardError => Math.Sqrt(MeanPower(2) * differences.Length / (differences.Length - 1));

    public double Skewness => MeanPower(2) is > 0 and var variance ? MeanPower(3) / (variance * Math.Sqrt(variance)) : 0;

    /// <summary>The percentiles with so much beyond each: the (B + 1)(1 - confidence)-th of B (A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, 5.2).</summary>
    public (double Low, double High) Percentiles(double confidence)
    {
        var beyond = Math.Max(1, (int)((differences.Length + 1) * (1 - confidence) * (1 + 1e-12)));
        return (differences[beyond - 1], differences[^beyond]);
    }

    // Of the deviations from the mean.
    double MeanPower(int power)
    {
        var mean = 0.0;
        foreach (var difference in differences)
            mean += difference / differences.Length;
        var sum = 0.0;
        foreach (var difference in differences)
        {
            var off = difference - mean;
            sum += power == 2 ? off * off : off * off * off;
        }
        return sum / differences.Length;
    }
}
