using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Limited-memory BFGS: J. Nocedal, Updating quasi-Newton matrices with limited storage, Mathematics of Computation 35,
// 1980. Deterministic, and the dimension is small beside the rows, so everything here runs on one thread.
sealed class Lbfgs(IObjective objective, int maxIterations, double tolerance)
{
    public enum End { Converged, MaxIterations, NoFurtherDecrease, NotFinite }

    const int History = 10;
    const double SufficientDecrease = 1e-4;
    const double Curvature = 0.9;
    const int MostTrials = 40;
    const double Rounding = 1e-15; // of the loss itself: a decrease below it cannot be seen

    readonly double[][] steps = new double[History][];
    readonly double[][] changes = new double[History][];
    readonly double[] products = new double[History];
    double[] point = new double[objective.Size];
    double[] gradient = new double[objective.Size];
    double[] trial = new double[objective.Size];
    double[] trialGradient = new double[objective.Size];
    readonly double[] direction = new double[objective.Size];
    double loss, trialLoss;
    int stored;

    // The best point so far; where Minimise ends, the result.
    public double[] Point => point;

    public double Loss => loss;

    public int Iterations { get; private set; }

    // The largest derivative at the point.
    public double Slope => Largest(gradient);

    // From all zeros. Calls back after each iteration.
    public End Minimise(Action<int, double> report)
    {
        loss = objective.Evaluate(point, gradient);
        if (!IsFinite(loss, gradient))
            return End.NotFinite;
        while (Slope > tolerance)
        {
            if (Iterations == maxIterations)
                return End.MaxIterations;
            FindDirection();
            var slope = LinearScorer.Dot(direction, gradient);
            if (!(slope < 0))
            {
                // Rounding spoilt the curvature; begin again with the steepest descent.
                stored = 0;
                FindDirection();
                slope = LinearScorer.Dot(direction, gradient);
            }
            if (!double.IsFinite(slope))
                return End.NotFinite;
            var first = stored == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            if (!Search(slope, first))
                return End.NoFurtherDecrease;
            if (!IsFinite(trialLoss, trialGradient))
                return End.NotFinite;
            Remember();
            (point, trial) = (trial, point);
            (gradient, trialGradient) = (trialGradient, gradient);
            loss = trialLoss;
            report(++Iterations, loss);
        }
        return End.Converged;
    }

    // The two-loop recursion: direction = -H gradient.
    void FindDirection()
    {
        for (var i = 0; i < direction.Length; i++)
            direction[i] = -gradient[i];
        var kept = Math.Min(stored, History);
        var factors = new double[kept];
        for (var age = 1; age <= kept; age++)
        {
            var at = (stored - age) % History;
            factors[age - 1] = LinearScorer.Dot(steps[at], direction) / products[at];
            AddTo(direction, -factors[age - 1], changes[at]);
        }
        if (kept == 0)
            return;
        var last = (stored - 1) % History;
        var scale = products[last] / LinearScorer.Dot(changes[last], changes[last]);
        for (var i = 0; i < direction.Length; i++)
            direction[i] *= scale;
        for (var age = kept; age >= 1; age--)
        {
            var at = (stored - age) % History;
            var factor = LinearScorer.Dot(changes[at], direction) / products[at];
            AddTo(direction, factors[age - 1] - factor, steps[at]);
        }
    }

    void Remember()
    {
        var at = stored % History;
        var step = steps[at] ??= new double[point.Length];
        var change = changes[at] ??= new double[point.Length];
        for (var i = 0; i < point.Length; i++)
        {
            step[i] = trial[i] - point[i];
            change[i] = trialGradient[i] - gradient[i];
        }
        products[at] = LinearScorer.Dot(step, change);
        if (products[at] > 0)
            stored++;
    }

    // Leaves a point with the strong Wolfe conditions in trial; false where there is none that is lower.
    // J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., 2006, algorithms 3.5 and, as Zoom, 3.6.
    bool Search(double slope, double first)
    {
        var low = (Length: 0.0, Loss: loss, Slope: slope);
        var length = first;
        for (var i = 0; i < MostTrials; i++)
        {
            var at = Try(length);
            if (!Decreases(at, slope) || (i > 0 && at.Loss >= low.Loss))
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
            if (!Decreases(at, slope) || at.Loss >= low.Loss)
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
        return trialLoss < loss;
    }

    (double Length, double Loss, double Slope) Try(double length)
    {
        for (var i = 0; i < trial.Length; i++)
            trial[i] = point[i] + length * direction[i];
        trialLoss = objective.Evaluate(trial, trialGradient);
        return (length, trialLoss, LinearScorer.Dot(trialGradient, direction));
    }

    // False for NaN too.
    bool Decreases((double Length, double Loss, double Slope) at, double slope) =>
        at.Loss <= loss + SufficientDecrease * at.Length * slope + Rounding * Math.Abs(loss);

    // The minimum of the parabola through low, its slope and high, kept away from both ends.
    static double Between((double Length, double Loss, double Slope) low, (double Length, double Loss, double Slope) high)
    {
        var width = high.Length - low.Length;
        var share = -low.Slope * width / (2 * (high.Loss - low.Loss - low.Slope * width));
        return low.Length + width * (share is >= 0.1 and <= 0.9 ? share : 0.5);
    }

    static void AddTo(double[] target, double factor, double[] values)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] += factor * values[i];
    }

    static double Largest(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    static bool IsFinite(double value, double[] values) => double.IsFinite(value) && Array.TrueForAll(values, double.IsFinite);
}
