using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// Makes each column more normal: G. E. P. Box and D. R. Cox, An analysis of transformations, 1964, for positive numbers;
/// I.-K. Yeo and R. A. Johnson, A new family of power transformations, Biometrika 87, 2000, for all.
/// </summary>
/// <remarks>A number that Box-Cox does not take, 0 or less, becomes missing.</remarks>
sealed class PowerTransform : ColumnTransform
{
    readonly double[] lambdas;

    public PowerTransform(double[] lambdas, bool boxCox) : base(lambdas.Length)
    {
        StrictJson.Finite(lambdas, "lambdas");
        if (lambdas.Length == 0)
            throw new ArgumentException("A power transform needs a lambda for each column.");
        (this.lambdas, BoxCox) = (lambdas, boxCox);
    }

    public bool BoxCox { get; }

    public IReadOnlyList<double> Lambdas => lambdas;

    internal override string Type => "power";

    internal override bool IsIncreasing => true;

    protected override void Apply(int column, ReadOnlySpan<double> input, Span<double> output)
    {
        var lambda = lambdas[column];
        for (var i = 0; i < input.Length; i++)
            output[i] = BoxCox ? OfPositive(input[i], lambda) : YeoJohnson(input[i], lambda);
    }

    // x to the power lambda, shifted so that lambda 0 is the logarithm.
    public static double OfPositive(double x, double lambda)
    {
        if (!(x > 0))
            return double.NaN;
        var log = DeterministicMath.Log(x);
        return Raised(log, lambda);
    }

    public static double YeoJohnson(double x, double lambda) => x >= 0
        ? Raised(DeterministicMath.Log1P(x), lambda)
        : -Raised(DeterministicMath.Log1P(-x), 2 - lambda);

    // (e^(lambda log) - 1) / lambda, and log itself for lambda 0. Never infinite: a model is applied to numbers beyond those of training.
    static double Raised(double log, double lambda)
    {
        var power = lambda * log;
        if (Math.Abs(power) < 1e-8)
            return log * (1 + power / 2);
        return (DeterministicMath.Exp(Math.Min(power, 700)) - 1) / lambda;
    }

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteString("method", BoxCox ? "box-cox" : "yeo-johnson");
        StrictJson.Write(json, "lambdas", lambdas);
    }

    public static PowerTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "method", "lambdas");
        return new(StrictJson.Numbers(item, "lambdas"), StrictJson.OneOf(item, "method", "yeo-johnson", "box-cox") == "box-cox");
    }
}
