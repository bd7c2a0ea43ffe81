namespace ModelBuild.Prediction;

/// <summary>How features become scores: log-odds, one score for each class, or a value. Immutable and thread-safe.</summary>
public abstract class Scorer
{
    private protected Scorer() { }

    /// <summary>How many scores a row gets: one for each class of a multiclass classification, else one.</summary>
    public abstract int Outputs { get; }

    /// <summary>How many features a row has.</summary>
    public abstract int Width { get; }

    /// <summary>The scores of a block of rows. A row's scores do not depend on the other rows of the block, nor on the processor.</summary>
    /// <param name="features">Column by column: feature j of row i at j × <paramref name="rows"/> + i. NaN where a feature is missing.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="scores">Row by row: takes <paramref name="rows"/> × <see cref="Outputs"/> scores.</param>
    public abstract void Score(ReadOnlySpan<double> features, int rows, Span<double> scores);
}
