namespace ModelBuild.Tabular;

// Percentile intervals of metrics (see BootstrapOptions). Which rows sample i draws follows from the seed, i and the number of rows, whatever thread
// draws it and whatever model is judged: so resamples of two models are pairs.
sealed class Bootstrap(BootstrapOptions options, long seed, int threads, CancellationToken cancellation)
{
    const ulong Purpose = 1;

    // A metric that more than this share of the samples does not define has no interval.
    const double MostUndefined = 0.05;

    // No resample has a larger error than the rows, so its percentiles say nothing.
    public static IReadOnlyList<string> Resampled(RowMetrics metrics) => [.. metrics.Names.Where(name => name != "maxError")];

    // With what each resample gives, where that is to be kept.
    public MetricIntervals Run(RowMetrics metrics, bool keepReplicates = false)
    {
        var samples = new double[options.Samples][];
        Parallel.For(0, samples.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            () => new int[metrics.Rows],
            (sample, _, counts) =>
            {
                Array.Clear(counts);
                var random = new RandomNumbers(seed, Purpose, (ulong)sample);
                for (var i = 0; i < counts.Length; i++)
                    counts[random.Next(counts.Length)]++;
                samples[sample] = metrics.Of(counts);
                return counts;
            },
            _ => { });

        var intervals = new List<MetricInterval>();
        var replicates = new List<MetricReplicates>();
        var resampled = Resampled(metrics);
        for (var i = 0; i < metrics.Names.Count; i++)
        {
            if (!resampled.Contains(metrics.Names[i]))
                continue;
            var values = Array.ConvertAll(samples, sample => sample[i]);
            intervals.Add(Interval(metrics.Names[i], values));
            if (keepReplicates)
                replicates.Add(new(metrics.Names[i], values));
        }
        return new(options.Level, options.Samples, intervals) { Replicates = replicates, Seed = seed };
    }

    MetricInterval Interval(string metric, double[] values)
    {
        var defined = Array.FindAll(values, value => !double.IsNaN(value));
        if (defined.Length == 0 || values.Length - defined.Length > MostUndefined * values.Length)
            return new(metric, double.NaN, double.NaN);
        Array.Sort(defined);
        var tail = (1 - options.Level) / 2;
        return new(metric, Quantiles.Of(defined, tail), Quantiles.Of(defined, 1 - tail));
    }
}
