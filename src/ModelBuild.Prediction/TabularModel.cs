using System.Buffers;

namespace ModelBuild.Prediction;

/// <summary>How a regression's score becomes its value.</summary>
public enum Link
{
    /// <summary>The score is the value.</summary>
    Identity,

    /// <summary>The score is the value's logarithm, as in a Poisson regression.</summary>
    Log,
}

/// <summary>A trained model for rows of a table: a folder with <c>model.json</c>, and <c>trees.bin</c> where it has trees. Immutable and thread-safe.</summary>
public sealed class TabularModel
{
    /// <summary>The files that a model can have, <c>model.json</c> first, which each has.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [ModelFile.Name, ModelFile.TreesName];

    /// <summary>Puts a model together. Throws <see cref="ArgumentException"/> where its parts do not fit each other.</summary>
    /// <param name="task">What it predicts.</param>
    /// <param name="label">The column that it was trained to predict.</param>
    /// <param name="labels">The classes; two for binary classification, the positive one last; none for regression.</param>
    /// <param name="features">How rows become numbers.</param>
    /// <param name="scorer">One output for binary classification (log-odds) and for regression; otherwise one for each class.</param>
    /// <param name="link">How a regression's score becomes its value. A classification has its own: logistic or softmax.</param>
    /// <param name="threshold">The probability from which on a binary model says positive; above 0 and at most 1.</param>
    /// <param name="missing">Cells that count as missing in a file. Default: only the empty one.</param>
    public TabularModel(ModelTask task, string label, IReadOnlyList<string> labels, FeatureSet features, Scorer scorer, Link link = Link.Identity, double threshold = 0.5, IReadOnlyList<string>? missing = null)
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
            throw new ArgumentException($"The scorer takes {scorer.Width} features, and there are {features.Width}.", nameof(scorer));
        if (link != Link.Identity && task != ModelTask.Regression)
            throw new ArgumentException($"A model for {task} has no link {link}.", nameof(link));
        if (!(threshold > 0 && threshold <= 1) || (threshold != 0.5 && task != ModelTask.BinaryClassification))
            throw new ArgumentException($"A threshold is above 0 and at most 1, and only a binary classification has another than 0.5; it is {threshold} for {task}.", nameof(threshold));
        Schema = new(task, label, [.. labels], features.Columns());
        (Features, Scorer, Link, Threshold, Missing) = (features, scorer, link, threshold, [.. missing ?? [""]]);
    }

    /// <summary>What it reads and what it predicts.</summary>
    public TabularSchema Schema { get; }

    /// <summary>How rows become numbers.</summary>
    public FeatureSet Features { get; }

    /// <summary>How numbers become scores.</summary>
    public Scorer Scorer { get; }

    /// <summary>How a regression's score becomes its value.</summary>
    public Link Link { get; }

    /// <summary>The probability from which on a binary model says positive.</summary>
    public double Threshold { get; }

    /// <summary>Cells that count as missing in a file.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The same model with another threshold. Throws <see cref="ArgumentException"/> where it has none.</summary>
    public TabularModel WithThreshold(double threshold) => new(Schema.Task, Schema.Label, Schema.Labels, Features, Scorer, Link, threshold, Missing);

    /// <summary>
    /// Reads the model in <paramref name="folder"/>. Throws <see cref="InvalidDataException"/> for files that are not
    /// exactly what <see cref="Save"/> writes, or of a newer format.
    /// </summary>
    public static TabularModel Load(string folder) => Load(folder, []);

    /// <summary>Reads the model in <paramref name="folder"/>, whose features may have transforms of its author's own.</summary>
    /// <param name="folder">Where it is. Throws as <see cref="Load(string)"/> does, also for a transform that is not given.</param>
    /// <param name="custom">An instance of each, fitted or not.</param>
    public static TabularModel Load(string folder, IReadOnlyList<CustomTransform> custom) =>
        !Directory.Exists(folder) ? throw new InvalidDataException($"'{folder}' is not a model: there is no such folder. Give the folder that has {ModelFile.Name}.") :
        ModelFile.Read(Path.Combine(folder, ModelFile.Name), name => Path.Combine(folder, name) is var path && File.Exists(path) ? File.ReadAllBytes(path) : default(ReadOnlyMemory<byte>?), custom);

    /// <summary>Reads a model whose files are in memory, as those of a verified package are.</summary>
    /// <param name="files">Its files by their names. Throws as <see cref="Load(string)"/> does.</param>
    /// <param name="custom">An instance of each transform of its author's own.</param>
    public static TabularModel Load(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, IReadOnlyList<CustomTransform> custom) =>
        ModelFile.Read("It", name => files.TryGetValue(name, out var bytes) ? bytes : default(ReadOnlyMemory<byte>?), custom);

    /// <summary>Writes <c>model.json</c> and, where it has trees, <c>trees.bin</c> into <paramref name="folder"/>: equal models give equal bytes.</summary>
    public void Save(string folder) => ModelFile.Write(this, folder);

    /// <summary>Predicts a batch of rows. Throws <see cref="ArgumentException"/> where a column is absent or of another type.</summary>
    /// <param name="rows">The rows. Columns that the model does not read do no harm.</param>
    /// <param name="threads">How many threads to use. Default: 1. Does not change what is predicted.</param>
    public Predictions Predict(RowBatch rows, int threads = 1) => Predict(Features.Bind(rows), 0, rows.Rows, threads);

    /// <summary>Predicts a large batch part by part, so that only one part's predictions are in memory. Throws as <see cref="Predict(RowBatch, int)"/> does.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="partRows">How many rows a part has; the last one may have fewer.</param>
    /// <param name="threads">How many threads to use. Default: 1.</param>
    public IEnumerable<Predictions> PredictParts(RowBatch rows, int partRows, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partRows, 1);
        var bound = Features.Bind(rows);
        return Enumerable.Range(0, (int)(((long)rows.Rows + partRows - 1) / partRows))
            .Select(part => Predict(bound, part * partRows, Math.Min(partRows, rows.Rows - part * partRows), threads));
    }

    /// <summary>Predicts rows given as maps from column to value; see <see cref="RowBatch.Of"/>.</summary>
    public Predictions Predict(IReadOnlyList<IReadOnlyDictionary<string, object?>> rows) => Predict(RowBatch.Of(Schema, rows));

    Predictions Predict(BoundFeatures bound, int firstRow, int rows, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var outputs = Schema.Task == ModelTask.Regression ? 1 : Schema.Labels.Count;
        var values = GC.AllocateUninitializedArray<double>(checked(rows * outputs));
        var blockRows = FeatureSet.BlockRows(Features.Width);
        var blocks = (rows + blockRows - 1) / blockRows;
        void Block(int block)
        {
            var first = block * blockRows;
            var count = Math.Min(blockRows, rows - first);
            var features = ArrayPool<double>.Shared.Rent(count * Features.Width);
            bound.Fill(firstRow + first, count, features);
            Predict(features.AsSpan(0, count * Features.Width), count, values.AsSpan(first * outputs, count * outputs));
            ArrayPool<double>.Shared.Return(features);
        }
        if (threads == 1 || blocks <= 1)
            for (var block = 0; block < blocks; block++)
                Block(block);
        else
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, Block);
        return new(Schema, rows, values, Threshold);
    }

    void Predict(ReadOnlySpan<double> features, int rows, Span<double> values)
    {
        if (Schema.Task == ModelTask.BinaryClassification)
        {
            // Each from its own side: 1 - p would lose a small probability.
            var logOdds = values[rows..];
            Scorer.Score(features, rows, logOdds);
            for (var row = 0; row < rows; row++)
            {
                var score = logOdds[row];
                values[2 * row] = DeterministicMath.Sigmoid(-score);
                values[2 * row + 1] = DeterministicMath.Sigmoid(score);
            }
            return;
        }
        Scorer.Score(features, rows, values);
        if (Schema.Task == ModelTask.MulticlassClassification)
            for (var row = 0; row < rows; row++)
                DeterministicMath.Softmax(values.Slice(row * Scorer.Outputs, Scorer.Outputs));
        else if (Link == Link.Log)
            for (var row = 0; row < rows; row++)
                values[row] = DeterministicMath.Exp(values[row]);
    }
}
