using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Fits the features of each column on the rows it is given: the training rows, and no others.
sealed class FeatureFitter(Table rows, FeaturesOptions options, FeatureColumnOptions columns)
{
    const int MostLevels = 1000;

    public FittedFeatures Run()
    {
        var features = new List<Feature>();
        var leftOut = new List<string>();
        foreach (var column in rows.Columns)
        {
            if (column.Name == columns.Label || columns.Key.Contains(column.Name)
                || (columns.Columns.TryGetValue(column.Name, out var declared) && !declared.Feature))
                continue;
            Feature? feature = column is NumericColumn numeric ? FitNumbers(numeric) : FitTexts((CategoricalColumn)column);
            if (feature is null)
                leftOut.Add(column.Name);
            else
                features.Add(feature);
        }
        if (features.Count == 0)
            throw new StageException(new StageError(leftOut.Count == 0
                ? "No column is left to learn from: all are the label, a key, ignored, or declared with feature: false. Ignore fewer."
                : $"No column tells anything: each has a single value in all training rows ({string.Join(", ", leftOut)}). Add columns, or rows that differ.")
            {
                Code = Codes.NoFeatures,
                Option = "data.ignore",
            });
        return new(new FeatureSet(features), leftOut);
    }

    NumericFeature? FitNumbers(NumericColumn column)
    {
        var present = Array.FindAll(column.Values, value => !double.IsNaN(value));
        if (present.Length == 0)
            return null;
        Array.Sort(present);
        var (min, max) = (present[0], present[^1]);
        if (min == max)
            return null;
        var fill = options.Impute switch
        {
            Imputation.Mean => Mean(column.Values, 0, present.Length),
            Imputation.Median => present[(present.Length - 1) / 2] * 0.5 + present[present.Length / 2] * 0.5,
            _ => MostFrequent(present),
        };
        var (shift, scale) = options.Scale switch
        {
            Scaling.Standard => Standard(column.Values, fill),
            Scaling.MinMax => (min, max - min),
            _ => (0.0, 1.0),
        };
        if (!double.IsFinite(fill) || !double.IsFinite(shift) || !double.IsFinite(scale))
            throw new StageException(new StageError($"The numbers of column '{column.Name}' reach from {LabelClasses.Name(min)} to {LabelClasses.Name(max)}; their sum or spread is too large for a number. Give the column in a larger unit.")
            {
                Code = Codes.NumbersTooLarge,
                Option = "features.scale",
            });
        // Numbers so small that their squares vanish still have a range.
        return new(column.Name, fill, shift, scale > 0 ? scale : max - min);
    }

    static (double Mean, double Deviation) Standard(double[] values, double fill)
    {
        var mean = Mean(values, fill, values.Length);
        var squares = 0.0;
        foreach (var value in values)
        {
            var difference = (double.IsNaN(value) ? fill : value) - mean;
            squares += difference * difference;
        }
        return (mean, Math.Sqrt(squares / values.Length));
    }

    static double Mean(double[] values, double fill, int count)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += double.IsNaN(value) ? fill : value;
        return sum / count;
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

    static CategoricalFeature? FitTexts(CategoricalColumn column)
    {
        if (column.Levels.Count < 2)
            return null;
        if (column.Levels.Count > MostLevels)
            throw new StageException(new StageError($"Column '{column.Name}' has {column.Levels.Count} different texts in the training rows, and a feature for each would be more than the {MostLevels} that make sense. Ignore the column, declare it with feature: false, or group its values.")
            {
                Code = Codes.TooManyLevels,
                Option = "data.ignore",
            });
        var counts = new int[column.Levels.Count];
        foreach (var code in column.Codes)
            if (code >= 0)
                counts[code]++;
        var most = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[most])
                most = i;
        return new(column.Name, column.Levels, column.Levels[most]);
    }
}
