using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// What predicting without features gives: the shares of the classes, or the mean, or of the quantile loss that quantile, of the training rows. A row of two
// classes counts as positive from a half on. As the trainer `baseline`, without a model.
sealed class ConstantModel
{
    readonly TabularSchema schema;
    readonly double[] outputs;

    // The classes are those of the schema; one that no training row has is never predicted.
    public ConstantModel(TabularSchema schema, Table train, string? weight, QuantileOptions options)
    {
        this.schema = schema;
        var label = train.Find(schema.Label) ?? throw new ArgumentException($"The table has no column '{schema.Label}'.");
        var weights = weight is null ? Ones(train.Rows) : TrainingTarget.WeightsOf(train, weight);
        outputs = schema.Task == ModelTask.Regression ? [Number(((NumericColumn)label).Values.ToArray(), weights, options)] : Shares(LabelClasses.Of(label), weights);
    }

    public Predictions Predict(int rows)
    {
        var values = new double[rows * outputs.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = outputs[i % outputs.Length];
        return new(schema, rows, values);
    }

    static double Number(double[] values, double[] weights, QuantileOptions options) =>
        options.Loss == RegressionLoss.Quantile ? WeightedQuantile.Of(values, weights, options.Quantile) : Prior.Mean(values, weights);

    double[] Shares(LabelClasses classes, double[] weights)
    {
        var shares = new double[schema.Labels.Count];
        var places = new int[classes.Names.Count];
        for (var i = 0; i < places.Length; i++)
            places[i] = schema.Labels.ToList().IndexOf(classes.Names[i]);
        var total = 0.0;
        for (var row = 0; row < weights.Length; row++)
            if (classes.Codes[row] is >= 0 and var code && places[code] is >= 0 and var place)
            {
                shares[place] += weights[row];
                total += weights[row];
            }
        for (var k = 0; k < shares.Length; k++)
            shares[k] /= total;
        return shares;
    }

    static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
