namespace ModelBuild.Tabular;

// Σ factors[i] · |x[i]|, which has no derivative where x[i] is zero: what takes its place.
sealed class AbsolutePenalty(double[] factors)
{
    public double this[int parameter] => factors[parameter];

    public double At(double[] point)
    {
        var sum = 0.0;
        for (var i = 0; i < point.Length; i++)
            sum += factors[i] * Math.Abs(point[i]);
        return sum;
    }

    // The derivative of smooth part and penalty in the direction in which it falls steepest; zero where it falls in none.
    public double Derivative(double value, double smooth, int parameter) =>
        value > 0 ? smooth + factors[parameter]
        : value < 0 ? smooth - factors[parameter]
        : smooth < -factors[parameter] ? smooth + factors[parameter]
        : smooth > factors[parameter] ? smooth - factors[parameter]
        : 0;

    public double Slope(double[] point, double[] smooth)
    {
        var largest = 0.0;
        for (var i = 0; i < point.Length; i++)
            largest = Math.Max(largest, Math.Abs(Derivative(point[i], smooth[i], i)));
        return largest;
    }
}
