using System.Diagnostics;
using System.Globalization;
using ModelBuild.Prediction;
using ModelBuild.Tabular;

namespace ModelBuild.Benchmarks;

/// <summary>Training 100 trees of 31 leaves on two threads, against scikit-learn's HistGradientBoosting and XGBoost's hist.</summary>
static class TreesBenchmark
{
    const int Threads = 2;
    const double SklearnLimit = 1.0;
    const double XgboostLimit = 1.3;
    const double AucLimit = 0.002;

    const int LargeRows = 1_000_000;

    public static bool Run(DataFolder data, int rounds) => Run(data, rounds, LargeRows, 28, seed: 1) & RunSmall(data, rounds);

    public static bool RunSmall(DataFolder data, int rounds) => Run(data, rounds, 100_000, 20, seed: 2);

    static bool Run(DataFolder data, int rounds, int rows, int width, int seed)
    {
        var (train, test) = GeneratedTable.Make(rows, width, seed);
        var folder = Directory.CreateDirectory(data.Path($"trees-{rows}")).FullName;
        train.Save(folder, "train");
        test.Save(folder, "test");
        using var sklearn = PythonTrainer.Start("scikit-learn", folder);
        using var xgboost = PythonTrainer.Start("xgboost", folder);

        var own = Sample.Milliseconds("boosted-trees");
        var serving = new Sample("rows scored in a second, one thread", "rows", 0);
        var ownAuc = 0.0;
        // The first is not counted: there the code is compiled.
        for (var round = -1; round < rounds; round++)
        {
            var (milliseconds, trained) = Train(train);
            var clock = Stopwatch.StartNew();
            ownAuc = test.Auc(Scores(trained, test.ToFeatures()));
            if (round >= 0)
            {
                own.Add(milliseconds);
                serving.Add(test.Rows / clock.Elapsed.TotalSeconds);
            }
            sklearn?.Train(round >= 0 ? milliseconds : null);
            xgboost?.Train(round >= 0 ? milliseconds : null);
        }
        Sample.PrintHeader($"boosted-trees, {rows} x {width}, {Threads} threads, AUC {ownAuc.ToString("F5", CultureInfo.InvariantCulture)}", rounds);
        own.Print();
        serving.Print();
        // The limits are of the large table; on the small one the accuracy counts.
        var isLarge = rows == LargeRows;
        return (sklearn?.Judge(isLarge ? SklearnLimit : double.PositiveInfinity, ownAuc, AucLimit) ?? true)
            & (xgboost?.Judge(isLarge ? XgboostLimit : double.PositiveInfinity, ownAuc, AucLimit) ?? true);
    }

    static (double Milliseconds, Scorer Scorer) Train(GeneratedTable table)
    {
        var rows = new TrainingRows(table.ToFeatures(), table.Labels, null);
        var folder = Directory.CreateTempSubdirectory("modelbuild-benchmarks-");
        try
        {
            var clock = Stopwatch.StartNew();
            var scorer = new BoostedTreesTrainer(new()).Train(new(LearningTask.BinaryClassification, 2, rows, null), new BenchmarkContext(Threads, folder.FullName));
            return (clock.Elapsed.TotalMilliseconds, scorer);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static double[] Scores(Scorer scorer, FeatureRows features)
    {
        var scores = new double[features.Rows];
        var values = new double[features.Width * features.BlockRows];
        for (var block = 0; block < features.Blocks; block++)
        {
            var size = features.RowsOf(block);
            features.Read(block, values);
            scorer.Score(values, size, scores.AsSpan(block * features.BlockRows, size));
        }
        return scores;
    }
}
