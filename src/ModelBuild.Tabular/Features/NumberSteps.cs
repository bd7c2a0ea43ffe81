using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Fits steps on numbers.
static class NumberSteps
{
    public static ImputeTransform Impute(ChainRows rows, FeatureStep step)
    {
        var fills = new double[rows.Columns];
        for (var column = 0; column < fills.Length; column++)
        {
            var sorted = rows.Sorted(column);
            fills[column] = step.Impute switch
            {
                Imputation.Mean => Mean(rows[column], sorted.Length),
                Imputation.Median => Quantiles.Of(sorted, 0.5),
                Imputation.Constant => step.Value!.Value,
                _ => MostFrequent(sorted),
            };
            if (!double.IsFinite(fills[column]))
                throw TooLarge(rows.Name);
        }
        return new(fills);
    }

    public static ScaleTransform Scale(ChainRows rows, Scaling scaling)
    {
        var (shifts, scales) = (new double[rows.Columns], new double[rows.Columns]);
        for (var column = 0; column < shifts.Length; column++)
        {
            var sorted = rows.Sorted(column);
            var range = sorted[^1] - sorted[0];
            (shifts[column], scales[column]) = scaling switch
            {
                Scaling.Standard => Standard(rows[column], sorted.Length),
                Scaling.MinMax => (sorted[0], range),
                _ => (Quantiles.Of(sorted, 0.5), Quantiles.Of(sorted, 0.75) - Quantiles.Of(sorted, 0.25)),
            };
            // Numbers so small that their squares vanish still have a range; those that are all the same have none, nor have quartiles that are.
            if (scales[column] == 0)
                scales[column] = scaling == Scaling.Standard && range > 0 ? range : 1;
            if (!double.IsFinite(shifts[column]) || !double.IsFinite(scales[column]))
                throw TooLarge(rows.Name);
        }
        return new(shifts, scales);
    }

    public static QuantileTransform Quantile(ChainRows rows, QuantileOutput output, int points)
    {
        var quantiles = new double[rows.Columns][];
        for (var column = 0; column < quantiles.Length; column++)
        {
            var sorted = rows.Sorted(column);
            quantiles[column] = new double[Math.Max(2, Math.Min(points, sorted.Length))];
            for (var i = 0; i < quantiles[column].Length; i++)
                quantiles[column][i] = Quantiles.Of(sorted, (double)i / (quantiles[column].Length - 1));
            // Interpolation rounds; quantiles never fall.
            for (var i = 1; i < quantiles[column].Length; i++)
                quantiles[column][i] = Math.Max(quantiles[column][i], quantiles[column][i - 1]);
        }
        return new(quantiles, output == QuantileOutput.Normal);
    }

    public static BinTransform Bins(ChainRows rows, int bins, BinEdges method, bool oneHot)
    {
        var edges = new double[rows.Columns][];
        for (var column = 0; column < edges.Length; column++)
        {
            var sorted = rows.Sorted(column);
            var list = new List<double>();
            for (var i = 1; i < bins; i++)
            {
                var edge = method == BinEdges.Quantile
                    ? Quantiles.Of(sorted, (double)i / bins)
                    : sorted[0] + (sorted[^1] - sorted[0]) * ((double)i / bins);
                // An edge that is the smallest number would have nothing below it.
                if (edge > sorted[0] && (list.Count == 0 || edge > list[^1]))
                    list.Add(edge);
            }
            edges[column] = [.. list];
        }
        return new(edges, oneHot);
    }

    public static PowerTransform Power(ChainRows rows, Power power)
    {
        var lambdas = new double[rows.Columns];
        for (var column = 0; column < lambdas.Length; column++)
        {
            var sorted = rows.Sorted(column);
            if (power == Tabular.Power.BoxCox && sorted[0] <= 0)
                throw FeatureErrors.DoesNotFit($"Column '{rows.Name}' has the number {LabelClasses.Name(sorted[0])} in a training row, and power: box-cox is for numbers above 0. Use yeo-johnson.");
            lambdas[column] = PowerFit.Lambda(sorted, power == Tabular.Power.BoxCox);
        }
        return new(lambdas, power == Tabular.Power.BoxCox);
    }

    public static StageException TooLarge(string column) => new(new StageError($"The numbers of column '{column}' are so large that their sum, spread or transform is too large for a number. Give the column in a larger unit.")
    {
        Code = Codes.NumbersTooLarge,
        Option = "features.scale",
    });

    // Of the numbers that are there.
    static double Mean(ReadOnlySpan<double> values, int count)
    {
        var sum = 0.0;
        foreach (var value in values)
            if (!double.IsNaN(value))
                sum += value;
        return sum / count;
    }

    static (double Mean, double Deviation) Standard(ReadOnlySpan<double> values, int count)
    {
        var mean = Mean(values, count);
        var squares = 0.0;
        foreach (var value in values)
            if (!double.IsNaN(value))
                squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / count));
    }

    static double MostFrequent(double[] sorted)
    {
        var (best, longest) = (sorted[0], 0);
        for (var first = 0; first < sorted.Length;)
        {
            var next = first;
            while (next < sorted.Length && sorted[next] == sorted[first])
                next++;
            if (next - first > longest)
                (best, longest) = (sorted[first], next - first);
            first = next;
        }
        return best;
    }
}
