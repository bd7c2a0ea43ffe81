using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The features of all training rows, row after row.
sealed class FeatureMatrix
{
    readonly double[] values;

    public FeatureMatrix(int rows, int width, double[] values) => (Rows, Width, this.values) = (rows, width, values);

    public int Rows { get; }

    public int Width { get; }

    public ReadOnlySpan<double> this[int row] => values.AsSpan(row * Width, Width);

    public static FeatureMatrix Of(Table table, FeatureSet features)
    {
        var size = (long)table.Rows * features.Width;
        if (size > Array.MaxLength)
            throw new StageException(new StageError($"{table.Rows} training rows with {features.Width} features are {size} numbers, and the linear trainer holds at most {Array.MaxLength} in memory. Ignore columns with many different texts, or train on fewer rows.")
            {
                Code = Codes.TooMuchData,
                Option = "data.ignore",
            });
        var matrix = new double[size];
        features.Transform(table.ToBatch(), 0, table.Rows, matrix);
        return new(table.Rows, features.Width, matrix);
    }
}
