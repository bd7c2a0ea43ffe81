using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// A fitted step from numbers to numbers: columns in, columns out, each row by itself. Immutable and thread-safe.
/// </summary>
/// <remarks>The steps that ModelBuild fits are internal; one of your own derives from <see cref="CustomTransform"/>.</remarks>
public abstract class Transform
{
    private protected Transform() { }

    /// <summary>How many columns it takes.</summary>
    public abstract int Inputs { get; }

    /// <summary>How many columns it gives.</summary>
    public abstract int Outputs { get; }

    /// <summary>The name of an output, made from the names of what it takes.</summary>
    /// <param name="inputs">The names of its <see cref="Inputs"/>.</param>
    /// <param name="output">From 0.</param>
    public abstract string OutputName(IReadOnlyList<string> inputs, int output);

    /// <summary>Whether the output follows one input and rises with it, so that a bound on the one is a bound on the other.</summary>
    internal virtual bool IsIncreasing => false;

    /// <summary>Transforms a block of rows. NaN is a missing number; what becomes of it is the transform's to say.</summary>
    /// <param name="input">Column by column: column j of row i at j × <paramref name="rows"/> + i.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="output">Takes <see cref="Outputs"/> columns in the same layout. Never overlaps the input.</param>
    public abstract void Apply(ReadOnlySpan<double> input, int rows, Span<double> output);

    /// <summary>What the model file calls it.</summary>
    internal abstract string Type { get; }

    /// <summary>Writes its parameters as members of the current object.</summary>
    internal abstract void WriteParameters(Utf8JsonWriter json);
}

/// <summary>A transform of each column by itself.</summary>
abstract class ColumnTransform(int columns) : Transform
{
    public override int Inputs => columns;

    public override int Outputs => columns;

    public override string OutputName(IReadOnlyList<string> inputs, int output) => inputs[output];

    public override void Apply(ReadOnlySpan<double> input, int rows, Span<double> output)
    {
        for (var column = 0; column < columns; column++)
            Apply(column, input.Slice(column * rows, rows), output.Slice(column * rows, rows));
    }

    protected abstract void Apply(int column, ReadOnlySpan<double> input, Span<double> output);
}
