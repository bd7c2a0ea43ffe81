namespace ModelBuild.Benchmarks;

/// <summary>What a stage gets that runs for its time alone. Keeps nothing.</summary>
sealed class BenchmarkContext(int threads, string folder) : StageContext
{
    public override long Seed => 0;

    public override int Threads => threads;

    public override long? MemoryBytes => null;

    public override int Gpus => 0;

    public override string TemporaryFolder => folder;

    public override string CheckpointFolder => folder;

    public override CancellationToken Cancellation => CancellationToken.None;

    public override void Log(string message)
    {
    }

    public override void Progress(double fraction, string message)
    {
    }

    public override void Metric(string name, double value, long step)
    {
    }
}
