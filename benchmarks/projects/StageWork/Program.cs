// Prints the milliseconds that each stage method of samples/BreastCancer takes, with the settings of its definition.
using System.Diagnostics;
using System.Globalization;
using ModelBuild;
using ModelBuild.Tabular;

var data = new DataSource("data", args[0]);
const LearningTask Task = LearningTask.BinaryClassification;
const string Label = "diagnosis";
const string Positive = "malignant";
string[] ignore = ["id"];
var rules = new Dictionary<string, ColumnRules> { ["mean_radius"] = new() { Required = true, Min = 0 } };
var kinds = new Dictionary<string, IngestColumn> { ["mean_radius"] = new() { Type = ColumnType.Numeric } };

var table = Time("ingest", () => TabularPipeline.Ingest(data, new() { Ignore = ignore, Columns = kinds }));
var report = Time("validate", () => TabularPipeline.Validate(
    table, data, new() { Label = Label, Positive = Positive, Ignore = ignore, Columns = rules }, Task));
var split = Time("split", () => TabularPipeline.Split(
    table, report, new() { Method = SplitMethod.Stratified, Test = 0.25, Seed = 7 }, new() { Label = Label }, Task));
var features = Time("features", () => TabularPipeline.Features(
    split, new() { Impute = Imputation.Mean, Scale = Scaling.Standard }, new() { Label = Label }));
var model = Time("train", () => TabularPipeline.Train(
    split, features, new() { Trainer = Trainer.Linear, L2 = 1 }, new Silence(), Task, new() { Label = Label, Positive = Positive }));
Time("evaluate", () => TabularPipeline.Evaluate(model, split, new()));

static T Time<T>(string stage, Func<T> work)
{
    var start = Stopwatch.GetTimestamp();
    var result = work();
    var elapsed = Stopwatch.GetElapsedTime(start);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage} {elapsed.TotalMilliseconds}"));
    return result;
}

sealed class Silence : StageContext
{
    public override long Seed => 0;

    public override int Threads => 1;

    public override long? MemoryBytes => null;

    public override int Gpus => 0;

    public override string TemporaryFolder => throw new NotSupportedException("They need no files of their own.");

    public override string CheckpointFolder => throw new NotSupportedException("They keep no checkpoints.");

    public override CancellationToken Cancellation => CancellationToken.None;

    public override void Log(string message) { }

    public override void Progress(double fraction, string message) { }

    public override void Metric(string name, double value, long step) { }
}
