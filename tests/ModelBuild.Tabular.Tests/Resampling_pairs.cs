using ModelBuild.Core.Gates;

namespace ModelBuild.Tabular.Tests;

// Resamples of two models draw the same rows, so that gates can compare them.
public sealed class Resampling_pairs(ITestOutputHelper output) : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static MetricIntervals Run(RowMetrics metrics, int samples = 50, long seed = 3) =>
        new Bootstrap(new() { Samples = samples }, seed, 1, CancellationToken.None).Run(metrics, keepReplicates: true);

    static IReadOnlyList<double> Of(MetricIntervals intervals, string metric) => intervals.Replicates.Single(each => each.Metric == metric).Values;

    static BinaryMetrics Binary(double[] scores, bool[] positive) => new(Array.ConvertAll(scores, p => 1 - p), scores, positive, Array.ConvertAll(scores, p => p >= 0.5), null);

    // Whatever a model says: which rows a sample has shows in what follows from the rows alone.
    [Fact]
    public void A_sample_has_the_same_rows_of_every_model()
    {
        var random = new Random(1);
        var positive = Enumerable.Range(0, 101).Select(_ => random.Next(3) == 0).ToArray();
        var (one, two) = (Array.ConvertAll(positive, _ => random.NextDouble()), Array.ConvertAll(positive, _ => random.NextDouble()));
        Of(Run(Binary(two, positive)), "prevalence").ShouldBe(Of(Run(Binary(one, positive)), "prevalence"));
        Of(Run(Binary(two, positive), seed: 4), "prevalence").ShouldNotBe(Of(Run(Binary(one, positive)), "prevalence"));

        // The bias of predicting 0 everywhere is the mean of the truth, less its sign; of 1 it is one more.
        var truth = Array.ConvertAll(positive, _ => random.NextDouble());
        var (zero, noisy) = (new double[101], Array.ConvertAll(positive, _ => random.NextDouble()));
        var sums = Of(Run(new RegressionMetrics(Array.ConvertAll(noisy, some => some + 1), truth, 0.5, null)), "bias").Zip(Of(Run(new RegressionMetrics(noisy, truth, 0.5, null)), "bias"), (a, b) => a - b);
        foreach (var difference in sums)
            difference.ShouldBe(1, 1e-12);
        Of(Run(new RegressionMetrics(zero, truth, 0.5, null)), "bias").ShouldNotBe(Of(Run(new RegressionMetrics(noisy, truth, 0.5, null)), "bias"));
    }

    // By the definition: each row as often as the sample drew it.
    [Fact]
    public void Counts_are_by_row()
    {
        double[] scores = [0.1, 0.9, 0.4, 0.6];
        bool[] positive = [false, true, true, false];
        var metrics = Binary(scores, positive);
        metrics.Of([3, 0, 1, 0])[metrics.Names.ToList().IndexOf("prevalence")].ShouldBe(0.25);
        metrics.Of([0, 2, 0, 0])[metrics.Names.ToList().IndexOf("accuracy")].ShouldBe(1);
        metrics.Of([0, 0, 1, 1])[metrics.Names.ToList().IndexOf("auc")].ShouldBe(0);
        var regression = new RegressionMetrics([1, 5, 2], [0, 0, 0], 0.5, null);
        regression.Of([0, 1, 0])[0].ShouldBe(5);
        regression.Of([2, 0, 0])[0].ShouldBe(1);
    }

    [Fact]
    public void All_samples_are_kept_of_all_rows_and_slices()
    {
        var definition = Generated.Binary with { EvaluateOptions = new() { Slices = ["size"], Bootstrap = new() { Samples = 200 }, Seed = 9 } };
        var evaluation = definition.Run(folder.Data(Generated.Csv(1200))).Evaluation;
        var read = Read(evaluation).Replicates!;

        (read.Samples, read.Seed).ShouldBe((200, 9));
        read.Find(null)!.Metrics["auc"].ShouldBe(Of(evaluation.Intervals!, "auc"));
        foreach (var slice in evaluation.Slices)
        {
            var its = read.Find(new(slice.Column, slice.Value))!;
            its.Rows.ShouldBe(slice.Rows);
            its.Metrics.Keys.ShouldBe(slice.Intervals!.Metrics.Select(metric => metric.Metric));
        }
        evaluation.Reread().Slices[0].Intervals!.Replicates[0].Values.ShouldBe(evaluation.Slices[0].Intervals!.Replicates[0].Values);
        var plain = (definition with { EvaluateOptions = new() }).Run(folder.Data(Generated.Csv(1200))).Evaluation;
        File.Exists(Path.Combine(Written(plain), "replicates.bin")).ShouldBeFalse();
    }

    // The whole way: real metrics, real resamples, the files, and the gate. The champion is better by exactly the margin.
    [Fact]
    public void A_gate_seldom_passes_what_is_worse_by_the_margin()
    {
        const int Repetitions = 600, Rows = 250;
        var passed = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var random = new Random(repetition);
            var positive = Enumerable.Range(0, Rows).Select(row => row % 2 == 0).ToArray();
            var (its, theirs) = (new double[Rows], new double[Rows]);
            for (var row = 0; row < Rows; row++)
            {
                var (shared, one, two) = (Normal(random), Normal(random), Normal(random));
                its[row] = Probability(Math.Sqrt(0.5) * (shared + one) + (positive[row] ? Math.Sqrt(2) * NormalQuantile.Of(0.85) : 0));
                theirs[row] = Probability(Math.Sqrt(0.5) * (shared + two) + (positive[row] ? Math.Sqrt(2) * NormalQuantile.Of(0.9) : 0));
            }
            var paired = new PairedEvaluations(Read(Evaluation(its, positive, repetition)), Read(Evaluation(theirs, positive, repetition)));
            var gate = new GateDeclaration("auc-champion", new MetricSubject("auc", true), new("m.model.yaml", 8, 5))
            {
                Comparison = new(new ChampionReference(), new NonInferiority(0.05, PairedMethod.Bootstrap, 0.95)),
            };
            var metrics = new EvaluationMetrics(Rows, [new("auc", 0.9)], []);
            var outcome = GateJudge.Judge([gate], new() { Evaluation = metrics, Champion = new KnownChampion("it", metrics, ComparisonBasis.Evaluated), Paired = paired }).Single();
            outcome.Finding?.Code.ShouldBeOneOf("MB4020", "MB4022");
            passed += outcome.Verdict == Verdict.Passed ? 1 : 0;
        }
        output.WriteLine($"{passed} of {Repetitions} pass, {100.0 * passed / Repetitions:0.00} %");
        passed.ShouldBeLessThanOrEqualTo((int)(Repetitions * (0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Repetitions)))));
    }

    static Evaluation Evaluation(double[] scores, bool[] positive, long seed)
    {
        var metrics = Binary(scores, positive);
        return new()
        {
            Rows = scores.Length,
            Metrics = metrics.Once(),
            Intervals = Run(metrics, 200, seed),
            Predictions = new()
            {
                Labels = ["no", "yes"],
                Ids = [.. scores.Select((_, row) => (ulong)row)],
                Truth = Array.ConvertAll(positive, yes => yes ? 1.0 : 0),
                Predicted = Array.ConvertAll(scores, score => score >= 0.5 ? 1.0 : 0),
                Scores = scores,
            },
        };
    }

    EvaluatedModel Read(Evaluation evaluation)
    {
        var path = Written(evaluation);
        using var predictions = File.OpenRead(Path.Combine(path, "predictions.bin"));
        using var replicates = File.OpenRead(Path.Combine(path, "replicates.bin"));
        var read = new EvaluatedModel(
            EvaluationMetrics.Read(File.ReadAllBytes(Path.Combine(path, "evaluation.json"))), Core.Gates.RowPredictions.Read(predictions), Core.Gates.MetricReplicates.Read(replicates));
        predictions.Close();
        replicates.Close();
        Directory.Delete(path, recursive: true);
        return read;
    }

    string Written(Evaluation evaluation)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder.Path, Path.GetRandomFileName())).FullName;
        evaluation.Write(path);
        return path;
    }

    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    static double Probability(double x) => 1 / (1 + Math.Exp(-x));
}
