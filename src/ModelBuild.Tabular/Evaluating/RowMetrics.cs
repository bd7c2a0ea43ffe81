namespace ModelBuild.Tabular;

// The metrics of a model over some rows, which can be taken again with each row as often as a resample drew it: what
// does not depend on that (orders, losses of single rows) is computed once. NaN where a metric is not defined.
abstract class RowMetrics
{
    // How many rows.
    public abstract int Rows { get; }

    // The first is the one to look at.
    public abstract IReadOnlyList<string> Names { get; }

    // In the order of the names, with each row as often as its count says. Counts are by row, in the order given, so that the same counts draw the
    // same rows of two models; sums go in an order of the metrics' own.
    public abstract double[] Of(ReadOnlySpan<int> counts);

    // Over the rows as they are.
    public IReadOnlyList<KeyValuePair<string, double>> Once()
    {
        var counts = new int[Rows];
        Array.Fill(counts, 1);
        var values = Of(counts);
        var metrics = new KeyValuePair<string, double>[values.Length];
        for (var i = 0; i < metrics.Length; i++)
            metrics[i] = new(Names[i], values[i]);
        return metrics;
    }

    // NaN where something is not a number: a model that gives none must fail, not look like one that is merely bad.
    protected double[] Undefined()
    {
        var values = new double[Names.Count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
