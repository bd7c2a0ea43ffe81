namespace ModelBuild.Prediction;

/// <summary>How one column becomes numbers: fitted on training rows, applied to any.</summary>
public abstract class Feature
{
    private protected Feature(string column) =>
        Column = string.IsNullOrEmpty(column) ? throw new ArgumentException("A feature needs its column's name.", nameof(column)) : column;

    /// <summary>The column that it reads.</summary>
    public string Column { get; }

    /// <summary>The type that the column must have.</summary>
    public abstract FeatureType Type { get; }

    /// <summary>How many numbers it gives for a row.</summary>
    public abstract int Width { get; }

    /// <summary>Prepares reading rows of <paramref name="batch"/>; throws <see cref="ArgumentException"/> where its column is absent or of another type.</summary>
    internal abstract FeatureReader Bind(RowBatch batch);
}

/// <summary>Writes a feature's numbers for a row into a span of the feature's width.</summary>
delegate void FeatureReader(int row, Span<double> target);

/// <summary>A number, scaled: (value - shift) / scale. A missing one is filled first.</summary>
public sealed class NumericFeature : Feature
{
    /// <summary>Throws <see cref="ArgumentException"/> for a number that is not finite, or a scale that is not positive.</summary>
    /// <param name="column">The column that it reads.</param>
    /// <param name="fill">Stands in for a missing value, in the column's own unit.</param>
    /// <param name="shift">Is subtracted.</param>
    /// <param name="scale">Divides; above 0.</param>
    public NumericFeature(string column, double fill, double shift, double scale) : base(column)
    {
        if (!double.IsFinite(fill) || !double.IsFinite(shift) || !double.IsFinite(scale) || scale <= 0)
            throw new ArgumentException($"The feature of column '{column}' must have a finite fill and shift and a positive, finite scale.");
        (Fill, Shift, Scale) = (fill, shift, scale);
    }

    /// <summary>Stands in for a missing value.</summary>
    public double Fill { get; }

    /// <summary>Is subtracted from the value.</summary>
    public double Shift { get; }

    /// <summary>Divides the difference.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override FeatureType Type => FeatureType.Numeric;

    /// <inheritdoc/>
    public override int Width => 1;

    internal override FeatureReader Bind(RowBatch batch)
    {
        var values = batch.Numbers(Column);
        return (row, target) =>
        {
            var value = values[row];
            target[0] = ((double.IsNaN(value) ? Fill : value) - Shift) / Scale;
        };
    }
}

/// <summary>A text, one-hot: 1 for the level that it is, 0 for the others. A level that was never seen is 0 for all.</summary>
public sealed class CategoricalFeature : Feature
{
    readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="ArgumentException"/> for no levels, a repeated level, or a fill that is none of them.</summary>
    /// <param name="column">The column that it reads.</param>
    /// <param name="levels">The values seen in training, in the order of the numbers.</param>
    /// <param name="fill">The level that stands in for a missing value.</param>
    public CategoricalFeature(string column, IReadOnlyList<string> levels, string fill) : base(column)
    {
        for (var i = 0; i < levels.Count; i++)
            if (!indexes.TryAdd(levels[i], i))
                throw new ArgumentException($"The feature of column '{column}' has the level '{levels[i]}' twice.", nameof(levels));
        if (!indexes.ContainsKey(fill))
            throw new ArgumentException($"The feature of column '{column}' fills with '{fill}', which is none of its levels.", nameof(fill));
        (Levels, Fill) = (levels, fill);
    }

    /// <summary>The values seen in training, in the order of the numbers.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>The level that stands in for a missing value.</summary>
    public string Fill { get; }

    /// <inheritdoc/>
    public override FeatureType Type => FeatureType.Categorical;

    /// <inheritdoc/>
    public override int Width => Levels.Count;

    internal override FeatureReader Bind(RowBatch batch)
    {
        var (codes, levels) = batch.Codes(Column);
        var known = new int[levels.Count];
        for (var i = 0; i < known.Length; i++)
            known[i] = indexes.GetValueOrDefault(levels[i], -1);
        var fill = indexes[Fill];
        return (row, target) =>
        {
            target.Clear();
            var code = codes[row];
            var index = code < 0 ? fill : known[code];
            if (index >= 0)
                target[index] = 1;
        };
    }
}
