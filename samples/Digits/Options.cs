using System.ComponentModel.DataAnnotations;

namespace Digits;

/// <summary>The section <c>split</c>.</summary>
public sealed record SplitOptions
{
    /// <summary>The share of each digit's pictures to judge by.</summary>
    [Range(0.05, 0.95)]
    public double Test { get; init; } = 0.25;
}

/// <summary>The section <c>train</c>.</summary>
public sealed record TrainOptions
{
    /// <summary>How many neurons the hidden layer has.</summary>
    [Range(1, 4096)]
    public int Hidden { get; init; } = 32;

    /// <summary>How often all pictures are seen.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>How many pictures make one step.</summary>
    [Range(1, 4096)]
    public int Batch { get; init; } = 32;

    [Range(1e-6, 10)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How much of the last step goes into the next.</summary>
    [Range(0, 0.999)]
    public double Momentum { get; init; } = 0.9;
}
