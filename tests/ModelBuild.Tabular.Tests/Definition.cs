namespace ModelBuild.Tabular.Tests;

// What a definition says, handed to the stages as the runner would.
sealed record Definition(LearningTask Task, string Label)
{
    public string? Positive { get; init; }
    public string Separator { get; init; } = ",";
    public IReadOnlyList<string>? Missing { get; init; }
    public IReadOnlyList<string> Ignore { get; init; } = [];
    public IReadOnlyList<string> Key { get; init; } = [];
    public Dictionary<string, ColumnType> Types { get; init; } = [];
    public Dictionary<string, ColumnRules> Rules { get; init; } = [];
    public IReadOnlyList<string> NotFeatures { get; init; } = [];
    public SplitOptions SplitOptions { get; init; } = new();
    public FeaturesOptions FeaturesOptions { get; init; } = new();
    public TrainOptions TrainOptions { get; init; } = new();
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

    public Table Ingest(DataSource data) => TabularPipeline.Ingest(data, new IngestOptions
    {
        Separator = Separator,
        Ignore = Ignore,
        Key = Key,
        Columns = Types.ToDictionary(type => type.Key, type => new IngestColumn { Type = type.Value }),
        Missing = Missing ?? new IngestOptions().Missing,
    });

    public ValidationReport Validate(Table table, DataSource data) => TabularPipeline.Validate(
        table, data, new SchemaOptions { Label = Label, Positive = Positive, Ignore = Ignore, Key = Key, Columns = Rules, Separator = Separator }, Task);

    public TableSplit Split(Table table, ValidationReport report) =>
        TabularPipeline.Split(table, report, SplitOptions, new KeyOptions { Label = Label, Key = Key }, Task);

    public FittedFeatures Features(TableSplit split) => TabularPipeline.Features(split, FeaturesOptions, new FeatureColumnOptions
    {
        Label = Label,
        Key = Key,
        Columns = NotFeatures.ToDictionary(name => name, _ => new FeatureColumn { Feature = false }),
    });

    public TrainedModel Train(TableSplit split, FittedFeatures features, StageContext? context = null) =>
        TabularPipeline.Train(split, features, TrainOptions, context ?? new RecordingContext(), Task, new LabelOptions { Label = Label, Positive = Positive });

    public Evaluation Evaluate(TrainedModel model, TableSplit split) => TabularPipeline.Evaluate(model, split, EvaluateOptions);

    // All stages in memory.
    public (TableSplit Split, FittedFeatures Features, TrainedModel Model, Evaluation Evaluation) Run(DataSource data, StageContext? context = null)
    {
        var table = Ingest(data);
        var split = Split(table, Validate(table, data));
        var features = Features(split);
        var model = Train(split, features, context);
        return (split, features, model, Evaluate(model, split));
    }
}
