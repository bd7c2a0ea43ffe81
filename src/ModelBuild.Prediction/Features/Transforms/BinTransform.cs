using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>The bin of a number, from 0, each beginning with an edge; or, one-hot, a column for each bin. What is missing stays missing, or is in no bin.</summary>
sealed class BinTransform : Transform
{
    readonly double[][] edges;
    readonly int outputs;

    // The edges between the bins: one bin more than edges.
    public BinTransform(double[][] edges, bool oneHot)
    {
        if (edges.Length == 0)
            throw new ArgumentException("Bins need edges for each column.");
        foreach (var list in edges)
        {
            StrictJson.Finite(list, "edges");
            for (var i = 1; i < list.Length; i++)
                if (list[i] <= list[i - 1])
                    throw new ArgumentException("The edges of bins must rise.");
            outputs += oneHot ? list.Length + 1 : 1;
        }
        (this.edges, OneHot) = (edges, oneHot);
    }

    public bool OneHot { get; }

    public override int Inputs => edges.Length;

    public override int Outputs => outputs;

    internal override string Type => "bins";

    internal override bool IsIncreasing => !OneHot;

    public override string OutputName(IReadOnlyList<string> inputs, int output)
    {
        if (!OneHot)
            return inputs[output];
        var column = 0;
        while (output > edges[column].Length)
            output -= edges[column++].Length + 1;
        return $"{inputs[column]} in bin {output + 1}";
    }

    public override void Apply(ReadOnlySpan<double> input, int rows, Span<double> output)
    {
        if (OneHot)
            output.Clear();
        var at = 0;
        for (var column = 0; column < edges.Length; column++)
        {
            var list = edges[column];
            for (var i = 0; i < rows; i++)
            {
                var value = input[column * rows + i];
                if (OneHot)
                {
                    if (!double.IsNaN(value))
                        output[(at + Bin(list, value)) * rows + i] = 1;
                }
                else
                    output[at * rows + i] = double.IsNaN(value) ? value : Bin(list, value);
            }
            at += OneHot ? list.Length + 1 : 1;
        }
    }

    // How many edges are not above the number.
    static int Bin(double[] list, double value)
    {
        var (low, high) = (0, list.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteBoolean("oneHot", OneHot);
        StrictJson.Write(json, "edges", edges);
    }

    public static BinTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "oneHot", "edges");
        return new(StrictJson.NumberLists(item, "edges"), StrictJson.Boolean(item, "oneHot"));
    }
}
