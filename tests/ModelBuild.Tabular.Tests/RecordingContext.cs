namespace ModelBuild.Tabular.Tests;

class RecordingContext(int threads = 1, CancellationToken cancellation = default) : StageContext
{
    static readonly TemporaryFolder Root = new();

    static RecordingContext() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Root.Dispose();

    public List<string> Lines { get; } = [];

    public List<(string Name, double Value, long Step)> Metrics { get; } = [];

    public List<double> Fractions { get; } = [];

    public override long Seed => 0;

    public override int Threads => threads;

    public long? Memory { get; init; }

    public override long? MemoryBytes => Memory;

    public override int Gpus => 0;

    public override string TemporaryFolder => throw new NotSupportedException("The tabular stages need no files of their own.");

    public string? Checkpoints { get; set; }

    public override string CheckpointFolder => Checkpoints ??= Directory.CreateDirectory(Path.Combine(Root.Path, Guid.NewGuid().ToString("N"))).FullName;

    public override CancellationToken Cancellation => cancellation;

    public override void Log(string message) => Lines.Add(message);

    public override void Progress(double fraction, string message) => Fractions.Add(fraction);

    public override void Metric(string name, double value, long step) => Metrics.Add((name, value, step));
}
