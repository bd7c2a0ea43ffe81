using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>The columns, and then the product of each two of them. A product with a missing number is missing.</summary>
sealed class InteractionTransform : Transform
{
    readonly int columns;

    public InteractionTransform(int columns)
    {
        if (columns is < 2 or > 1000)
            throw new ArgumentException($"Interactions are between 2 to 1000 columns, not {columns}.");
        this.columns = columns;
    }

    public override int Inputs => columns;

    public override int Outputs => columns + columns * (columns - 1) / 2;

    internal override string Type => "interactions";

    public override string OutputName(IReadOnlyList<string> inputs, int output)
    {
        if (output < columns)
            return inputs[output];
        output -= columns;
        var left = 0;
        while (output >= columns - 1 - left)
            output -= columns - 1 - left++;
        return $"{inputs[left]} × {inputs[left + 1 + output]}";
    }

    public override void Apply(ReadOnlySpan<double> input, int rows, Span<double> output)
    {
        input[..(columns * rows)].CopyTo(output);
        var at = columns;
        for (var left = 0; left < columns; left++)
            for (var right = left + 1; right < columns; right++, at++)
            {
                var a = input.Slice(left * rows, rows);
                var b = input.Slice(right * rows, rows);
                var target = output.Slice(at * rows, rows);
                for (var i = 0; i < target.Length; i++)
                    target[i] = a[i] * b[i];
            }
    }

    internal override void WriteParameters(Utf8JsonWriter json) => json.WriteNumber("columns", columns);

    public static InteractionTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "columns");
        return new((int)StrictJson.WholeNumber(item, "columns"));
    }
}
