namespace ModelBuild.Core.Gates;

/// <summary>A lower bound of what an estimate is of, where its distribution is lopsided.</summary>
static class SkewedBound
{
    /// <summary>
    /// The lower of two: by Student's t, and by the cubic transformation of P. Hall, On the removal of skewness by transformation, Journal of the Royal
    /// Statistical Society B 54, 1992. The second is the lower one where the long tail is on the side of low values, and t too often wrong.
    /// </summary>
    /// <param name="quantile">Of Student's t.</param>
    /// <param name="skewness">Of the estimate, not of single rows.</param>
    public static double Low(double value, double error, double skewness, double quantile)
    {
        var reach = quantile;
        if (skewness < -Negligible)
            reach = Math.Max(reach, 3 / skewness * (Math.Cbrt(1 + (skewness * (quantile - (skewness / 6)))) - 1));
        return value - (reach * error);
    }

    // Below it the difference of two nearly equal numbers would say more than the skewness.
    const double Negligible = 1e-6;
}
