namespace ModelBuild.Tabular;

// What reading a table needs of its surroundings where no stage runs.
sealed class PredictionContext(CsvPredictionOptions options, string folder, CancellationToken cancellation) : StageContext
{
    public override long Seed => 0;

    public override int Threads => options.Threads;

    public override long? MemoryBytes => null;

    public override int Gpus => 0;

    public override string TemporaryFolder => folder;

    public override string CheckpointFolder => folder;

    public override CancellationToken Cancellation => cancellation;

    public override void Log(string message) { }

    public override void Progress(double fraction, string message) => options.Progress?.Invoke(fraction, message);

    public override void Metric(string name, double value, long step) { }
}
