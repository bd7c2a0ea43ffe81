using System.Text.Json;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// A transform of one's own: the double of a number.
sealed class Twice : CustomTransform
{
    public override string Name => "twice";

    public override int Inputs => 1;

    public override int Outputs => 1;

    public override string OutputName(IReadOnlyList<string> inputs, int output) => inputs[0];

    public override CustomTransform Fit(IReadOnlyList<ReadOnlyMemory<double>> columns) => this;

    public override CustomTransform Read(JsonElement state) => this;

    public override void WriteState(Utf8JsonWriter json) => json.WriteNullValue();

    public override void Apply(ReadOnlySpan<double> input, int rows, Span<double> output)
    {
        for (var i = 0; i < rows; i++)
            output[i] = 2 * input[i];
    }
}
