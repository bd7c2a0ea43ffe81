using ModelBuild.Prediction;
using ModelBuild.Testing;

namespace ModelBuild.Tabular.Tests;

// What a definition says, handed to the stages as the runner would.
sealed record Definition(LearningTask Task, string Label)
{
    public string? Positive { get; init; }
    public string? Weight { get; init; }
    public int? Folds { get; init; }
    public string? Separator { get; init; }
    public IReadOnlyList<string>? Missing { get; init; }
    public IReadOnlyList<string> Ignore { get; init; } = [];
    public IReadOnlyList<string> Key { get; init; } = [];
    public Dictionary<string, ColumnType> Types { get; init; } = [];
    public Dictionary<string, ColumnRules> Rules { get; init; } = [];
    public Func<SchemaOptions, SchemaOptions> More { get; init; } = schema => schema;
    public DataSource? Reference { get; init; }
    public DriftOptions Drift { get; init; } = new();
    public IReadOnlyList<string> NotFeatures { get; init; } = [];
    public SplitOptions SplitOptions { get; init; } = new();
    public FeaturesOptions FeaturesOptions { get; init; } = new();
    public TrainOptions TrainOptions { get; init; } = new();
    public LinearOptions LinearOptions { get; init; } = new();
    public BoostedTreesOptions TreesOptions { get; init; } = new();
    public ThresholdOptions ThresholdOptions { get; init; } = new();
    public EvaluateOptions EvaluateOptions { get; init; } = new();

    public static readonly Definition BreastCancer = new(LearningTask.BinaryClassification, "diagnosis")
    {
        Positive = "malignant",
        Ignore = ["id"],
        SplitOptions = new() { Method = SplitMethod.Stratified, Seed = 7 },
    };

    public static readonly Definition Wine = new(LearningTask.MulticlassClassification, "cultivar");

    public static readonly Definition Diabetes = new(LearningTask.Regression, "progression");

    public static DataSource File(string name) => new("data", Path.Combine(AppContext.BaseDirectory, "data", name));

    public IngestOptions IngestOptions => new()
    {
        Separator = Separator,
        Ignore = Ignore,
        Key = Key,
        Columns = Types.ToDictionary(type => type.Key, type => new IngestColumn { Type = type.Value }),
        Missing = Missing ?? new IngestOptions().Missing,
    };

    public Table Ingest(DataSource data, int threads = 1)
    {
        using var context = new TestStageContext(threads: threads);
        return TabularPipeline.Ingest(data, IngestOptions, context);
    }

    public ValidationReport Validate(Table table, DataSource data, StageContext? context = null) => TabularPipeline.Validate(
        table, data, Schema(), Task, Reference, Drift, context ?? new RecordingContext());

    public SchemaOptions Schema() => More(new() { Label = Label, Positive = Positive, Ignore = Ignore, Weight = Weight, Key = Key, Columns = Rules, Separator = Separator });

    public TableSplit Split(Table table, ValidationReport report) =>
        TabularPipeline.Split(table, report, SplitOptions, KeyOptions, Task, Folds);

    public FittedFeatures Features(TableSplit split, params CustomTransform[] custom) => TabularPipeline.FeaturesWith(split, FeaturesOptions, ColumnOptions, new() { Trainer = TrainOptions.Trainer }, Task, custom);

    FeatureColumnOptions ColumnOptions => new()
    {
        Label = Label,
        Positive = Positive,
        Weight = Weight,
        Key = Key,
        Columns = NotFeatures.ToDictionary(name => name, _ => new FeatureColumn { Feature = false }),
    };

    public TrainedModel Train(TableSplit split, FittedFeatures features, StageContext? context = null) =>
        TabularPipeline.Train(split, features, TrainOptions, LinearOptions, TreesOptions, context ?? new RecordingContext(), Task, LabelOptions);

    public TrainedModel Threshold(TrainedModel model, TableSplit split) =>
        TabularPipeline.Threshold(model, split, ThresholdOptions, new() { Weight = Weight }, new RecordingContext());

    public Evaluation CrossValidate(int fold, TableSplit split, params IReadOnlyList<CustomTransform> custom) => TabularPipeline.CrossValidateWith(
        fold, split, FeaturesOptions, ColumnOptions, TrainOptions, LinearOptions, TreesOptions, ThresholdOptions,
        new() { At = EvaluateOptions.At, Classes = EvaluateOptions.Classes }, new RecordingContext(), Task, LabelOptions, custom);

    public Evaluation Evaluate(TrainedModel model, TableSplit split, params IReadOnlyList<Evaluation> folds) =>
        TabularPipeline.Evaluate(model, split, EvaluateOptions, KeyOptions, new() { Loss = TreesOptions.Loss, Quantile = TreesOptions.Quantile }, new RecordingContext(), folds);

    KeyOptions KeyOptions => new() { Label = Label, Key = Key, Weight = Weight };

    LabelOptions LabelOptions => new() { Label = Label, Positive = Positive, Weight = Weight, Missing = Missing ?? new IngestOptions().Missing };

    // All stages in memory.
    public (TableSplit Split, FittedFeatures Features, TrainedModel Model, Evaluation Evaluation) Run(DataSource data, StageContext? context = null)
    {
        var table = Ingest(data);
        var split = Split(table, Validate(table, data));
        var features = Features(split);
        var model = Threshold(Train(split, features, context), split);
        return (split, features, model, Evaluate(model, split));
    }
}
