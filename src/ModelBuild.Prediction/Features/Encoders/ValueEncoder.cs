using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// Numbers for each level, one or several: the mean of the target among the training rows that have it, or how many these are.
/// Unknown and missing texts have numbers of their own.
/// </summary>
sealed class ValueEncoder : LevelEncoder
{
    readonly double[][] values; // for each output one for each level
    readonly double[] unknown;
    readonly double[] missing;

    public ValueEncoder(IReadOnlyList<string> levels, double[][] values, double[] unknown, double[] missing, IReadOnlyList<string> names) : base(levels)
    {
        if (values.Length == 0 || unknown.Length != values.Length || missing.Length != values.Length || names.Count != values.Length)
            throw new ArgumentException("A value encoder needs a name and values for each output.");
        foreach (var list in values)
        {
            StrictJson.Finite(list, "values");
            if (list.Length != levels.Count)
                throw new ArgumentException($"There are {list.Length} values for {levels.Count} levels.");
        }
        StrictJson.Finite(unknown, "unknown");
        StrictJson.Finite(missing, "missing");
        (this.values, this.unknown, this.missing, Names) = (values, unknown, missing, names);
    }

    public IReadOnlyList<string> Names { get; }

    public override int Outputs => values.Length;

    internal override string Type => "values";

    public override string OutputName(string column, int output) => $"{Names[output]} of {column}";

    public override void Encode(string? text, EncodedText target)
    {
        var index = text is null ? -1 : IndexOf(text);
        for (var output = 0; output < values.Length; output++)
            target.Add(output, text is null ? missing[output] : index < 0 ? unknown[output] : values[output][index]);
    }

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        base.WriteParameters(json);
        StrictJson.Write(json, "values", values);
        StrictJson.Write(json, "unknown", unknown);
        StrictJson.Write(json, "missing", missing);
        StrictJson.Write(json, "names", Names);
    }

    public static ValueEncoder Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "levels", "values", "unknown", "missing", "names");
        return new(StrictJson.Strings(item, "levels"), StrictJson.NumberLists(item, "values"),
            StrictJson.Numbers(item, "unknown"), StrictJson.Numbers(item, "missing"), StrictJson.Strings(item, "names"));
    }
}
