namespace ModelBuild.Prediction;

/// <summary>What a model says about a batch of rows. Immutable.</summary>
public sealed class Predictions
{
    readonly double[] values;
    readonly int outputs;

    readonly double threshold;

    internal Predictions(TabularSchema schema, int rows, double[] values, double threshold = 0.5)
    {
        (Schema, Rows, this.values, this.threshold) = (schema, rows, values, threshold);
        outputs = schema.Task == ModelTask.Regression ? 1 : schema.Labels.Count;
    }

    /// <summary>The model's schema.</summary>
    public TabularSchema Schema { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>
    /// For a row (from 0) the probabilities in the order of <see cref="TabularSchema.Labels"/>, or for regression the one value.
    /// </summary>
    public ReadOnlySpan<double> this[int row] => values.AsSpan(row * outputs, outputs);

    /// <summary>The value of a regression. Throws <see cref="InvalidOperationException"/> for a classification.</summary>
    public double Value(int row) => Schema.Task == ModelTask.Regression
        ? values[row]
        : throw new InvalidOperationException("The model classifies; read the probabilities of its labels.");

    /// <summary>
    /// The label's index: of a binary model the positive one where its probability reaches the model's threshold, else
    /// the most probable, of equal ones the first. Throws <see cref="InvalidOperationException"/> for a regression.
    /// </summary>
    public int LabelIndex(int row)
    {
        if (Schema.Task == ModelTask.Regression)
            throw new InvalidOperationException("The model predicts a number and has no labels.");
        var probabilities = this[row];
        if (Schema.Task == ModelTask.BinaryClassification)
            return probabilities[1] >= threshold ? 1 : 0;
        var best = 0;
        for (var i = 1; i < probabilities.Length; i++)
            if (probabilities[i] > probabilities[best])
                best = i;
        return best;
    }

    /// <summary>The label of <see cref="LabelIndex"/>. Throws <see cref="InvalidOperationException"/> for a regression.</summary>
    public string Label(int row) => Schema.Labels[LabelIndex(row)];
}
