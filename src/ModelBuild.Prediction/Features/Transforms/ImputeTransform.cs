using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>Puts a number where one is missing.</summary>
sealed class ImputeTransform : ColumnTransform
{
    readonly double[] fills;

    public ImputeTransform(double[] fills) : base(fills.Length)
    {
        StrictJson.Finite(fills, "fills");
        this.fills = fills.Length > 0 ? fills : throw new ArgumentException("There is no fill.");
    }

    public IReadOnlyList<double> Fills => fills;

    internal override string Type => "impute";

    internal override bool IsIncreasing => true;

    protected override void Apply(int column, ReadOnlySpan<double> input, Span<double> output)
    {
        var fill = fills[column];
        for (var i = 0; i < input.Length; i++)
            output[i] = double.IsNaN(input[i]) ? fill : input[i];
    }

    internal override void WriteParameters(Utf8JsonWriter json) => StrictJson.Write(json, "fills", fills);

    public static ImputeTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "fills");
        return new(StrictJson.Numbers(item, "fills"));
    }
}
