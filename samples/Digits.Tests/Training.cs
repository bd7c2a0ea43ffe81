using ModelBuild.Testing;

namespace Digits.Tests;

/// <summary>One stage alone, on made-up pictures.</summary>
public class Training
{
    /// <summary>Eight digits, each a row of ink of its own.</summary>
    static readonly ImageSplit Split = new(new([.. Enumerable.Range(0, 80).Select(i => Drawn((byte)(i % 8)))]), new([]));

    static Image Drawn(byte digit)
    {
        var pixels = new byte[Image.Size];
        pixels.AsSpan(digit * 8, 8).Fill(Image.Ink);
        return new(digit, pixels);
    }

    [Fact]
    public void Learns_what_is_easy_and_reports_how_it_goes()
    {
        using var context = new TestStageContext(seed: 3);

        var network = DigitsPipeline.Train(Split, new TrainOptions { Hidden = 8, Epochs = 20 }, context);

        Assert.All(Split.Train.Items, image => Assert.Equal(image.Digit, Network.MostLikely(network.Predict(image.Pixels))));
        var loss = context.ValuesOf("trainLoss");
        Assert.Equal(20, loss.Count);
        Assert.True(loss[^1] < loss[0] / 10, $"from {loss[0]} to {loss[^1]}");
        Assert.Equal(1, context.ReportedProgress[^1].Fraction);
    }

    [Fact]
    public void Goes_on_where_it_was_stopped_and_comes_to_the_same_network()
    {
        var options = new TrainOptions { Hidden = 8, Epochs = 6 };
        using var whole = new TestStageContext(seed: 3);
        using var first = new TestStageContext(seed: 3);
        DigitsPipeline.Train(Split, options with { Epochs = 2 }, first);
        using var second = new TestStageContext(seed: 3, checkpointFolder: first.CheckpointFolder);

        var network = DigitsPipeline.Train(Split, options, second);

        Assert.Equal(["going on after epoch 2"], second.LoggedLines);
        Assert.Equal(4, second.ValuesOf("trainLoss").Count);
        Assert.Equal(DigitsPipeline.Train(Split, options, whole).Weights, network.Weights);
    }

    [Fact]
    public void Stops_when_nobody_waits_for_it()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var context = new TestStageContext(cancellation: stop.Token);

        Assert.Throws<OperationCanceledException>(() => DigitsPipeline.Train(Split, new TrainOptions(), context));
        Assert.Empty(context.ReportedMetrics);
    }

    [Fact]
    public void Draws_other_weights_for_another_seed()
    {
        double[] Weights(long seed)
        {
            using var context = new TestStageContext(seed);
            return DigitsPipeline.Train(Split, new TrainOptions { Hidden = 4, Epochs = 1 }, context).Weights;
        }

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }
}
