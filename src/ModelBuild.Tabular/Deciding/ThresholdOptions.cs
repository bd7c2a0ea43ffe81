using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>How the threshold of a binary classification is chosen. All but <c>fixed</c> look at the validation part alone.</summary>
public enum ThresholdMethod
{
    /// <summary>A value of the definition's.</summary>
    Fixed,

    /// <summary>The highest F1.</summary>
    BestF1,

    /// <summary>The lowest cost of what is called wrongly.</summary>
    CostMatrix,

    /// <summary>The highest precision of those thresholds that reach a recall.</summary>
    TargetRecall,

    /// <summary>The highest recall of those thresholds that reach a precision.</summary>
    TargetPrecision,
}

/// <summary>The definition's <c>threshold</c>: the probability from which on a row is called positive.</summary>
public sealed record ThresholdOptions
{
    /// <summary>Default: fixed.</summary>
    public ThresholdMethod Method { get; init; } = ThresholdMethod.Fixed;

    /// <summary>Of <c>fixed</c>: above 0, at most 1. Default: 0.5.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Value { get; init; } = 0.5;

    /// <summary>Of <c>cost-matrix</c>: what a negative row that is called positive costs, in any unit. Default: 1.</summary>
    [Range(0.0, double.MaxValue)]
    public double FalsePositive { get; init; } = 1;

    /// <summary>Of <c>cost-matrix</c>: what a positive row that is called negative costs, in the same unit. Default: 1.</summary>
    [Range(0.0, double.MaxValue)]
    public double FalseNegative { get; init; } = 1;

    /// <summary>Of <c>target-recall</c> and <c>target-precision</c>: what must be reached, above 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? Target { get; init; }
}
