using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>How a model is trained.</summary>
public enum Trainer
{
    /// <summary>Logistic, softmax or least-squares regression, by the task.</summary>
    Linear,
}

/// <summary>The definition's <c>train</c>.</summary>
public sealed record TrainOptions
{
    /// <summary>Default: linear.</summary>
    public Trainer Trainer { get; init; } = Trainer.Linear;

    /// <summary>
    /// The penalty: l2 / 2 times the squared weights is added to the sum of the rows' losses (logistic, softmax), and l2
    /// times them to the sum of squared errors. The intercept is not penalised. Default: 1.
    /// </summary>
    [Range(0.0, double.MaxValue)]
    public double L2 { get; init; } = 1.0;

    /// <summary>The most steps for logistic and softmax regression. Default: 500.</summary>
    [Range(1, int.MaxValue)]
    public int MaxIterations { get; init; } = 500;

    /// <summary>Steps end where no derivative of the mean loss is larger. Default: 1e-6.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Tolerance { get; init; } = 1e-6;
}

/// <summary>What training needs of the definition's <c>data</c>.</summary>
public sealed record LabelOptions
{
    /// <summary>The column to predict.</summary>
    public required string Label { get; init; }

    /// <summary>The class that the probability of a binary classification is of. Default: 1 of 0 and 1, true of false and true.</summary>
    public string? Positive { get; init; }
}
