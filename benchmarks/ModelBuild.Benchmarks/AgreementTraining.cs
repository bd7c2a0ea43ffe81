using System.Runtime.InteropServices;
using System.Text.Json;
using ModelBuild.Prediction;
using ModelBuild.Tabular;

namespace ModelBuild.Benchmarks;

/// <summary>Trains what an <see cref="AgreementPlan"/> says through the stages of the pipeline, and leaves for agreement.py what came of it.</summary>
sealed class AgreementTraining(string folder)
{
    readonly Lock gate = new();
    (string Path, Table? Table) last;

    public void Run()
    {
        var plan = AgreementPlan.Read(Path.Combine(folder, "plan.json"));
        foreach (var set in plan.Sets)
        {
            var values = plan.Settings.ToDictionary(settings => settings.Key, _ => new double[set.Runs.Count][]);
            // Small ones one thread each, as the others have it.
            Parallel.For(0, set.Runs.Count, new ParallelOptions { MaxDegreeOfParallelism = set.Threads == 1 ? 2 : 1 }, run =>
            {
                foreach (var (name, limits) in plan.Settings)
                    values[name][run] = Predict(set, set.Runs[run], limits);
            });
            foreach (var (name, ofRuns) in values)
                File.WriteAllBytes(Path.Combine(folder, $"{set.Name}.{name}.f64"), MemoryMarshal.AsBytes<double>(ofRuns.SelectMany(run => run).ToArray()).ToArray());
        }
        File.WriteAllBytes(Path.Combine(folder, "linear.json"), JsonSerializer.SerializeToUtf8Bytes(plan.Linear.Select(Fit).ToArray()));
    }

    // Of each row that is tested on the probabilities of the classes, or the number.
    double[] Predict(AgreementPlan.TreeSet set, AgreementPlan.Run run, AgreementPlan.LeafLimits limits)
    {
        var table = TableOf(run.Data, set.Ignore, set.Categorical);
        var (train, test) = run.Rows(table.Rows);
        var split = new TableSplit(table.Select(train), table.Select(test));
        var options = new BoostedTreesOptions
        {
            Trees = set.Rounds,
            MinSamplesLeaf = limits.MinSamplesLeaf,
            MinChildWeight = limits.MinChildWeight,
            L2 = limits.L2,
            CheckpointRounds = int.MaxValue,
        };
        var model = Train(split, Trainer.BoostedTrees, new(), options, AgreementPlan.TaskOf(set.Task), set.Label, set.Positive, set.Threads);
        var predictions = model.Predict(split.Test.ToBatch(), set.Threads);
        return [.. Enumerable.Range(0, split.Test.Rows).SelectMany(row => predictions[row].ToArray())];
    }

    object Fit(AgreementPlan.LinearCase fit)
    {
        var table = TableOf(fit.Path, fit.Ignore, []);
        var options = new LinearOptions { L1 = fit.L1, L2 = fit.L2, Loss = Enum.Parse<RegressionLoss>(fit.Loss, ignoreCase: true), Tolerance = 1e-13, MaxIterations = 10_000 };
        var trees = new BoostedTreesOptions { Loss = options.Loss, L1 = fit.L1, L2 = fit.L2 }; // as both are bound of one definition
        var model = Train(new(table, table), Trainer.Linear, options, trees, AgreementPlan.TaskOf(fit.Task), fit.Label, fit.Positive, 2);
        var scorer = (LinearScorer)model.Scorer;
        var weights = model.Features.Outputs.Select((output, j) => (output.Name, Values: scorer.Weights.Select(ofOutput => ofOutput[j]))).ToDictionary(pair => pair.Name, pair => pair.Values);
        return new { weights, intercepts = scorer.Intercepts };
    }

    static TabularModel Train(TableSplit split, Trainer trainer, LinearOptions linear, BoostedTreesOptions trees, LearningTask task, string label, string? positive, int threads)
    {
        var place = Directory.CreateTempSubdirectory("modelbuild-benchmarks-").FullName;
        try
        {
            var features = TabularPipeline.Features(
                split, new() { Scale = Scaling.None }, new() { Label = label, Positive = positive }, new() { Trainer = trainer }, task);
            return TabularPipeline.Train(
                split, features, new() { Trainer = trainer }, linear, trees, new BenchmarkContext(threads, place), task, new() { Label = label, Positive = positive }).Model;
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    Table TableOf(string path, IReadOnlyList<string> ignore, IReadOnlyList<string> categorical)
    {
        lock (gate)
        {
            if (last.Path != path)
            {
                var options = new IngestOptions { Ignore = ignore, Columns = categorical.ToDictionary(name => name, _ => new IngestColumn { Type = ColumnType.Categorical }) };
                last = (path, null); // the one before may be large
                last = (path, TabularPipeline.Ingest(new("data", path), options, new BenchmarkContext(2, folder)));
            }
            return last.Table!;
        }
    }
}
