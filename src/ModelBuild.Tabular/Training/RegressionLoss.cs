namespace ModelBuild.Tabular;

/// <summary>What a regression minimises.</summary>
public enum RegressionLoss
{
    /// <summary>The squared error: the prediction is the mean.</summary>
    Squared,

    /// <summary>The deviance of Poisson: the prediction is the mean of counts or other numbers from 0, and always above 0.</summary>
    Poisson,

    /// <summary>The pinball loss: the prediction is a quantile (R. Koenker and G. Bassett, Regression quantiles, Econometrica 46(1), 1978).</summary>
    Quantile,
}
