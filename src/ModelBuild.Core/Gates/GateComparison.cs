namespace ModelBuild.Core.Gates;

/// <summary>What a gate compares its value with, and what may come of it.</summary>
public sealed record GateComparison(GateReference With, ComparisonRule Rule)
{
    /// <summary>Whether the gate is let pass, unjudged, while there is no champion yet. Default: it fails.</summary>
    public bool LetsFirstPass { get; init; }

    /// <summary>Whether a champion that cannot be evaluated on the same rows is compared by what was recorded of it. Default: the gate fails.</summary>
    public bool TakesOtherData { get; init; }
}

/// <summary>What a value is compared with.</summary>
public abstract record GateReference;

/// <summary>The accepted model.</summary>
public sealed record ChampionReference : GateReference;

/// <summary>What predicting without features gives on the same rows.</summary>
public sealed record BaselineReference : GateReference;

/// <summary>A number that the definition has.</summary>
public sealed record NumberReference(double Value) : GateReference;

/// <summary>When a value stands against its reference.</summary>
public abstract record ComparisonRule;

/// <summary>It may be worse by so much and no more.</summary>
public sealed record MaxRegression(Amount Amount) : ComparisonRule;

/// <summary>It must be better by so much or more.</summary>
public sealed record MinImprovement(Amount Amount) : ComparisonRule;

/// <summary>It may be so many times the reference and no more.</summary>
public sealed record MaxRatio(double Ratio) : ComparisonRule;

/// <summary>It must be shown not to be worse by as much as a margin, on the same rows: a one-sided test of non-inferiority.</summary>
/// <param name="Margin">Above 0, in units of the metric.</param>
/// <param name="Confidence">Above 0.5, below 1: a model that is worse by the margin passes with a probability of at most 1 minus this.</param>
public sealed record NonInferiority(double Margin, PairedMethod Method, double Confidence) : ComparisonRule;

/// <summary>It must be shown to be better by more than a margin, on the same rows: a one-sided test of superiority.</summary>
/// <param name="Margin">At least 0, in units of the metric.</param>
/// <param name="Confidence">As that of <see cref="NonInferiority"/>.</param>
public sealed record Superiority(double Margin, PairedMethod Method, double Confidence) : ComparisonRule;

/// <summary>How two models are compared row by row.</summary>
public enum PairedMethod
{
    /// <summary>Any metric: the same resamples of the rows for both.</summary>
    Bootstrap,

    /// <summary><c>auc</c>: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, 1988.</summary>
    DeLong,

    /// <summary><c>accuracy</c>: Q. McNemar, 1947; with a margin T. Tango, 1998.</summary>
    McNemar,
}

/// <summary>How much worse or better.</summary>
/// <param name="Value">At least 0: in units of the metric, or a share of the reference's absolute value.</param>
public sealed record Amount(double Value, bool IsRelative);
