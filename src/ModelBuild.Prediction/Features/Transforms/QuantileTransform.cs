using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// The share of training rows below a number, between the fitted quantiles by linear interpolation, as that share or as the number of
/// a standard normal distribution with it. The lowest quantile, and what is below, is 0 and the highest 1, however many rows have it. What is
/// missing stays missing.
/// </summary>
sealed class QuantileTransform : ColumnTransform
{
    // The quantile of 1e-7, where scikit-learn cuts the normal distribution, too.
    const double Tail = 1e-7;

    readonly double[][] quantiles;

    public QuantileTransform(double[][] quantiles, bool normal) : base(quantiles.Length)
    {
        if (quantiles.Length == 0)
            throw new ArgumentException("A quantile transform needs quantiles for each column.");
        foreach (var list in quantiles)
        {
            StrictJson.Finite(list, "quantiles");
            if (list.Length < 2)
                throw new ArgumentException("A quantile transform needs at least two quantiles for each column.");
            for (var i = 1; i < list.Length; i++)
                if (list[i] < list[i - 1])
                    throw new ArgumentException("Quantiles must not fall.");
        }
        (this.quantiles, Normal) = (quantiles, normal);
    }

    public bool Normal { get; }

    internal override string Type => "quantile";

    internal override bool IsIncreasing => true;

    protected override void Apply(int column, ReadOnlySpan<double> input, Span<double> output)
    {
        var list = quantiles[column];
        for (var i = 0; i < input.Length; i++)
        {
            var share = Share(list, input[i]);
            output[i] = Normal ? DeterministicMath.NormalQuantile(share < Tail ? Tail : share > 1 - Tail ? 1 - Tail : share) : share;
        }
    }

    // Where several quantiles are the number, the middle of their places; at the ends the end, as scikit-learn has it.
    static double Share(double[] list, double value)
    {
        if (double.IsNaN(value))
            return value;
        var last = list.Length - 1;
        if (value <= list[0])
            return 0;
        if (value >= list[last])
            return 1;
        // The first quantile that is not below the number, and the last that is not above it.
        var first = LowerBound(list, value);
        if (list[first] > value)
            return (first - 1 + (value - list[first - 1]) / (list[first] - list[first - 1])) / last;
        var end = first;
        while (end < last && list[end + 1] == value)
            end++;
        return (first + end) * 0.5 / last;
    }

    static int LowerBound(double[] list, double value)
    {
        var (low, high) = (0, list.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteString("output", Normal ? "normal" : "uniform");
        StrictJson.Write(json, "quantiles", quantiles);
    }

    public static QuantileTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "output", "quantiles");
        return new(StrictJson.NumberLists(item, "quantiles"), StrictJson.OneOf(item, "output", "uniform", "normal") == "normal");
    }
}
