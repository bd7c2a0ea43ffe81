using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>
/// How the linear trainer fits weights w and an intercept b, which is not penalised. It minimises
/// Σ vᵢ · loss(yᵢ, b + w·xᵢ) + L1 · Σ|wⱼ| + L2 / 2 · Σ wⱼ², with the rows' weights vᵢ (1 where there are none).
/// </summary>
/// <remarks>
/// <para>
/// With s = b + w·x the loss is log(1 + e^s) - y·s for y of 0 and 1 (binary), log Σ e^sₖ - s_y with weights for every class
/// (multiclass), (y - s)² / 2 (squared) and e^s - y·s (poisson).
/// </para>
/// <para>
/// scikit-learn, with n rows or, of weighted ones, their weights' sum: LogisticRegression(C, l1_ratio) is L2 = (1 - l1_ratio) / C and L1 = l1_ratio / C
/// (with solver liblinear the intercept is penalised, which is another objective); Ridge(alpha) is L2 = alpha;
/// Lasso(alpha) is L1 = n · alpha; ElasticNet(alpha, l1_ratio) is L1 = n · alpha · l1_ratio and
/// L2 = n · alpha · (1 - l1_ratio); PoissonRegressor(alpha) is L2 = n · alpha.
/// </para>
/// </remarks>
public sealed record LinearOptions
{
    /// <summary>The penalty on the weights' absolute values: makes weights exactly zero. Default: 0.</summary>
    [Range(0.0, double.MaxValue)]
    public double L1 { get; init; }

    /// <summary>The penalty on half the squared weights. Default: 1.</summary>
    [Range(0.0, double.MaxValue)]
    public double L2 { get; init; } = 1.0;

    /// <summary>What a regression minimises: squared or poisson. Default: squared.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLoss.Squared;

    /// <summary>The most steps. Default: 500.</summary>
    [Range(1, int.MaxValue)]
    public int MaxIterations { get; init; } = 500;

    /// <summary>Steps end where no derivative of the objective, divided by the number of rows, is larger. Default: 1e-6.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Tolerance { get; init; } = 1e-6;
}
