using System.Diagnostics;
using System.Globalization;
using ModelBuild.Prediction;
using ModelBuild.Tabular;

namespace ModelBuild.Benchmarks;

/// <summary>
/// Predicting 1,000,000 rows of 28 numbers with two threads, by a linear model (imputed and scaled) and by 200 trees of 31 leaves, against
/// scikit-learn's predict_proba; and a CSV file of them into a CSV file, against pandas and scikit-learn.
/// </summary>
static class PredictBenchmark
{
    const int Threads = 2;
    const int FewestToJudge = 1_000_000;
    const double Limit = 1.0;
    const double LinearLimit = 1.5; // a tenth of a second, most of it memory that is new

    public static bool Run(DataFolder data, int rounds, int rows)
    {
        var (train, test) = GeneratedTable.Make(rows, 28, seed: 3);
        var folder = Directory.CreateDirectory(data.Path("predict")).FullName;
        // Trained on the smaller part, since predicting is what is measured.
        train.Save(folder, "test");
        test.Save(folder, "train");
        WriteCsv(train, Path.Combine(folder, "test.csv"));
        var models = new Dictionary<string, TabularModel>
        {
            ["linear"] = Train(test, new() { Trainer = Trainer.Linear }, folder),
            ["trees"] = Train(test, new() { Trainer = Trainer.BoostedTrees }, folder),
        };
        var batch = TableOf(train).ToBatch();

        using var other = PythonScript.Answering("predict.py", folder);
        var good = true;
        foreach (var (name, model) in models)
            good &= Compare($"{name}, {rows} rows", rows, rounds, () => model.Predict(batch, Threads), other, name, name == "linear" ? LinearLimit : Limit);
        return good & Compare($"linear, {rows} rows of a CSV file", rows, rounds, () =>
        {
            using var output = File.Create(Path.Combine(folder, "ours.csv"));
            CsvPrediction.Run(models["linear"], Path.Combine(folder, "test.csv"), output, new() { Threads = Threads });
        }, other, "csv", Limit);
    }

    static bool Compare(string title, int rows, int rounds, Action predict, PythonScript? other, string question, double limit)
    {
        var own = Sample.Milliseconds("modelbuild");
        var rate = new Sample("rows in a second", "rows", 0);
        var theirs = Sample.Milliseconds("scikit-learn");
        var ratio = new Sample("modelbuild / scikit-learn of a round", "x", 3);
        // The first is not counted: there the code is compiled.
        for (var round = -1; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            predict();
            var milliseconds = clock.Elapsed.TotalMilliseconds;
            var without = other is null ? double.NaN : 1000 * double.Parse(other.Ask(question)[0], CultureInfo.InvariantCulture);
            if (round < 0)
                continue;
            own.Add(milliseconds);
            rate.Add(1000 * rows / milliseconds);
            theirs.Add(without);
            ratio.Add(milliseconds / without);
        }
        Sample.PrintHeader($"predict, {title}, {Threads} threads", rounds);
        own.Print();
        rate.Print();
        if (other is null)
            return true;
        theirs.Print();
        ratio.Print();
        return rows < FewestToJudge || ratio.Judge(limit);
    }

    static TabularModel Train(GeneratedTable rows, TrainOptions train, string folder)
    {
        var table = TableOf(rows);
        var split = new TableSplit(table, table);
        var features = TabularPipeline.FeaturesWith(split, new(), new() { Label = "y" }, new() { Trainer = train.Trainer }, LearningTask.BinaryClassification, []);
        var place = Directory.CreateDirectory(Path.Combine(folder, train.Trainer.ToString())).FullName;
        return TabularPipeline.TrainWith(split, features, train, new(), train.Trainer == Trainer.BoostedTrees ? new() { Trees = 200 } : new(), new BenchmarkContext(Threads, place), LearningTask.BinaryClassification, new() { Label = "y" }, []).Model;
    }

    static Table TableOf(GeneratedTable rows)
    {
        var columns = new List<Column>();
        for (var j = 0; j < rows.Width; j++)
        {
            var values = new double[rows.Rows];
            for (var row = 0; row < values.Length; row++)
                values[row] = rows.Values[(long)row * rows.Width + j];
            columns.Add(new NumericColumn($"f{j}", values));
        }
        columns.Add(new NumericColumn("y", [.. rows.Labels]));
        return new(rows.Rows, columns);
    }

    static void WriteCsv(GeneratedTable rows, string path)
    {
        using var text = new StreamWriter(path);
        text.Write(string.Join(',', Enumerable.Range(0, rows.Width).Select(j => $"f{j}")));
        for (var i = 0L; i < rows.Values.LongLength; i++)
        {
            text.Write(i % rows.Width == 0 ? '\n' : ',');
            text.Write(rows.Values[i].ToString(CultureInfo.InvariantCulture));
        }
        text.Write('\n');
    }
}
