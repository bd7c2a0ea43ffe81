namespace ModelBuild.Prediction;

/// <summary>A trained model for rows of a table: a folder with one file, <c>model.json</c>. Immutable and thread-safe.</summary>
public sealed class TabularModel
{
    const int RowsAtOnce = 256;

    /// <summary>Puts a model together. Throws <see cref="ArgumentException"/> where its parts do not fit each other.</summary>
    /// <param name="task">What it predicts.</param>
    /// <param name="label">The column that it was trained to predict.</param>
    /// <param name="labels">The classes; two for binary classification, the positive one last; none for regression.</param>
    /// <param name="features">How rows become numbers.</param>
    /// <param name="scorer">One output for binary classification (log-odds) and for regression; otherwise one for each class.</param>
    public TabularModel(ModelTask task, string label, IReadOnlyList<string> labels, FeatureSet features, LinearScorer scorer)
    {
        var (fewest, most) = task switch
        {
            ModelTask.BinaryClassification => (2, 2),
            ModelTask.MulticlassClassification => (2, int.MaxValue),
            ModelTask.Regression => (0, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(task)),
        };
        if (labels.Count < fewest || labels.Count > most)
            throw new ArgumentException($"A model for {task} cannot have {labels.Count} labels.", nameof(labels));
        if (new HashSet<string>(labels, StringComparer.Ordinal).Count != labels.Count)
            throw new ArgumentException("A label is there twice.", nameof(labels));
        var outputs = task == ModelTask.MulticlassClassification ? labels.Count : 1;
        if (scorer.Outputs != outputs)
            throw new ArgumentException($"A model for {task} with {labels.Count} labels needs {outputs} outputs, not {scorer.Outputs}.", nameof(scorer));
        if (scorer.Width != features.Width)
            throw new ArgumentException($"There are {scorer.Width} weights for {features.Width} features.", nameof(scorer));

        var columns = new SchemaColumn[features.Features.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var feature = features.Features[i];
            columns[i] = new(feature.Column, feature.Type, (feature as CategoricalFeature)?.Levels ?? []);
        }
        Schema = new(task, label, [.. labels], columns);
        (Features, Scorer) = (features, scorer);
    }

    /// <summary>What it reads and what it predicts.</summary>
    public TabularSchema Schema { get; }

    /// <summary>How rows become numbers.</summary>
    public FeatureSet Features { get; }

    /// <summary>How numbers become scores.</summary>
    public LinearScorer Scorer { get; }

    /// <summary>
    /// Reads the model in <paramref name="folder"/>. Throws <see cref="InvalidDataException"/> for a file that is not
    /// exactly what <see cref="Save"/> writes, or of a newer format.
    /// </summary>
    public static TabularModel Load(string folder) => ModelFile.Read(Path.Combine(folder, ModelFile.Name));

    /// <summary>Writes <c>model.json</c> into <paramref name="folder"/>: equal models give equal bytes.</summary>
    public void Save(string folder) => ModelFile.Write(this, Path.Combine(folder, ModelFile.Name));

    /// <summary>Predicts a batch of rows. Throws <see cref="ArgumentException"/> where a column is absent or of another type.</summary>
    public Predictions Predict(RowBatch rows)
    {
        var outputs = Schema.Task == ModelTask.Regression ? 1 : Schema.Labels.Count;
        var values = new double[checked(rows.Rows * outputs)];
        var matrix = new double[Math.Min(RowsAtOnce, rows.Rows) * Features.Width];
        var readers = Features.Bind(rows);
        for (var first = 0; first < rows.Rows; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows.Rows - first);
            Features.Transform(readers, first, count, matrix);
            for (var i = 0; i < count; i++)
                Predict(matrix.AsSpan(i * Features.Width, Features.Width), values.AsSpan((first + i) * outputs, outputs));
        }
        return new(Schema, rows.Rows, values);
    }

    /// <summary>Predicts rows given as maps from column to value; see <see cref="RowBatch.Of"/>.</summary>
    public Predictions Predict(IReadOnlyList<IReadOnlyDictionary<string, object?>> rows) => Predict(RowBatch.Of(Schema, rows));

    void Predict(ReadOnlySpan<double> features, Span<double> result)
    {
        Scorer.Score(features, result);
        if (Schema.Task == ModelTask.BinaryClassification)
        {
            // Each from its own side: 1 - p would lose a small probability.
            var logOdds = result[0];
            result[0] = DeterministicMath.Sigmoid(-logOdds);
            result[1] = DeterministicMath.Sigmoid(logOdds);
        }
        else if (Schema.Task == ModelTask.MulticlassClassification)
            DeterministicMath.Softmax(result);
    }
}
