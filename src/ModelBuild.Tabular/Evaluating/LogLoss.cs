using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The loss of one row: the negative logarithm of the probability of its class. A probability closer to 0 or 1 than 2^-52
// counts as that far away, so that one certain mistake among many rows costs 36 and not infinity.
static class LogLoss
{
    const double Least = 1.0 / (1L << 52);

    public static double Of(double probability) => -DeterministicMath.Log(Math.Clamp(probability, Least, 1 - Least));
}
