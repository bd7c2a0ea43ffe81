using System.Globalization;

namespace ModelBuild.Testing;

/// <summary>
/// A stage's context for tests that call the stage themselves: it says what it is told to, and keeps what the stage reports.
/// Its folders are real, and removed by <see cref="Dispose"/>. All threads of a stage may use it.
/// </summary>
/// <param name="seed">The seed that the stage sees. Default: 0.</param>
/// <param name="threads">How many threads it may use. Default: 1.</param>
/// <param name="memoryBytes">How much memory it may use. Default: no limit.</param>
/// <param name="gpus">How many GPUs it may use. Default: 0.</param>
/// <param name="checkpointFolder">A folder with the checkpoints of an earlier attempt; it is not removed. Default: a new one.</param>
/// <param name="cancellation">Cancelled when the stage shall stop. Default: never.</param>
public sealed class TestStageContext(
    long seed = 0, int threads = 1, long? memoryBytes = null, int gpus = 0, string? checkpointFolder = null, CancellationToken cancellation = default)
    : StageContext, IDisposable
{
    readonly Lock gate = new();
    readonly List<string> log = [];
    readonly List<ReportedProgress> progress = [];
    readonly List<ReportedMetric> metrics = [];
    string? root;
    bool disposed;

    /// <inheritdoc/>
    public override long Seed => seed;

    /// <inheritdoc/>
    public override int Threads => threads;

    /// <inheritdoc/>
    public override long? MemoryBytes => memoryBytes;

    /// <inheritdoc/>
    public override int Gpus => gpus;

    /// <inheritdoc/>
    public override string TemporaryFolder => Folder("tmp");

    /// <inheritdoc/>
    public override string CheckpointFolder => checkpointFolder is null ? Folder("checkpoints") : Directory.CreateDirectory(checkpointFolder).FullName;

    /// <inheritdoc/>
    public override CancellationToken Cancellation => cancellation;

    /// <summary>The lines that the stage logged.</summary>
    public IReadOnlyList<string> LoggedLines => Copy(log);

    /// <summary>The progress that it reported.</summary>
    public IReadOnlyList<ReportedProgress> ReportedProgress => Copy(progress);

    /// <summary>The numbers that it recorded while it ran.</summary>
    public IReadOnlyList<ReportedMetric> ReportedMetrics => Copy(metrics);

    /// <summary>The values of one of these metrics, in the order in which they were recorded.</summary>
    public IReadOnlyList<double> ValuesOf(string metric) => [.. ReportedMetrics.Where(reported => reported.Name == metric).Select(reported => reported.Value)];

    /// <inheritdoc/>
    public override void Log(string message) => Add(log, message);

    /// <inheritdoc/>
    public override void Progress(double fraction, string message) => Add(progress, new(fraction, message));

    /// <inheritdoc/>
    public override void Metric(string name, double value, long step) => Add(metrics, new(name, value, step));

    /// <summary>Removes the folders. What was reported stays.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (root is not null && Directory.Exists(root))
                Directory.Delete(root, recursive: true);
            disposed = true;
        }
    }

    string Folder(string name)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return Directory.CreateDirectory(Path.Combine(root ??= Directory.CreateTempSubdirectory("modelbuild-stage-").FullName, name)).FullName;
        }
    }

    void Add<T>(List<T> list, T item)
    {
        lock (gate)
            list.Add(item);
    }

    List<T> Copy<T>(List<T> list)
    {
        lock (gate)
            return [.. list];
    }
}

/// <summary>A number that a stage recorded while it ran.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The number.</param>
/// <param name="Step">The round that it belongs to, as the stage counts.</param>
public sealed record ReportedMetric(string Name, double Value, long Step);

/// <summary>How far a stage said it was.</summary>
/// <param name="Fraction">From 0 to 1, as it was reported.</param>
/// <param name="Message">What it was doing.</param>
public sealed record ReportedProgress(double Fraction, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fraction} {Message}");
}
