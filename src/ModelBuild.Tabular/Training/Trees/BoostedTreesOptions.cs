using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>Which leaf of a growing tree is split next.</summary>
public enum TreeGrowth
{
    /// <summary>The one whose split gains most.</summary>
    LeafWise,

    /// <summary>All of one depth before the next.</summary>
    DepthWise,
}

/// <summary>How <c>boosted-trees</c> learns. Where scikit-learn's HistGradientBoosting has a setting, its default is the same.</summary>
public sealed record BoostedTreesOptions
{
    /// <summary>How many rounds of boosting: trees, or trees for each class of a multiclass classification. Default: 100.</summary>
    [Range(1, 1_000_000)]
    public int Trees { get; init; } = 100;

    /// <summary>What each leaf's value is multiplied by. Default: 0.1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The most leaves of a tree. Default: 31.</summary>
    [Range(2, 65536)]
    public int Leaves { get; init; } = 31;

    /// <summary>The most splits between root and leaf; 0 is no limit. Default: 0.</summary>
    [Range(0, 1000)]
    public int MaxDepth { get; init; }

    /// <summary>Which leaf is split next. It decides where <see cref="Leaves"/> ends the growth. Default: leaf-wise.</summary>
    public TreeGrowth Growth { get; init; } = TreeGrowth.LeafWise;

    /// <summary>The fewest training rows of a leaf. Default: 20.</summary>
    [Range(1, int.MaxValue)]
    public int MinSamplesLeaf { get; init; } = 20;

    /// <summary>The least sum of second derivatives (times weights) of a leaf. Default: 0.001.</summary>
    [Range(0.0, double.MaxValue)]
    public double MinChildWeight { get; init; } = 1e-3;

    /// <summary>The L1 penalty of a leaf's value before <see cref="LearningRate"/>. With the loss <c>quantile</c> it decides splits only: leaves have the quantile itself. Default: 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double L1 { get; init; }

    /// <summary>The L2 penalty of a leaf's value before <see cref="LearningRate"/>: l2 / 2 times its square. With the loss <c>quantile</c> it decides splits only, as <see cref="L1"/>. Default: 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double L2 { get; init; }

    /// <summary>The decrease of (twice) the loss that a split must exceed. Default: 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double MinSplitGain { get; init; }

    /// <summary>The most bins that the values of a feature are put into, besides that of missing ones. Default: 255.</summary>
    [Range(2, 255)]
    public int Bins { get; init; } = 255;

    /// <summary>The share of the rows that each round sees, drawn without replacement. Default: 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double RowSampling { get; init; } = 1;

    /// <summary>The share of the features that each tree sees; at least one. Default: 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double ColumnSampling { get; init; } = 1;

    /// <summary>
    /// Training ends when so many rounds in a row brought no lower loss of the validation part, and the trees after the best
    /// round are dropped. Default: none; all rounds are trained.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? EarlyStopping { get; init; }

    /// <summary>What a regression minimises. Default: squared.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLoss.Squared;

    /// <summary>Which quantile the loss <see cref="RegressionLoss.Quantile"/> predicts. Default: 0.5, the median.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Quantile { get; init; } = 0.5;

    /// <summary>After how many rounds the trees so far are written down, so that a training that was killed goes on from there. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int CheckpointRounds { get; init; } = 50;
}
