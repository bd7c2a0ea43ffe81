using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>(value - shift) / scale for each column. What is missing stays missing.</summary>
sealed class ScaleTransform : ColumnTransform
{
    readonly double[] shifts;
    readonly double[] scales;

    public ScaleTransform(double[] shifts, double[] scales) : base(shifts.Length)
    {
        StrictJson.Finite(shifts, "shifts");
        StrictJson.Finite(scales, "scales");
        if (shifts.Length == 0 || scales.Length != shifts.Length || !Array.TrueForAll(scales, scale => scale > 0))
            throw new ArgumentException("A scale needs a shift and a positive scale for each column.");
        (this.shifts, this.scales) = (shifts, scales);
    }

    public IReadOnlyList<double> Shifts => shifts;

    public IReadOnlyList<double> Scales => scales;

    internal override string Type => "scale";

    internal override bool IsIncreasing => true;

    protected override void Apply(int column, ReadOnlySpan<double> input, Span<double> output)
    {
        var (shift, scale) = (shifts[column], scales[column]);
        for (var i = 0; i < input.Length; i++)
            output[i] = (input[i] - shift) / scale;
    }

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        StrictJson.Write(json, "shifts", shifts);
        StrictJson.Write(json, "scales", scales);
    }

    public static ScaleTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "shifts", "scales");
        return new(StrictJson.Numbers(item, "shifts"), StrictJson.Numbers(item, "scales"));
    }
}
