namespace ModelBuild.Tabular.Tests;

sealed class RecordingContext(int threads = 1, CancellationToken cancellation = default) : StageContext
{
    public List<string> Lines { get; } = [];

    public List<(string Name, double Value, long Step)> Metrics { get; } = [];

    public List<double> Fractions { get; } = [];

    public override long Seed => 0;

    public override int Threads => threads;

    public override long? MemoryBytes => null;

    public override int Gpus => 0;

    public override string TemporaryFolder => throw new NotSupportedException("The tabular stages need no files of their own.");

    public override string CheckpointFolder => throw new NotSupportedException("The tabular stages keep no checkpoints.");

    public override CancellationToken Cancellation => cancellation;

    public override void Log(string message) => Lines.Add(message);

    public override void Progress(double fraction, string message) => Fractions.Add(fraction);

    public override void Metric(string name, double value, long step) => Metrics.Add((name, value, step));
}
