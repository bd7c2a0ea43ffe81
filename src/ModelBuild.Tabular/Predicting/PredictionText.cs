using System.Buffers;
using System.Globalization;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Writes predictions as CSV.
sealed class PredictionText
{
    const int Enough = 1 << 20;

    readonly ArrayBufferWriter<byte> text = new(Enough);
    readonly byte[][] labels;
    readonly Stream output;

    // Begins with the header.
    public PredictionText(TabularSchema schema, IReadOnlyList<string> kept, Stream output)
    {
        this.output = output;
        labels = [.. schema.Labels.Select(Encoding.UTF8.GetBytes)];
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var name in kept.Concat(ColumnsOf(schema)))
        {
            text.Write(separator);
            CsvText.Write(text, Encoding.UTF8.GetBytes(name));
            separator = ","u8;
        }
        text.Write("\n"u8);
    }

    public static IEnumerable<string> ColumnsOf(TabularSchema schema) => ["prediction", .. schema.Labels.Select(label => $"probability[{label}]")];

    public void Write(Predictions part, KeptCells? kept)
    {
        for (var row = 0; row < part.Rows; row++)
        {
            kept?.WriteNext(text);
            if (labels.Length == 0)
                Write(part.Value(row));
            else
            {
                CsvText.Write(text, labels[part.LabelIndex(row)]);
                foreach (var probability in part[row])
                {
                    text.Write(","u8);
                    Write(probability);
                }
            }
            text.Write("\n"u8);
            if (text.WrittenCount >= Enough - (1 << 10))
                Flush();
        }
    }

    public void Flush()
    {
        output.Write(text.WrittenSpan);
        text.ResetWrittenCount();
    }

    // The shortest text that reads back as the same number.
    void Write(double number)
    {
        number.TryFormat(text.GetSpan(32), out var length, provider: CultureInfo.InvariantCulture);
        text.Advance(length);
    }
}
