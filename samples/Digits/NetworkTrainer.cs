using ModelBuild;

namespace Digits;

/// <summary>
/// Mini-batch gradient descent with momentum on the cross entropy. Each batch is cut into parts of fixed size whose gradients are
/// added in order, so that the number of threads changes no bit.
/// </summary>
sealed class NetworkTrainer
{
    const int PartSize = 8;

    readonly IReadOnlyList<Image> images;
    readonly TrainOptions options;
    readonly StageContext context;
    readonly TrainingState state;
    readonly Part[] parts;

    public NetworkTrainer(Images train, TrainOptions options, StageContext context)
    {
        (images, this.options, this.context) = (train.Items, options, context);
        state = TrainingState.Begin(options.Hidden, context.Seed);
        parts = [.. Enumerable.Range(0, (options.Batch + PartSize - 1) / PartSize).Select(_ => new Part(state.Network))];
    }

    public Network Run()
    {
        var checkpoint = Path.Combine(context.CheckpointFolder, "state.bin");
        if (state.TryLoad(checkpoint))
            context.Log($"going on after epoch {state.Epoch}");
        while (state.Epoch < options.Epochs)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var loss = RunEpoch();
            state.Save(checkpoint);
            context.Metric("trainLoss", loss, state.Epoch);
            context.Progress(state.Epoch / (double)options.Epochs, $"epoch {state.Epoch} of {options.Epochs}, loss {loss:0.0000}");
        }
        return state.Network;
    }

    /// <summary>Sees each picture once, in an order of this epoch's own.</summary>
    /// <returns>The mean loss.</returns>
    double RunEpoch()
    {
        var order = Enumerable.Range(0, images.Count).ToArray();
        Randomness.From(context.Seed, ++state.Epoch).Shuffle(order);
        var loss = 0.0;
        for (var start = 0; start < order.Length; start += options.Batch)
            loss += Step(order.AsMemory(start, Math.Min(options.Batch, order.Length - start)));
        return loss / order.Length;
    }

    double Step(ReadOnlyMemory<int> batch)
    {
        var count = (batch.Length + PartSize - 1) / PartSize;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = context.Threads }, p =>
            parts[p].Add(images, batch.Span[(p * PartSize)..Math.Min((p + 1) * PartSize, batch.Length)]));

        var loss = 0.0;
        for (var p = 0; p < count; p++)
            loss += parts[p].Loss;
        var (weights, velocity) = (state.Network.Weights, state.Velocity);
        for (var i = 0; i < weights.Length; i++)
        {
            var gradient = 0.0;
            for (var p = 0; p < count; p++)
                gradient += parts[p].Gradient[i];
            velocity[i] = options.Momentum * velocity[i] - options.LearningRate / batch.Length * gradient;
            weights[i] += velocity[i];
        }
        return loss;
    }

    /// <summary>The gradient over a few pictures, by backpropagation.</summary>
    sealed class Part(Network network)
    {
        readonly double[] hidden = new double[network.Hidden];
        readonly double[] output = new double[Image.Digits];

        public double[] Gradient { get; } = new double[network.Weights.Length];

        public double Loss { get; set; }

        public void Add(IReadOnlyList<Image> images, ReadOnlySpan<int> indices)
        {
            Array.Clear(Gradient);
            Loss = 0;
            foreach (var index in indices)
                Add(images[index]);
        }

        void Add(Image image)
        {
            network.Forward(image.Pixels, hidden, output);
            Loss -= Math.Log(Math.Max(output[image.Digit], 1e-15));
            output[image.Digit] -= 1;
            for (var k = 0; k < Image.Digits; k++)
            {
                var row = Gradient.AsSpan(network.OutputRow(k), network.Hidden + 1);
                row[0] += output[k];
                for (var j = 0; j < network.Hidden; j++)
                    row[j + 1] += output[k] * hidden[j];
            }
            for (var j = 0; j < network.Hidden; j++)
            {
                var error = 0.0;
                for (var k = 0; k < Image.Digits; k++)
                    error += output[k] * network.Weights[network.OutputRow(k) + j + 1];
                error *= 1 - hidden[j] * hidden[j];
                var row = Gradient.AsSpan(j * (Image.Size + 1), Image.Size + 1);
                row[0] += error;
                for (var i = 0; i < Image.Size; i++)
                    row[i + 1] += error * Network.Scaled(image.Pixels[i]);
            }
        }
    }
}
