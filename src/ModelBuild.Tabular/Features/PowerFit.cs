using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The exponent of a power transform after which numbers are most likely a sample of a normal distribution (Box and Cox, 1964).
static class PowerFit
{
    const double Lowest = -5;
    const double Highest = 7;

    public static double Lambda(double[] sorted, bool boxCox)
    {
        // The derivative of the transform, as a logarithm, is (lambda - 1) times this sum.
        var logs = 0.0;
        foreach (var value in sorted)
            logs += boxCox ? DeterministicMath.Log(value) : value >= 0 ? DeterministicMath.Log1P(value) : -DeterministicMath.Log1P(-value);
        double Unlikelihood(double lambda)
        {
            var sum = 0.0;
            foreach (var value in sorted)
                sum += Transformed(value, lambda, boxCox);
            var mean = sum / sorted.Length;
            var squares = 0.0;
            foreach (var value in sorted)
            {
                var difference = Transformed(value, lambda, boxCox) - mean;
                squares += difference * difference;
            }
            var likelihood = -0.5 * sorted.Length * DeterministicMath.Log(squares / sorted.Length) + (lambda - 1) * logs;
            return double.IsFinite(likelihood) ? -likelihood : double.MaxValue;
        }
        return Minimum(Unlikelihood, Lowest, Highest);
    }

    static double Transformed(double value, double lambda, bool boxCox) =>
        boxCox ? PowerTransform.OfPositive(value, lambda) : PowerTransform.YeoJohnson(value, lambda);

    // Golden section search: J. Kiefer, Sequential minimax search for a maximum, Proceedings of the AMS 4, 1953.
    static double Minimum(Func<double, double> function, double low, double high)
    {
        const double Golden = 0.6180339887498949;
        var (left, right) = (high - Golden * (high - low), low + Golden * (high - low));
        var (atLeft, atRight) = (function(left), function(right));
        while (high - low > 1e-8)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - Golden * (high - low);
                atLeft = function(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + Golden * (high - low);
                atRight = function(right);
            }
        }
        return (low + high) / 2;
    }
}
