namespace ModelBuild.Tabular;

// Limited-memory BFGS for a smooth function and absolute values (OWL-QN): G. Andrew and J. Gao, Scalable training of
// L1-regularized log-linear models, ICML 2007. Parameters that would change sign in a step become exactly zero.
sealed class OrthantWise(IObjective objective, ICurvature curvature, AbsolutePenalty penalty, double[] start, int maxIterations, double tolerance)
    : Minimiser(objective, start, maxIterations, tolerance)
{
    const double SufficientDecrease = 1e-4;
    const int MostTrials = 50;

    readonly LbfgsHistory history = new(curvature);
    readonly double[] derivatives = new double[objective.Size];
    readonly double[] direction = new double[objective.Size];

    protected override double Penalty(double[] at) => penalty.At(at);

    protected override double SlopeAt(double[] at, double[] gradient) => penalty.Slope(at, gradient);

    protected override Step TakeStep()
    {
        if (!history.Refresh(Iterations, Point))
            return Step.NotFinite;
        for (var i = 0; i < derivatives.Length; i++)
            derivatives[i] = penalty.Derivative(Point[i], Gradient[i], i);
        if (Search())
            return Step.Taken;
        if (history.IsEmpty)
            return Step.NotFound;
        history.Clear();
        return Search() ? Step.Taken : Step.NotFound;
    }

    bool Search()
    {
        for (var i = 0; i < direction.Length; i++)
            direction[i] = -derivatives[i];
        history.Divide(direction);
        // Only downwards.
        for (var i = 0; i < direction.Length; i++)
            if (direction[i] * derivatives[i] >= 0)
                direction[i] = 0;
        var length = 1.0;
        for (var trial = 0; trial < MostTrials; trial++, length *= 0.5)
        {
            var expected = 0.0;
            for (var i = 0; i < direction.Length; i++)
            {
                var value = Point[i] + length * direction[i];
                var side = Point[i] != 0 ? Point[i] : -derivatives[i];
                Trial[i] = penalty[i] > 0 && value * side <= 0 ? 0 : value;
                expected += derivatives[i] * (Trial[i] - Point[i]);
            }
            Try();
            if (Decreases(TrialLoss, SufficientDecrease * expected))
                return true;
        }
        return false;
    }

    protected override void Accepted() => history.Remember(Point, Trial, Gradient, TrialGradient);

    protected override IEnumerable<double[]> SaveHistory() => history.Save();

    protected override bool TryRestoreHistory(double[][] state) => history.TryRestore(state);
}
