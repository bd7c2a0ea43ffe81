namespace ModelBuild.Tabular;

// Goes down from a point step by step. Deterministic, and what it was doing can be saved and taken up again.
abstract class Minimiser(IObjective objective, double[] start, int maxIterations, double tolerance)
{
    public enum End { Converged, MaxIterations, NoFurtherDecrease, NotFinite }

    protected enum Step { Taken, NotFound, NotFinite }

    const double Rounding = 1e-15; // of the loss itself: a decrease below it cannot be seen

    double[] point = (double[])start.Clone();
    double[] gradient = new double[objective.Size];
    double[] trial = new double[objective.Size];
    double[] trialGradient = new double[objective.Size];

    // The best point so far; where Minimise ends, the result.
    public double[] Point => point;

    public double Loss { get; private set; }

    public int Iterations { get; private set; }

    // The largest derivative at the point.
    public double Slope => SlopeAt(point, gradient);

    protected IObjective Objective => objective;

    protected double Tolerance => tolerance;

    // Of the smooth part.
    protected double[] Gradient => gradient;

    protected double[] Trial => trial;

    protected double[] TrialGradient => trialGradient;

    protected double TrialLoss { get; private set; }

    // Calls back after each iteration.
    public End Minimise(Action report)
    {
        Loss = objective.Evaluate(point, gradient) + Penalty(point);
        if (!IsFinite(Loss, gradient))
            return End.NotFinite;
        while (Slope > tolerance)
        {
            if (Iterations == maxIterations)
                return End.MaxIterations;
            var step = TakeStep();
            if (step == Step.NotFinite || (step == Step.Taken && !IsFinite(TrialLoss, trialGradient)))
                return End.NotFinite;
            // Near the end the loss no longer shows what the slope does.
            if (step == Step.NotFound || (TrialLoss >= Loss && SlopeAt(trial, trialGradient) >= Slope))
                return End.NoFurtherDecrease;
            Accepted();
            (point, trial) = (trial, point);
            (gradient, trialGradient) = (trialGradient, gradient);
            Loss = TrialLoss;
            Iterations++;
            report();
        }
        return End.Converged;
    }

    // Everything that the next steps depend on.
    public IReadOnlyList<double[]> Save() => [[Iterations], point, .. SaveHistory()];

    // Before Minimise. False for what was not saved by the same minimiser of a problem of this size.
    public bool TryRestore(IReadOnlyList<double[]> state)
    {
        if (state.Count < 2 || state[0].Length != 1 || !(state[0][0] >= 1 && state[0][0] <= maxIterations)
            || state.Skip(1).Any(vector => vector.Length != objective.Size || !Array.TrueForAll(vector, double.IsFinite))
            || !TryRestoreHistory([.. state.Skip(2)]))
            return false;
        Iterations = (int)state[0][0];
        point = (double[])state[1].Clone();
        return true;
    }

    // Leaves a lower point in Trial by way of Try.
    protected abstract Step TakeStep();

    // The trial becomes the point.
    protected virtual void Accepted()
    {
    }

    protected abstract IEnumerable<double[]> SaveHistory();

    protected abstract bool TryRestoreHistory(double[][] state);

    // What is added to the smooth part.
    protected virtual double Penalty(double[] at) => 0;

    protected virtual double SlopeAt(double[] at, double[] derivatives) => Largest(derivatives);

    protected void Try()
    {
        TrialLoss = objective.Evaluate(trial, trialGradient) + Penalty(trial);
    }

    // False for NaN too.
    protected bool Decreases(double value, double expected) => value <= Loss + expected + Rounding * Math.Abs(Loss);

    static double Largest(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    static bool IsFinite(double value, double[] values) => double.IsFinite(value) && Array.TrueForAll(values, double.IsFinite);
}
