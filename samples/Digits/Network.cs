using ModelBuild;

namespace Digits;

/// <summary>A neural network with one hidden layer (tanh) and a softmax over the ten digits. The model.</summary>
/// <param name="Hidden">How many neurons the hidden layer has.</param>
/// <param name="Weights">For each hidden neuron its bias and a weight for each pixel, then for each digit its bias and a weight for each hidden neuron.</param>
public sealed record Network(int Hidden, double[] Weights) : IArtifact<Network>
{
    const string FileName = "network.bin";

    public static int CountWeights(int hidden) => hidden * (Image.Size + 1) + Image.Digits * (hidden + 1);

    public void Write(string folder)
    {
        using var file = new BinaryWriter(File.Create(Path.Combine(folder, FileName)));
        file.Write(Hidden);
        foreach (var weight in Weights)
            file.Write(weight);
    }

    public static Network Read(string folder)
    {
        using var file = new BinaryReader(File.OpenRead(Path.Combine(folder, FileName)));
        var hidden = file.ReadInt32();
        var weights = new double[CountWeights(hidden)];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = file.ReadDouble();
        return new(hidden, weights);
    }

    /// <summary>The probability of each digit.</summary>
    public double[] Predict(byte[] pixels)
    {
        var (hidden, output) = (new double[Hidden], new double[Image.Digits]);
        Forward(pixels, hidden, output);
        return output;
    }

    public static int MostLikely(double[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());

    internal void Forward(byte[] pixels, double[] hidden, double[] output)
    {
        for (var j = 0; j < Hidden; j++)
        {
            var row = Weights.AsSpan(j * (Image.Size + 1), Image.Size + 1);
            var sum = row[0];
            for (var i = 0; i < Image.Size; i++)
                sum += row[i + 1] * Scaled(pixels[i]);
            hidden[j] = Math.Tanh(sum);
        }
        var most = double.NegativeInfinity;
        for (var k = 0; k < Image.Digits; k++)
        {
            var row = Weights.AsSpan(OutputRow(k), Hidden + 1);
            var sum = row[0];
            for (var j = 0; j < Hidden; j++)
                sum += row[j + 1] * hidden[j];
            output[k] = sum;
            most = Math.Max(most, sum);
        }
        var total = 0.0;
        for (var k = 0; k < Image.Digits; k++)
            total += output[k] = Math.Exp(output[k] - most);
        for (var k = 0; k < Image.Digits; k++)
            output[k] /= total;
    }

    /// <summary>Where a digit's bias is, before its weights.</summary>
    internal int OutputRow(int digit) => Hidden * (Image.Size + 1) + digit * (Hidden + 1);

    internal static double Scaled(byte pixel) => pixel * (1.0 / Image.Ink);
}
