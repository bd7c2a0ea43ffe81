using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelBuild.Tabular;

namespace ModelBuild.Benchmarks;

/// <summary>
/// Logistic regression of 100,000 rows with 100 numbers each against scikit-learn's LogisticRegression(lbfgs), in turn. Ours has
/// two threads; scikit-learn as many as numpy's BLAS takes of two, which is one for the reference BLAS that Debian installs by
/// default. Only the fit is timed, from features in memory to weights; ours must not end with a larger loss.
/// </summary>
static class LinearBenchmark
{
    const double Limit = 1.0;
    const int Rows = 100_000;
    const int Columns = 100;
    const int Threads = 2;

    public static bool Run(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("modelbuild-benchmarks-").FullName;
        try
        {
            string[] size = [folder, Rows.ToString(CultureInfo.InvariantCulture), Columns.ToString(CultureInfo.InvariantCulture)];
            if (PythonScript.Run(Console.WriteLine, "linear.py", ["make", .. size]) != true)
                return true;
            using var other = PythonScript.Answering("linear.py", ["fit", .. size]);
            return other is null || Compare(rounds, folder, other, Read(folder, "x.f64"), Read(folder, "y.f64"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Compare(int rounds, string folder, PythonScript other, double[] features, double[] targets)
    {
        var theirs = Sample.Milliseconds($"scikit-learn {other.Ready}, lbfgs");
        var ours = Sample.Milliseconds("linear");
        var ratio = new Sample("time of linear against scikit-learn", "x", 2);
        var (ourLoss, theirLoss) = (0.0, 0.0);
        for (var round = -1; round < rounds; round++)
        {
            var answer = other.Ask();
            var theirTime = 1000 * double.Parse(answer[0], CultureInfo.InvariantCulture);
            theirLoss = double.Parse(answer[2], CultureInfo.InvariantCulture);

            File.Delete(Path.Combine(folder, "linear.checkpoint"));
            var context = new BenchmarkContext(Threads, folder);
            var data = new TrainingData(LearningTask.BinaryClassification, 2, new(new ColumnRows(Rows, Columns, features), targets, null), null);
            var clock = Stopwatch.StartNew();
            var scorer = (Prediction.LinearScorer)new LinearTrainer(new(), LearningTask.BinaryClassification).Train(data, context);
            var ourTime = clock.Elapsed.TotalMilliseconds;
            ourLoss = Loss(scorer, features, targets);
            if (round < 0)
                continue; // the first of everything
            theirs.Add(theirTime);
            ours.Add(ourTime);
            ratio.Add(ourTime / theirTime);
        }
        Sample.PrintHeader($"linear, {Rows} x {Columns}, {Threads} threads (scikit-learn: those of its BLAS)", rounds);
        theirs.Print();
        ours.Print();
        ratio.Print();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  loss: {ourLoss:F6} against {theirLoss:F6}"));
        var isGood = ourLoss <= theirLoss * (1 + 1e-12);
        if (!isGood)
            Console.WriteLine("  FAILED: the loss of linear is larger.");
        return ratio.Judge(Limit) & isGood;
    }

    static double Loss(Prediction.LinearScorer scorer, double[] features, double[] targets)
    {
        var loss = 0.5 * scorer.Weights[0].Sum(weight => weight * weight);
        for (var i = 0; i < Rows; i++)
        {
            var score = scorer.Intercepts[0];
            for (var j = 0; j < Columns; j++)
                score += scorer.Weights[0][j] * features[j * Rows + i];
            loss += Prediction.DeterministicMath.Softplus(targets[i] == 1 ? -score : score);
        }
        return loss;
    }

    static double[] Read(string folder, string name) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();

    // Features that lie in memory column by column.
    sealed class ColumnRows(int rows, int columns, double[] values) : FeatureRows(rows, [.. Enumerable.Range(0, columns).Select(j => new FeatureColumnInfo($"x{j}"))])
    {
        public override void Read(int block, Span<double> target)
        {
            var count = RowsOf(block);
            for (var j = 0; j < Width; j++)
                values.AsSpan(j * Rows + block * BlockRows, count).CopyTo(target[(j * count)..]);
        }
    }
}
