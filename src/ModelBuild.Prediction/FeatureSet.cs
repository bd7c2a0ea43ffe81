namespace ModelBuild.Prediction;

/// <summary>The features of a model, in the order of its weights. Immutable and thread-safe.</summary>
public sealed class FeatureSet
{
    /// <summary>Throws <see cref="ArgumentException"/> for no features, or two of one column.</summary>
    public FeatureSet(IReadOnlyList<Feature> features)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var feature in features)
        {
            if (!columns.Add(feature.Column))
                throw new ArgumentException($"Column '{feature.Column}' has two features.", nameof(features));
            Width = checked(Width + feature.Width);
        }
        if (Width == 0)
            throw new ArgumentException("A model needs at least one feature.", nameof(features));
        Features = features;
    }

    /// <summary>One for each column that the model reads.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>How many numbers a row has.</summary>
    public int Width { get; }

    /// <summary>The numbers of <paramref name="count"/> rows from row <paramref name="first"/>, one row after the other.</summary>
    /// <param name="batch">The rows. Throws <see cref="ArgumentException"/> where a column is absent or of another type.</param>
    /// <param name="first">From 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="matrix">Row-major, at least <paramref name="count"/> × <see cref="Width"/>.</param>
    public void Transform(RowBatch batch, int first, int count, Span<double> matrix) =>
        Transform(Bind(batch), first, count, matrix);

    internal FeatureReader[] Bind(RowBatch batch)
    {
        var readers = new FeatureReader[Features.Count];
        for (var i = 0; i < readers.Length; i++)
            readers[i] = Features[i].Bind(batch);
        return readers;
    }

    internal void Transform(FeatureReader[] readers, int first, int count, Span<double> matrix)
    {
        var at = 0;
        for (var row = first; row < first + count; row++)
            for (var i = 0; i < readers.Length; i++)
            {
                var width = Features[i].Width;
                readers[i](row, matrix.Slice(at, width));
                at += width;
            }
    }
}
