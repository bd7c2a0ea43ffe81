namespace ModelBuild.Tabular;

// What the folds of a cross-validation say together: of each metric their mean and their standard deviation (of the sample).
static class FoldMetrics
{
    public static Evaluation Add(Evaluation evaluation, IReadOnlyList<Evaluation> folds)
    {
        var metrics = new List<KeyValuePair<string, double>>(evaluation.Metrics);
        // A class that the rows of a fold lack has no metrics there.
        foreach (var name in folds.SelectMany(fold => fold.Metrics).Select(metric => metric.Key).Distinct(StringComparer.Ordinal))
        {
            var values = new double[folds.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = Value(folds[i], name);
            var mean = 0.0;
            foreach (var value in values)
                mean += value / values.Length;
            var squares = 0.0;
            foreach (var value in values)
                squares += (value - mean) * (value - mean);
            var title = char.ToUpperInvariant(name[0]) + name[1..];
            metrics.Add(new($"cv{title}Mean", mean));
            metrics.Add(new($"cv{title}Deviation", Math.Sqrt(squares / (values.Length - 1))));
        }
        return new()
        {
            Rows = evaluation.Rows,
            Metrics = metrics,
            Intervals = evaluation.Intervals,
            Slices = evaluation.Slices,
            Classes = evaluation.Classes,
            Confusion = evaluation.Confusion,
            Curves = evaluation.Curves,
            Importance = evaluation.Importance,
            PartialDependence = evaluation.PartialDependence,
        };
    }

    static double Value(Evaluation evaluation, string name)
    {
        foreach (var metric in evaluation.Metrics)
            if (metric.Key == name)
                return metric.Value;
        return double.NaN;
    }
}
