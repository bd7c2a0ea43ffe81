using System.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Execution.Judging;
using ModelBuild.Prediction;
using ModelBuild.Tabular;

namespace ModelBuild.Tool;

/// <summary>
/// Times how long tabular models take to predict one row, as a service does. Both take turns on the same rows, so that what else the machine
/// does meets both alike, and the medians of the turns are compared.
/// </summary>
sealed class LatencyMeter : ILatencyMeter
{
    const int MostRows = 1000;
    const int Turns = 41;
    const int WarmUp = 5;

    public LatencyRatio Measure(string model, string champion, string rows, CancellationToken cancellation)
    {
        TabularModel one, other;
        RowBatch[] batches;
        try
        {
            (one, other) = (TabularModel.Load(model), TabularModel.Load(champion));
            var test = TableSplit.Read(rows).Test;
            var some = Enumerable.Range(0, Math.Min(MostRows, test.Rows));
            batches = [.. some.Select(row => test.Select([row]).ToBatch())];
        }
        catch (InvalidDataException e) when (e.InnerException is UnknownTransformException)
        {
            return new(double.NaN, "a model has transforms that are code of its author, which only a program of theirs can time. Judge it in a method with [Gate].");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return new(double.NaN, $"only models of the pipeline tabular are timed, and this is none that can be read: {e.Message} Judge it in a method with [Gate].");
        }
        if (batches.Length == 0)
            return new(double.NaN, "there is no row to predict.");
        var (ones, others) = (new List<double>(), new List<double>());
        for (var turn = -WarmUp; turn < Turns; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            // Who comes first finds the rows in a colder cache.
            var isFirst = turn % 2 == 0;
            var first = Time(isFirst ? one : other, batches);
            var second = Time(isFirst ? other : one, batches);
            if (turn < 0)
                continue;
            ones.Add(isFirst ? first : second);
            others.Add(isFirst ? second : first);
        }
        return new(Median(ones) / Median(others));
    }

    static double Time(TabularModel model, RowBatch[] rows)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var row in rows)
            model.Predict(row, threads: 1);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
