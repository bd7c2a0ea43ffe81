namespace Digits;

/// <summary>Everything from which training goes on.</summary>
sealed class TrainingState(Network network)
{
    public Network Network { get; } = network;

    public double[] Velocity { get; } = new double[network.Weights.Length];

    /// <summary>How many epochs are done.</summary>
    public int Epoch { get; set; }

    /// <summary>Small random weights, biases of zero (X. Glorot and Y. Bengio, 2010).</summary>
    public static TrainingState Begin(int hidden, long seed)
    {
        var network = new Network(hidden, new double[Network.CountWeights(hidden)]);
        var random = Randomness.From(seed, 0);
        for (var j = 0; j < hidden; j++)
            Fill(network.Weights.AsSpan(j * (Image.Size + 1) + 1, Image.Size), Math.Sqrt(6.0 / (Image.Size + hidden)));
        for (var k = 0; k < Image.Digits; k++)
            Fill(network.Weights.AsSpan(network.OutputRow(k) + 1, hidden), Math.Sqrt(6.0 / (hidden + Image.Digits)));
        return new(network);

        void Fill(Span<double> weights, double limit)
        {
            foreach (ref var weight in weights)
                weight = (random.NextDouble() * 2 - 1) * limit;
        }
    }

    /// <summary>Under another name first, so that a kill leaves no half of one.</summary>
    public void Save(string path)
    {
        using (var file = new BinaryWriter(File.Create(path + ".new")))
        {
            file.Write(Epoch);
            foreach (var number in Network.Weights.Concat(Velocity))
                file.Write(number);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    public bool TryLoad(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = new BinaryReader(File.OpenRead(path));
        Epoch = file.ReadInt32();
        foreach (var numbers in new[] { Network.Weights, Velocity })
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = file.ReadDouble();
        return true;
    }
}
