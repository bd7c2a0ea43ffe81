namespace ModelBuild.Tabular;

// Percentile intervals of metrics (see BootstrapOptions). Sample i follows from the seed and i, whatever thread draws it.
sealed class Bootstrap(BootstrapOptions options, long seed, int threads, CancellationToken cancellation)
{
    const ulong Purpose = 1;

    // A metric that more than this share of the samples does not define has no interval.
    const double MostUndefined = 0.05;

    public MetricIntervals Run(RowMetrics metrics)
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
        for (var i = 0; i < metrics.Names.Count; i++)
            // No resample has a larger error than the rows, so its percentiles say nothing.
            if (metrics.Names[i] != "maxError")
                intervals.Add(Interval(metrics.Names[i], Array.ConvertAll(samples, sample => sample[i])));
        return new(options.Level, options.Samples, intervals);
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
