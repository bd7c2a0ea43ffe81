using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Metrics of a regression over some rows; NaN where they are not defined.
static class RegressionMetrics
{
    public static List<KeyValuePair<string, double>> Of(Predictions predictions, double[] truth, int[] rows)
    {
        double squares = 0, absolutes = 0, sum = 0;
        var errors = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            errors[i] = Math.Abs(truth[rows[i]] - predictions.Value(rows[i]));
            absolutes += errors[i];
            squares += errors[i] * errors[i];
            sum += truth[rows[i]];
        }
        var mean = sum / rows.Length;
        var variation = 0.0;
        foreach (var row in rows)
            variation += (truth[row] - mean) * (truth[row] - mean);
        Array.Sort(errors);
        var none = rows.Length == 0;
        return
        [
            new("rmse", Math.Sqrt(squares / rows.Length)),
            new("mae", absolutes / rows.Length),
            new("r2", variation == 0 ? double.NaN : 1 - squares / variation),
            new("medianAbsoluteError", none ? double.NaN : errors[(errors.Length - 1) / 2] * 0.5 + errors[errors.Length / 2] * 0.5),
            new("maxError", none ? double.NaN : errors[^1]),
        ];
    }
}
