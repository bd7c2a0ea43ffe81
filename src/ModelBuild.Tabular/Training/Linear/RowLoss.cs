namespace ModelBuild.Tabular;

// The loss of single rows as a function of their scores. Immutable and thread-safe. The spans' lengths are multiples of four; rows without weight add nothing.
abstract class RowLoss(int outputs)
{
    // How many scores a row has.
    public int Outputs { get; } = outputs;

    // What users are shown of a mean loss.
    public virtual double Reported(double meanLoss) => meanLoss;

    // The intercepts that alone fit best.
    public abstract double[] Start(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights);

    // The weighted sum of the losses. Replaces the scores, output after output, by the derivatives.
    public abstract double Evaluate(Span<double> scores, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights);

    // The second derivatives by the scores of outputs (first, second). Keeps the scores, output after output.
    public abstract void Curvature(ReadOnlySpan<double> scores, ReadOnlySpan<double> weights, int first, int second, Span<double> curvature);
}
