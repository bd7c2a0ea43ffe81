using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Gates;

// Pairs of models whose true difference is known, evaluated on rows drawn anew for each repetition, and judged by a gate as a build does.
sealed class SimulatedModels
{
    public const int Samples = 400;

    static readonly string[] Labels = ["no", "yes"];

    readonly Random random;
    readonly int rows;
    readonly int[] counts;

    public SimulatedModels(int rows, int seed)
    {
        (this.rows, random) = (rows, new Random(seed));
        counts = new int[rows];
    }

    // By accuracy: with probability wins just the challenger is right, with losses just the champion, with both wrong neither.
    public PairedEvaluations ByAccuracy(double wins, double losses, double bothWrong, bool resample)
    {
        var truth = new double[rows];
        var (its, theirs) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            truth[row] = random.Next(2);
            var draw = random.NextDouble();
            var isRight = draw < wins || draw >= wins + losses + bothWrong;
            var wasRight = draw >= wins && (draw < wins + losses || draw >= wins + losses + bothWrong);
            its[row] = isRight ? truth[row] : 1 - truth[row];
            theirs[row] = wasRight ? truth[row] : 1 - truth[row];
        }
        return Paired("accuracy", truth, its, theirs, null, null, resample, sample =>
        {
            var (own, old) = (0, 0);
            for (var row = 0; row < rows; row++)
            {
                own += its[row] == truth[row] ? sample[row] : 0;
                old += theirs[row] == truth[row] ? sample[row] : 0;
            }
            return ((double)own / rows, (double)old / rows);
        });
    }

    // By AUC: normal scores, of positive rows higher by what gives the AUC, correlated between the models. A share of rows is positive.
    public PairedEvaluations ByAuc(double auc, double champion, double correlation, double positives, bool resample)
    {
        var (isPositive, its, theirs) = (new bool[rows], new double[rows], new double[rows]);
        var (shift, old) = (Math.Sqrt(2) * NormalQuantile.Of(auc), Math.Sqrt(2) * NormalQuantile.Of(champion));
        for (var row = 0; row < rows; row++)
        {
            // As a stratified split has it.
            isPositive[row] = row < positives * rows;
            var (shared, one, two) = (Normal(), Normal(), Normal());
            its[row] = (Math.Sqrt(correlation) * shared) + (Math.Sqrt(1 - correlation) * one) + (isPositive[row] ? shift : 0);
            theirs[row] = (Math.Sqrt(correlation) * shared) + (Math.Sqrt(1 - correlation) * two) + (isPositive[row] ? old : 0);
        }
        var truth = Array.ConvertAll(isPositive, positive => positive ? 1.0 : 0);
        var (order, itsOrder) = (Order(its), Order(theirs));
        return Paired("auc", truth, truth, truth, its, theirs, resample, sample => (Auc(order, isPositive, sample), Auc(itsOrder, isPositive, sample)));
    }

    // By a mean: each model's error is normal, and the two are correlated. No class, no threshold.
    public PairedEvaluations ByMean(double mean, double champion, double correlation, bool resample)
    {
        var (its, theirs) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var (shared, one, two) = (Normal(), Normal(), Normal());
            // Squares, so that the differences are skewed.
            its[row] = mean + Square((Math.Sqrt(correlation) * shared) + (Math.Sqrt(1 - correlation) * one)) - 1;
            theirs[row] = champion + Square((Math.Sqrt(correlation) * shared) + (Math.Sqrt(1 - correlation) * two)) - 1;
        }
        return Paired("mse", new double[rows], its, theirs, null, null, resample, sample =>
        {
            var (own, old) = (0.0, 0.0);
            for (var row = 0; row < rows; row++)
                (own, old) = (own + (sample[row] * its[row]), old + (sample[row] * theirs[row]));
            return (own / rows, old / rows);
        }, []);
    }

    // What a build says of the gate.
    public static GateOutcome Judge(IPairedModels paired, ComparisonRule rule, string metric, bool isHigherBetter = true)
    {
        var gate = new GateDeclaration($"{metric}-champion", new MetricSubject(metric, isHigherBetter), new("m.model.yaml", 8, 5))
        {
            Comparison = new(new ChampionReference(), rule),
        };
        var metrics = new EvaluationMetrics(1, [new(metric, 0.9)], []);
        return GateJudge.Judge([gate], new()
        {
            Evaluation = metrics,
            Champion = new KnownChampion("the accepted model", metrics, ComparisonBasis.Evaluated),
            Paired = paired,
        }).Single();
    }

    PairedEvaluations Paired(
        string metric, double[] truth, double[] its, double[] theirs, double[]? scores, double[]? champions, bool resample, Func<int[], (double, double)> measure,
        string[]? labels = null)
    {
        var ids = new ulong[rows];
        Array.Fill(counts, 1);
        var (value, before) = measure(counts);
        var (own, old) = (new double[Samples], new double[Samples]);
        for (var sample = 0; resample && sample < Samples; sample++)
        {
            Array.Clear(counts);
            for (var draw = 0; draw < rows; draw++)
                counts[random.Next(rows)]++;
            (own[sample], old[sample]) = measure(counts);
        }
        return new(Evaluated(value, its, scores, own), Evaluated(before, theirs, champions, old));

        EvaluatedModel Evaluated(double measured, double[] predicted, double[]? scored, double[] replicates)
        {
            var all = new MetricReplicates(Samples, 0);
            all.Add(null, new(rows, new Dictionary<string, double[]> { [metric] = replicates }));
            return new(
                new(rows, [new(metric, measured)], []),
                new() { Labels = labels ?? Labels, Ids = ids, Truth = truth, Predicted = predicted, Scores = scored },
                resample ? all : null);
        }
    }

    static int[] Order(double[] scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort((double[])scores.Clone(), order);
        return order;
    }

    // No two scores are equal.
    static double Auc(int[] order, bool[] isPositive, int[] sample)
    {
        long below = 0, positives = 0, better = 0;
        foreach (var row in order)
        {
            if (isPositive[row])
            {
                positives += sample[row];
                better += sample[row] * below;
            }
            else
                below += sample[row];
        }
        return better / ((double)positives * below);
    }

    static double Square(double value) => value * value;

    double Normal()
    {
        // G. E. P. Box and M. E. Muller, 1958.
        return Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
