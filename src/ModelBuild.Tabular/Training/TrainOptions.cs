namespace ModelBuild.Tabular;

/// <summary>How a model is trained.</summary>
public enum Trainer
{
    /// <summary>Logistic, softmax, least-squares or Poisson regression; see <see cref="LinearOptions"/>.</summary>
    Linear,

    /// <summary>Gradient boosting of trees over histograms; see <see cref="BoostedTreesOptions"/>.</summary>
    BoostedTrees,

    /// <summary>What is right most often, or on average: what doing nothing would give.</summary>
    Baseline,
}

/// <summary>How a prediction may go with a column, all else the same.</summary>
public enum Monotonicity
{
    /// <summary>It never falls where the column rises.</summary>
    Increasing,

    /// <summary>It never rises where the column rises.</summary>
    Decreasing,
}

/// <summary>The definition's <c>train</c>, of which each trainer has settings of its own: <see cref="LinearOptions"/>, <see cref="BoostedTreesOptions"/>.</summary>
public sealed record TrainOptions
{
    /// <summary>Default: linear.</summary>
    public Trainer Trainer { get; init; } = Trainer.Linear;

    /// <summary>
    /// Of <c>boosted-trees</c>: columns with which the prediction (of a binary classification the probability) must not fall, or not rise. Their steps of features must rise
    /// with the column, as scaling does and one-hot bins do not. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, Monotonicity> Monotone { get; init; } = new Dictionary<string, Monotonicity>();
}

/// <summary>The weights of rows, from the definition's <c>data</c>.</summary>
public sealed record WeightOptions
{
    /// <summary>The column with the weights of rows. Default: none, all count alike.</summary>
    public string? Weight { get; init; }
}

/// <summary>What a regression predicts, from the definition's <c>train</c>: a mean, or a quantile.</summary>
public sealed record QuantileOptions
{
    /// <summary>Default: squared.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLoss.Squared;

    /// <summary>Of the loss <c>quantile</c>. Default: 0.5.</summary>
    public double Quantile { get; init; } = 0.5;
}

/// <summary>What training needs of the definition's <c>data</c>.</summary>
public sealed record LabelOptions
{
    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>The class that the probability of a binary classification is of. Default: 1 of 0 and 1, true of false and true.</summary>
    public string? Positive { get; init; }

    /// <summary>The column with the weights of rows: numbers from 0 on; a row of weight 2 counts as two. It is no feature. Default: none, all count alike.</summary>
    public string? Weight { get; init; }

    /// <summary>Cells that count as missing; the model knows them, for files that it is to predict. Default: as <see cref="IngestOptions.Missing"/>.</summary>
    public IReadOnlyList<string> Missing { get; init; } = new IngestOptions().Missing;
}
