using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Tests.Definitions;

/// <summary>A pipeline like the built-in one for tables: a plain section, a section that three records share, data.</summary>
static class TabularFixture
{
    static readonly SettingType Text = new StringSetting();
    static readonly SettingType Whole = new IntegerSetting(32, Signed: true);
    static readonly SettingType Number = new NumberSetting(64);
    static readonly SettingType Texts = new ListSetting(Text);

    public static SettingProperty Property(string name, SettingType type, params SettingConstraint[] constraints) =>
        new(name, type, Required: false, Nullable: false, constraints);

    static SettingProperty Required(string name, SettingType type, params SettingConstraint[] constraints) =>
        new(name, type, Required: true, Nullable: false, constraints);

    static readonly RecordSetting SchemaOptions = new("SchemaOptions",
    [
        Required("label", Text, new LengthConstraint(1, int.MaxValue)),
        Property("ignore", Texts),
        Property("types", new MapSetting(new EnumSetting(["numeric", "category", "text"]))),
    ]);

    static readonly RecordSetting TargetOptions = new("TargetOptions",
    [
        Required("label", Text),
        new SettingProperty("positive", Text, Required: false, Nullable: true, []),
    ]);

    static readonly RecordSetting ReadOptions = new("ReadOptions",
    [
        Property("separator", Text, new LengthConstraint(1, 1)),
        Property("encoding", Text, new AllowedValuesConstraint(["utf-8", "latin-1"])),
    ]);

    static readonly RecordSetting SplitOptions = new("SplitOptions",
    [
        Property("method", new EnumSetting(["random", "stratified", "grouped"])),
        Property("test", Number, new RangeConstraint(0, 1, MinimumIsExclusive: true, MaximumIsExclusive: true)),
        Property("seed", new IntegerSetting(64, Signed: true)),
        Property("groupBy", Text, new PatternConstraint("[A-Za-z_]+")),
    ]);

    static readonly RecordSetting Schedule = new("Schedule",
    [
        Required("kind", new EnumSetting(["constant", "cosine"])),
        Property("warmup", Whole, new RangeConstraint(0, int.MaxValue, false, false)),
    ]);

    static readonly RecordSetting TrainOptions = new("TrainOptions",
    [
        Required("trainer", new EnumSetting(["boosted-trees", "linear", "most-frequent"])),
        Property("trees", Whole, new RangeConstraint(1, 10000, false, false)),
        Property("learningRate", Number, new RangeConstraint(0, double.MaxValue, MinimumIsExclusive: true, false)),
        Property("l2", Number, new RangeConstraint(0, double.PositiveInfinity, false, false)),
        Property("dropout", new NumberSetting(32)),
        Property("shuffle", new BooleanSetting()),
        Property("schedule", Schedule),
        Property("classWeights", new MapSetting(Number)),
        Property("layers", new ListSetting(Whole), new LengthConstraint(1, 4)),
    ]);

    static readonly RecordSetting EvaluateOptions = new("EvaluateOptions", [Property("slices", Texts)]);

    public static readonly SettingType Task = new EnumSetting(["binary-classification", "multiclass-classification", "regression"]);

    public static PipelineDescription Pipeline { get; } = new(
        "tabular", "ModelBuild.Tabular", "ModelBuild.Tabular.TabularPipeline", "train", "validate",
        [
            Stage("validate", "Schema", new DataParameter("data"), Settings("task", "task", Task), Settings("schema", "data", SchemaOptions), Settings("format", "data", ReadOptions)),
            Stage("split", "TableSplit", new DataParameter("data"), new ArtifactParameter("validate", "Schema"), Settings("options", "split", SplitOptions), Settings("target", "data", TargetOptions)),
            Stage("train", "TabularModel", new ArtifactParameter("split", "TableSplit"), Settings("options", "train", TrainOptions), Settings("task", "task", Task), new ContextParameter("context")),
            Stage("evaluate", "ModelBuild.Evaluation", new ArtifactParameter("train", "TabularModel"), Settings("options", "evaluate", EvaluateOptions, optional: true)),
            Stage("report", "Report", new ArtifactParameter("evaluate", "ModelBuild.Evaluation")),
        ]);

    public static StageDescription Stage(string name, string output, params StageParameter[] parameters) =>
        new(name, char.ToUpperInvariant(name[0]) + name[1..], 1, output, parameters) { Assembly = "Toys", Type = "Toy.Pipeline" };

    public static SettingParameter Settings(string name, string section, SettingType type, bool optional = false) => new(name, section, type, optional);

    /// <summary>A pipeline named <c>p</c> with one stage <c>s</c>, whose options record has these properties.</summary>
    public static PipelineDescription OneStage(params SettingProperty[] properties) =>
        new("p", "A", "P", "s", "validate", [Stage("s", "Output", Settings("options", "s", new RecordSetting("Options", properties)))]);

    public static (BoundDefinition? Definition, IReadOnlyList<Diagnostic> Errors) Bind(string text, params PipelineDescription[] pipelines) =>
        DefinitionBinder.Bind("m", Reading.FilePath, Reading.Good(text), pipelines.Length == 0 ? [Pipeline] : pipelines);

    public static BoundDefinition Bound(string text, params PipelineDescription[] pipelines)
    {
        var (definition, errors) = Bind(text, pipelines);
        Reading.Lines(errors).ShouldBeEmpty();
        return definition.ShouldNotBeNull();
    }

    public static string[] Errors(string text, params PipelineDescription[] pipelines)
    {
        var (definition, errors) = Bind(text, pipelines);
        definition.ShouldBeNull();
        return Reading.Lines(errors);
    }

    /// <summary>The JSON of one property of <see cref="OneStage"/>.</summary>
    public static string Json(SettingType type, string value, params SettingConstraint[] constraints) =>
        Bound($"pipeline: p\ns:\n  x: {value}\n", OneStage(Property("x", type, constraints))).Stages[0].Settings["options"].Json;

    /// <summary>The one error of one property of <see cref="OneStage"/>, without the place; it is at the value.</summary>
    public static string Error(SettingType type, string value, params SettingConstraint[] constraints)
    {
        var error = Errors($"pipeline: p\ns:\n  x: {value}\n", OneStage(Property("x", type, constraints))).ShouldHaveSingleItem();
        error.ShouldStartWith("m.model.yaml(3,");
        return error[(error.IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }
}
