using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>1 where a number is missing, and 0 elsewhere.</summary>
sealed class IndicatorTransform(int columns) : ColumnTransform(columns)
{
    internal override string Type => "missing";

    public override string OutputName(IReadOnlyList<string> inputs, int output) => $"{inputs[output]} is missing";

    protected override void Apply(int column, ReadOnlySpan<double> input, Span<double> output)
    {
        for (var i = 0; i < input.Length; i++)
            output[i] = double.IsNaN(input[i]) ? 1 : 0;
    }

    internal override void WriteParameters(Utf8JsonWriter json) => json.WriteNumber("columns", Inputs);

    public static IndicatorTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "columns");
        var columns = StrictJson.WholeNumber(item, "columns");
        return columns > 0 ? new((int)columns) : throw new FormatException($"there are {columns} columns to see what is missing of.");
    }
}
