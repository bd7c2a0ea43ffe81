namespace ModelBuild.Tabular;

// Limited-memory BFGS with a line search. The dimension is small beside the rows, so all of it but the objective runs on one thread.
sealed class Lbfgs(IObjective objective, ICurvature curvature, double[] start, int maxIterations, double tolerance)
    : Minimiser(objective, start, maxIterations, tolerance)
{
    const double SufficientDecrease = 1e-4;
    const double Curvature = 0.9;
    const int MostTrials = 40;

    readonly LbfgsHistory history = new(curvature);
    readonly double[] direction = new double[objective.Size];

    protected override Step TakeStep()
    {
        if (!history.Refresh(Iterations, Point))
            return Step.NotFinite;
        FindDirection();
        var slope = Kernels.Dot(direction, Gradient);
        if (!(slope < 0) && !history.IsEmpty)
        {
            // Rounding spoilt the curvature; begin again.
            history.Clear();
            FindDirection();
            slope = Kernels.Dot(direction, Gradient);
        }
        if (!double.IsFinite(slope))
            return Step.NotFinite;
        return slope < 0 && Search(slope) ? Step.Taken : Step.NotFound;
    }

    protected override void Accepted() => history.Remember(Point, Trial, Gradient, TrialGradient);

    protected override IEnumerable<double[]> SaveHistory() => history.Save();

    protected override bool TryRestoreHistory(double[][] state) => history.TryRestore(state);

    void FindDirection()
    {
        for (var i = 0; i < direction.Length; i++)
            direction[i] = -Gradient[i];
        history.Divide(direction);
    }

    // Leaves a point with the strong Wolfe conditions in the trial; false where there is none that is lower.
    // J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., 2006, algorithms 3.5 and, as Zoom, 3.6.
    bool Search(double slope)
    {
        var low = (Length: 0.0, Loss, Slope: slope);
        var length = 1.0;
        for (var i = 0; i < MostTrials; i++)
        {
            var at = Try(length);
            if (!Decreases(at.Loss, SufficientDecrease * length * slope) || (i > 0 && at.Loss >= low.Loss))
                return Zoom(low, at, slope);
            if (Math.Abs(at.Slope) <= -Curvature * slope)
                return true;
            if (at.Slope >= 0)
                return Zoom(at, low, slope);
            low = at;
            length *= 2;
        }
        return true; // steeply down all the way: take the step
    }

    // Between low, the best so far, and high lies an acceptable point.
    bool Zoom((double Length, double Loss, double Slope) low, (double Length, double Loss, double Slope) high, double slope)
    {
        for (var i = 0; i < MostTrials; i++)
        {
            var at = Try(Between(low, high));
            if (!Decreases(at.Loss, SufficientDecrease * at.Length * slope) || at.Loss >= low.Loss)
                high = at;
            else
            {
                if (Math.Abs(at.Slope) <= -Curvature * slope)
                    return true;
                if (at.Slope * (high.Length - low.Length) >= 0)
                    high = low;
                low = at;
            }
        }
        if (low.Length == 0)
            return false;
        Try(low.Length);
        return TrialLoss < Loss;
    }

    (double Length, double Loss, double Slope) Try(double length)
    {
        for (var i = 0; i < Trial.Length; i++)
            Trial[i] = Point[i] + length * direction[i];
        Try();
        return (length, TrialLoss, Kernels.Dot(TrialGradient, direction));
    }

    // The minimum of the parabola through low, its slope and high, kept away from both ends.
    static double Between((double Length, double Loss, double Slope) low, (double Length, double Loss, double Slope) high)
    {
        var width = high.Length - low.Length;
        var share = -low.Slope * width / (2 * (high.Loss - low.Loss - low.Slope * width));
        return low.Length + width * (share is >= 0.1 and <= 0.9 ? share : 0.5);
    }
}
