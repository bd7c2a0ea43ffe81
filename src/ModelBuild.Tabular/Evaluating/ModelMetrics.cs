using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The metrics of a model's predictions of the rows of a table, by its task. Without weights each row weighs 1; the quantile
// is the one that a regression predicts, a half where it is another number.
sealed class ModelMetrics
{
    readonly TabularSchema schema;
    readonly double[]? weights;
    readonly double quantile;
    readonly int[] classes = []; // of each row, in the model's order
    readonly double[] values = [];

    public ModelMetrics(TabularSchema schema, Table table, double[]? weights, double quantile)
    {
        (this.schema, this.weights, this.quantile) = (schema, weights, quantile);
        var label = table.Find(schema.Label) ?? throw new ArgumentException($"The table has no column '{schema.Label}'.");
        if (weights is not null && weights.Length != table.Rows)
            throw new ArgumentException($"There are {weights.Length} weights for {table.Rows} rows.", nameof(weights));
        if (schema.Task == ModelTask.Regression)
            values = ((NumericColumn)label).Values.ToArray();
        else
            classes = Classes(label);
    }

    // Of each row the index of its class in the model's order, or its number.
    public double[] Truth => schema.Task == ModelTask.Regression ? values : Array.ConvertAll(classes, place => (double)place);

    // Over some of the rows.
    public RowMetrics Of(Predictions predictions, int[] rows) => schema.Task switch
    {
        ModelTask.Regression => Regression(predictions, rows),
        ModelTask.BinaryClassification => Binary(predictions, rows),
        _ => Multiclass(predictions, rows),
    };

    RegressionMetrics Regression(Predictions predictions, int[] rows) =>
        new(Array.ConvertAll(rows, predictions.Value), Of(values, rows), quantile, Weights(rows));

    BinaryMetrics Binary(Predictions predictions, int[] rows) => new(
        Array.ConvertAll(rows, row => predictions[row][0]),
        Array.ConvertAll(rows, row => predictions[row][1]),
        Array.ConvertAll(rows, row => classes[row] == 1),
        Array.ConvertAll(rows, row => predictions.LabelIndex(row) == 1),
        Weights(rows));

    MulticlassMetrics Multiclass(Predictions predictions, int[] rows)
    {
        var probabilities = new double[schema.Labels.Count][];
        for (var k = 0; k < probabilities.Length; k++)
        {
            var label = k;
            probabilities[k] = Array.ConvertAll(rows, row => predictions[row][label]);
        }
        return new(probabilities, Array.ConvertAll(rows, row => classes[row]), Array.ConvertAll(rows, predictions.LabelIndex), Weights(rows));
    }

    double[]? Weights(int[] rows) => weights is null ? null : Of(weights, rows);

    static double[] Of(double[] all, int[] rows) => Array.ConvertAll(rows, row => all[row]);

    int[] Classes(Column label)
    {
        var found = LabelClasses.Of(label);
        var places = new int[found.Names.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = -1;
            for (var k = 0; k < schema.Labels.Count; k++)
                if (schema.Labels[k] == found.Names[i])
                    places[i] = k;
            if (places[i] < 0)
                throw new StageException(new StageError($"The test rows have the class '{found.Names[i]}', and the model was trained without it. Split so that every class is in both parts.")
                {
                    Code = Codes.ClassMissingFromPart,
                    Option = "split.seed",
                });
        }
        return Array.ConvertAll(found.Codes, code => code >= 0 ? places[code] : throw new ArgumentException("A test row has no label."));
    }
}
