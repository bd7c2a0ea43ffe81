using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>How the texts of a column become numbers: fitted on training rows, applied to any. Immutable and thread-safe.</summary>
abstract class Encoder
{
    /// <summary>How many columns it gives.</summary>
    public abstract int Outputs { get; }

    /// <summary>Of an encoder that gives the text's number for a trainer that takes categories how many there are; else 0.</summary>
    public virtual int Categories => 0;

    /// <summary>The texts that it knows, seen in training; empty where it takes any.</summary>
    public virtual IReadOnlyList<string> Levels => [];

    public abstract string OutputName(string column, int output);

    /// <summary>Adds what is not zero for a text, or for a missing one (null).</summary>
    public abstract void Encode(string? text, EncodedText target);

    internal abstract string Type { get; }

    internal abstract void WriteParameters(Utf8JsonWriter json);
}

/// <summary>The numbers of one text after the other, those that are not zero: where in the columns, and what.</summary>
sealed class EncodedText
{
    int[] outputs = new int[64];
    double[] values = new double[64];
    int count;
    readonly List<int> ends = [];

    public void Add(int output, double value)
    {
        if (count == outputs.Length)
        {
            Array.Resize(ref outputs, count * 2);
            Array.Resize(ref values, count * 2);
        }
        (outputs[count], values[count++]) = (output, value);
    }

    public void End() => ends.Add(count);

    // Into row i of a block of rows, column by column; the columns were cleared before.
    public void Scatter(int text, Span<double> block, int rows, int row)
    {
        for (var at = text == 0 ? 0 : ends[text - 1]; at < ends[text]; at++)
            block[outputs[at] * rows + row] = values[at];
    }

    // The only number of a text that has just one.
    public double Single(int text)
    {
        var first = text == 0 ? 0 : ends[text - 1];
        return first < ends[text] ? values[first] : 0;
    }
}
