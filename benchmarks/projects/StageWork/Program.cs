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

using var context = new Silence();
var label = new LabelOptions { Label = Label, Positive = Positive };

var table = Time("ingest", () => TabularPipeline.Ingest(data, new() { Ignore = ignore, Columns = kinds }, context));
var report = Time("validate", () => TabularPipeline.Validate(
    table, data, new() { Label = Label, Positive = Positive, Ignore = ignore, Columns = rules }, Task, reference: null, new(), context));
var split = Time("split", () => TabularPipeline.Split(
    table, report, new() { Method = SplitMethod.Stratified, Test = 0.25, Seed = 7 }, new() { Label = Label }, Task));
var features = Time("features", () => TabularPipeline.Features(
    split, new() { Impute = Imputation.Mean, Scale = Scaling.Standard }, new() { Label = Label, Positive = Positive }, new() { Trainer = Trainer.Linear }, Task));
var model = Time("train", () => TabularPipeline.Train(
    split, features, new() { Trainer = Trainer.Linear }, new() { L2 = 1 }, new(), context, Task, label));
var judged = Time("threshold", () => TabularPipeline.Threshold(model, split, new(), new(), context));
Time("evaluate", () => TabularPipeline.Evaluate(judged, split, new() { Slices = [] }, new() { Label = Label }, new(), context, []));

static T Time<T>(string stage, Func<T> work)
{
    var start = Stopwatch.GetTimestamp();
    var result = work();
    var elapsed = Stopwatch.GetElapsedTime(start);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage} {elapsed.TotalMilliseconds}"));
    return result;
}

sealed class Silence : StageContext, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("modelbuild-stage-work-");

    public override long Seed => 0;

    public override int Threads => 1;

    public override long? MemoryBytes => null;

    public override int Gpus => 0;

    public override string TemporaryFolder => folder.FullName;

    public override string CheckpointFolder => folder.FullName;

    public override CancellationToken Cancellation => CancellationToken.None;

    public void Dispose() => folder.Delete(recursive: true);

    public override void Log(string message) { }

    public override void Progress(double fraction, string message) { }

    public override void Metric(string name, double value, long step) { }
}
