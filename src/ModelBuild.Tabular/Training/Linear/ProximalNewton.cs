namespace ModelBuild.Tabular;

// Newton's method for a smooth function and absolute values: J. D. Lee, Y. Sun, M. A. Saunders, Proximal Newton-type methods for
// minimizing composite functions, SIAM Journal on Optimization 24(3), 2014. Each step minimises the quadratic model by
// coordinate descent: J. Friedman, T. Hastie, R. Tibshirani, Regularization paths for generalized linear models via
// coordinate descent, Journal of Statistical Software 33(1), 2010.
sealed class ProximalNewton(IObjective objective, DenseCurvature curvature, AbsolutePenalty penalty, double[] start, int maxIterations, double tolerance)
    : Minimiser(objective, start, maxIterations, tolerance)
{
    const double SufficientDecrease = 1e-4;
    const int MostTrials = 50;
    const int MostSweeps = 1000;
    const double InnerSlope = 0.01; // of the slope at hand
    const double InnerTolerance = 0.1; // of the final one

    readonly double[] square = new double[objective.Size * objective.Size];
    readonly double[] step = new double[objective.Size];
    readonly double[] change = new double[objective.Size]; // of the model's gradient
    double[]? computedAt;

    protected override double Penalty(double[] at) => penalty.At(at);

    protected override double SlopeAt(double[] at, double[] gradient) => penalty.Slope(at, gradient);

    protected override Step TakeStep()
    {
        if ((computedAt is null || curvature.IsDue(Iterations)) && !Compute(Point))
            return Step.NotFinite;
        MinimiseModel();
        var expected = -penalty.At(Point);
        for (var i = 0; i < step.Length; i++)
            expected += Gradient[i] * step[i] + penalty[i] * Math.Abs(Point[i] + step[i]);
        if (!double.IsFinite(expected))
            return Step.NotFinite;
        var length = 1.0;
        for (var trial = 0; trial < MostTrials; trial++, length *= 0.5)
        {
            for (var i = 0; i < step.Length; i++)
                Trial[i] = Point[i] + length * step[i];
            Try();
            if (Decreases(TrialLoss, SufficientDecrease * length * Math.Min(0, expected)))
                return Step.Taken;
        }
        return Step.NotFound;
    }

    bool Compute(double[] at)
    {
        computedAt = (double[])at.Clone();
        if (!curvature.TryCompute(at))
            return false;
        for (var j = 0; j < step.Length; j++)
            for (var k = 0; k <= j; k++)
                square[j * step.Length + k] = square[k * step.Length + j] = curvature.Lower[j * step.Length + k];
        return true;
    }

    void MinimiseModel()
    {
        Array.Clear(step);
        Array.Clear(change);
        var enough = Math.Max(InnerTolerance * Tolerance, InnerSlope * Slope);
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var largest = 0.0;
            for (var j = 0; j < step.Length; j++)
            {
                var row = square.AsSpan(j * step.Length, step.Length);
                if (!(row[j] > 0))
                    continue; // constant: no derivative either
                var before = Point[j] + step[j];
                var after = Shrink(before - (Gradient[j] + change[j]) / row[j], penalty[j] / row[j]);
                if (after == before)
                    continue;
                // So that Point + step is exactly what it is to be where that is zero.
                step[j] = after - Point[j];
                Kernels.Add(change, after - before, row);
                largest = Math.Max(largest, Math.Abs(after - before) * row[j]);
            }
            if (largest <= enough)
                return;
        }
    }

    static double Shrink(double value, double by) => value > by ? value - by : value < -by ? value + by : 0;

    protected override IEnumerable<double[]> SaveHistory() => [computedAt!];

    protected override bool TryRestoreHistory(double[][] state) => state.Length == 1 && Compute(state[0]);
}
