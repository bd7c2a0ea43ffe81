namespace ModelBuild.Tabular;

// What the folds of a cross-validation say together: of each metric their mean and their standard deviation (of the sample).
static class FoldMetrics
{
    public static Evaluation Add(Evaluation evaluation, IReadOnlyList<Evaluation> folds)
    {
        return new()
        {
            Rows = evaluation.Rows,
            Metrics = [.. evaluation.Metrics, .. Together(folds, fold => fold.Metrics)],
            Baseline = [.. evaluation.Baseline, .. Together(folds, fold => fold.Baseline)],
            Intervals = evaluation.Intervals,
            Slices = evaluation.Slices,
            Classes = evaluation.Classes,
            Confusion = evaluation.Confusion,
            Curves = evaluation.Curves,
            Importance = evaluation.Importance,
            PartialDependence = evaluation.PartialDependence,
            Predictions = evaluation.Predictions,
            TrainingRows = evaluation.TrainingRows,
        };
    }

    static List<KeyValuePair<string, double>> Together(IReadOnlyList<Evaluation> folds, Func<Evaluation, IReadOnlyList<KeyValuePair<string, double>>> metricsOf)
    {
        var together = new List<KeyValuePair<string, double>>();
        // A class that the rows of a fold lack has no metrics there.
        foreach (var name in folds.SelectMany(metricsOf).Select(metric => metric.Key).Distinct(StringComparer.Ordinal))
        {
            var values = new double[folds.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = Value(metricsOf(folds[i]), name);
            var mean = 0.0;
            foreach (var value in values)
                mean += value / values.Length;
            var squares = 0.0;
            foreach (var value in values)
                squares += (value - mean) * (value - mean);
            var title = char.ToUpperInvariant(name[0]) + name[1..];
            together.Add(new($"cv{title}Mean", mean));
            together.Add(new($"cv{title}Deviation", Math.Sqrt(squares / (values.Length - 1))));
        }
        return together;
    }

    static double Value(IReadOnlyList<KeyValuePair<string, double>> metrics, string name)
    {
        foreach (var metric in metrics)
            if (metric.Key == name)
                return metric.Value;
        return double.NaN;
    }
}
