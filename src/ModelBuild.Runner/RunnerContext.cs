using System.Diagnostics;
using System.Globalization;

namespace ModelBuild.Runner;

/// <summary>The context of a stage that runs in this process. Its threads may all use it.</summary>
sealed class RunnerContext(StageFile stage, string folder) : StageContext
{
    static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);
    public const string MetricsName = "metrics.jsonl";

    readonly Lock gate = new();
    readonly Lazy<string> checkpoints = new(() =>
        Directory.CreateDirectory(StageFile.ReadCheckpoints(Path.Combine(folder, StageFile.Name)) ?? Path.Combine(folder, "checkpoints")).FullName);
    StreamWriter? metrics;
    bool finished;
    string? waitingProgress;
    long lastProgress;

    public override long Seed => stage.Seed;

    public override int Threads => stage.Cpus;

    public override long? MemoryBytes => stage.MemoryBytes;

    public override int Gpus => stage.Gpus;

    public override string TemporaryFolder => Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;

    public override string CheckpointFolder => checkpoints.Value;

    /// <summary>Never cancelled: when the build is, this process ends at once.</summary>
    public override CancellationToken Cancellation => CancellationToken.None;

    public override void Log(string message) => Console.Out.WriteLine(message);

    /// <summary>At most ten lines a second; the last one is never lost.</summary>
    public override void Progress(double fraction, string message)
    {
        var shown = double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1);
        var line = $"##progress {shown.ToString("0.00##", CultureInfo.InvariantCulture)} {message.ReplaceLineEndings(" ")}";
        lock (gate)
        {
            var now = Stopwatch.GetTimestamp();
            if (lastProgress != 0 && Stopwatch.GetElapsedTime(lastProgress, now) < ProgressInterval)
            {
                waitingProgress = line;
                return;
            }
            lastProgress = now;
            waitingProgress = null;
            Console.Out.WriteLine(line);
        }
    }

    public override void Metric(string name, double value, long step)
    {
        var line = new JsonLine().Add("name", name).AddNumber("value", value).Add("step", step).ToString();
        lock (gate)
        {
            // A thread that the stage left behind has nothing to add.
            if (finished)
                return;
            metrics ??= new StreamWriter(Path.Combine(folder, MetricsName));
            metrics.Write(line);
        }
    }

    /// <summary>Writes out what is still held back.</summary>
    public void Finish()
    {
        lock (gate)
        {
            if (waitingProgress is not null)
                Console.Out.WriteLine(waitingProgress);
            waitingProgress = null;
            metrics?.Dispose();
            metrics = null;
            finished = true;
        }
    }
}
