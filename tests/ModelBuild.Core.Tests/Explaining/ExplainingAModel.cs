using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Explaining;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Pipelines;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Tests.Configuration;

namespace ModelBuild.Core.Tests.Explaining;

public sealed class ExplainingAModel : IDisposable
{
    readonly LayeredProject project = new();
    readonly Files files = new();
    readonly Results cache = new();
    readonly List<Diagnostic> errors = [];

    public void Dispose() => project.Dispose();

    [Fact]
    public void Shows_each_value_with_its_origin_in_the_order_of_the_definition()
    {
        project.Overlay("train: { trees: 100, l2: 0.50 }").Variable("MODELBUILD__SPLIT__SEED", "3").Property("gates.auc-min.min=0.95").Item("data.label='the price'");

        Explain().TakeWhile(line => line != "stages of m:").ShouldBe(
            ["configuration of m in the environment staging:",
             """  pipeline = "tabular"   (m.model.yaml:1)""",
             """  task = "regression"   (m.model.yaml:2)""",
             """  data.path = "data.csv"   (m.model.yaml:3)""",
             """  data.label = "the price"   (p.csproj)""",
             """  split.test = 0.25   (m.model.yaml:4)""",
             """  split.seed = 3   (MODELBUILD__SPLIT__SEED)""",
             """  train.trainer = "boosted-trees"   (m.model.yaml:6)""",
             """  train.trees = 100   (m.model.staging.yaml:1)""",
             """  train.schedule.kind = "cosine"   (m.model.yaml:8)""",
             """  train.schedule.warmup = 3   (m.model.yaml:8)""",
             """  train.classWeights."a.b" = 1   (m.model.yaml:9)""",
             """  train.l2 = 0.5   (m.model.staging.yaml:1)""",
             """  gates.auc-min.metric = "auc"   (m.model.yaml:11)""",
             """  gates.auc-min.min = 0.95   (ModelSet)""",
             """  gates.calibrated.metric = "logLoss"   (m.model.yaml:12)""",
             """  gates.calibrated.max = 0.3   (m.model.yaml:12)"""]);
    }

    [Fact]
    public void Shows_data_that_is_just_a_path_and_values_that_no_options_record_has()
    {
        project.Pipelines[0] = new("tabular", "A", "P", "train", "validate", [new("train", "Train", 1, "M", [new DataParameter("data")]) { Assembly = "A", Type = "P" }]);
        project.Write("m.model.yaml", "pipeline: tabular\nseed: -07\ndata: x.csv\ntrain: { resources: { cpus: 2, memory: 1GiB } }\nenvironment: { rid: ignore }\n");

        Explain().Skip(2).TakeWhile(line => line != "stages of m:").ShouldBe(
            ["  seed = -7   (m.model.yaml:2)", "  data.path = \"x.csv\"   (m.model.yaml:3)", "  train.resources.cpus = 2   (m.model.yaml:4)",
             "  train.resources.memory = \"1GiB\"   (m.model.yaml:4)", "  environment.rid = \"ignore\"   (m.model.yaml:5)"]);
    }

    [Fact]
    public void Says_before_the_first_build_what_runs_first() =>
        Stages().ShouldBe(["validate: would run: it was not built here before", "split: may run: it waits for the output of validate", "train: may run: it waits for the output of split",
            "evaluate: may run: it waits for the output of train", "report: may run: it waits for the output of evaluate"]);

    [Fact]
    public void Says_what_differs_from_the_last_build()
    {
        var state = Built();
        Stages(state).ShouldBe(["validate: up to date", "split: up to date", "train: up to date", "evaluate: up to date", "report: up to date"]);

        project.Property("train.trees=100");

        Stages(state).ShouldBe(["validate: up to date", "split: up to date", "train: would run: train.trees 200 → 100",
            "evaluate: may run: it waits for the output of train", "report: may run: it waits for the output of evaluate"]);
    }

    [Fact]
    public void Looks_into_the_cache_and_goes_on_from_there()
    {
        var state = Built();
        project.Property("train.trees=100");
        var train = Plan().Graph.Nodes.Single(node => node.Id.Stage == "train");
        cache.Known[StageKeyWriter.Write(train, Output, _ => Files.Digest).Key] = new(Digest.OfText("other model"), default, null, default);

        Stages(state).ShouldBe(["validate: up to date", "split: up to date", "train: restored from the cache: train.trees 200 → 100",
            "evaluate: would run: output of train changed", "report: may run: it waits for the output of evaluate"]);
    }

    [Fact]
    public void Says_what_runs_again_because_the_cache_lost_it()
    {
        var state = Built();
        cache.Known.Clear();
        Stages(state).ShouldBe(["validate: up to date", "split: up to date", "train: up to date", "evaluate: up to date", "report: up to date"]);

        project.Property("train.trees=100");

        Stages(state)[..2].ShouldBe(["validate: would run: its result is no longer in the cache", "split: may run: it waits for the output of validate"]);
    }

    [Fact]
    public void Says_that_a_stage_is_gone_or_another_one_is_the_model()
    {
        var state = Built();
        var more = new Dictionary<NodeId, NodeState>(state.Nodes) { [new("gone")] = state.Nodes.Values.First() };

        Stages(state with { Nodes = more })[^1].ShouldStartWith("but gone is no longer in the pipeline");
        Stages(state with { ModelStage = "calibrate" })[^1].ShouldStartWith("but the model is the output of train now, and was that of calibrate");
        Stages(state with { EvaluationStage = "judge" })[^1].ShouldStartWith("but another stage is judged");
        Stages(state)[^1].ShouldEndWith(": up to date");
    }

    [Fact]
    public void Says_that_gates_and_folder_are_not_those_of_the_last_build()
    {
        var state = Built();

        project.Property("gates.auc-min.min=0.5");

        Stages(state)[^1].ShouldBe("but gates or waivers changed, so the model would be judged and put into its folder again");
        files.Model = default;
        Stages(Built())[^1].ShouldBe("but the model's folder is missing or was changed, so the model would be judged and put into its folder again");
    }

    [Fact]
    public void Reports_data_that_is_not_there_and_still_shows_the_configuration()
    {
        files.AreThere = false;
        project.Property("data.path=none.csv");

        Explain().ShouldNotContain("stages of m:");

        var error = errors.ShouldHaveSingleItem();
        (error.Code, error.Place.ToString()).ShouldBe(("MB2060", "ModelSet"));
    }

    [Fact]
    public void Reports_each_of_two_paths_that_the_property_sets()
    {
        files.AreThere = false;
        project.Pipelines[0] = new("tabular", "A", "P", "train", "validate", [new("train", "Train", 1, "M", [new DataParameter("data"), new DataParameter("more")]) { Assembly = "A", Type = "P" }]);
        project.Write("m.model.yaml", "pipeline: tabular\ndata: x.csv\nmore: y.csv\n").Property("data.path=a.csv more.path=b.csv");

        Explain();

        errors.Select(error => (error.Code, error.Place.File)).ShouldBe([("MB2060", "ModelSet"), ("MB2060", "ModelSet")]);
    }

    [Fact]
    public void Says_where_a_result_of_another_machine_is_and_who_vouches_for_it()
    {
        var state = Built();
        var elsewhere = new Results();
        foreach (var node in state.Nodes.Values)
            elsewhere.Known[node.Manifest.Key] = node.Result;
        cache.Known.Clear();

        Stages(shared: new Elsewhere(elsewhere)).ShouldAllBe(line => line.Contains("restored from https://cache.example (signed by 1a2b)"));
        Stages().ShouldContain(line => line.Contains("would run"));
    }

    [Fact]
    public void Says_that_a_locked_build_takes_the_accepted_output_whatever_its_key()
    {
        var plan = Plan();
        var nodes = Built().Nodes;
        var locked = ModelLock.Of(plan, nodes, null, "Release");
        cache.Known.Clear();
        cache.Outputs.Add(Output(new("validate")));

        Explain(locked: locked).Where(line => line.StartsWith("  validate:", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith("  validate: restored from the cache (the lock file's digest)");
        Explain().Where(line => line.StartsWith("  validate:", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith("  validate: would run");
    }

    [Fact]
    public void Says_that_an_output_other_than_the_accepted_one_does_not_count()
    {
        var locked = ModelLock.Of(Plan(), Built().Nodes, null, "Release");
        foreach (var (key, result) in cache.Known.ToList())
            cache.Known[key] = result with { Output = Digest.OfText("another") };

        Explain(locked: locked).ShouldContain(line => line.StartsWith("  validate: would run", StringComparison.Ordinal));
    }

    [Fact]
    public void Keeps_hostile_text_on_one_line()
    {
        project.Variable("MODELBUILD__data__label", "\"a\\nb\\x1b[31m\\u202e\\x7f\"");
        Explain().Single(line => line.Contains("data.label", StringComparison.Ordinal)).ShouldBe(
            """  data.label = "a\u000ab\u001b[31m\u202e\u007f"   (MODELBUILD__data__label)""");
    }

    IReadOnlyList<string> Explain(ModelState? state = null, ISharedResults? shared = null, LockFile? locked = null) => ModelExplanation.Of(Plan(), state, files, cache, shared, locked, Project, errors, new(2026, 11, 22)).ToLines();

    static ModelProject Project { get; } = new()
    {
        Name = "p",
        Definitions = [],
        ProjectAssemblies = [],
        PackageAssemblies = [],
        BuiltInAssemblies = [],
        DepsFile = "",
        RuntimeConfig = "",
        Environment = new("10.0.0", "any"),
        Lock = LockMode.Off,
        StateFolder = "/obj",
        ModelsFolder = "/models",
    };

    string[] Stages(ModelState? state = null, ISharedResults? shared = null) => [.. Explain(state, shared).SkipWhile(line => line != "stages of m:").Skip(1).Select(line => line.Trim())];

    ModelPlan Plan()
    {
        var definition = project.Good();
        return new(definition, GraphBuilder.Build(definition, new NoCode(), new("10.0.0", "any"), errors).ShouldNotBeNull());
    }

    ModelState Built()
    {
        var plan = Plan();
        var nodes = plan.Graph.Nodes.ToDictionary(node => node.Id, node => new NodeState(
            StageKeyWriter.Write(node, Output, _ => Files.Digest), new(Output(node.Id), default, null, default)));
        foreach (var node in nodes.Values)
            cache.Known[node.Manifest.Key] = node.Result;
        return new(nodes, plan.Gates(new Files()), Files.Digest.Digest, "") { ModelStage = plan.Model.ToString(), EvaluationStage = plan.Evaluation?.ToString() ?? "" };
    }

    static Digest Output(NodeId node) => Digest.OfText(node.Stage);

    sealed class NoCode : ICodeIdentity
    {
        public StageCode Of(StageDescription stage) => new([], null);
    }

    sealed class Results : IStageResults
    {
        public Dictionary<Digest, StageResult> Known { get; } = [];

        public HashSet<Digest> Outputs { get; } = [];

        public StageResult? Find(Digest stageKey) => Known.GetValueOrDefault(stageKey);

        public bool HasOutput(Digest tree) => Outputs.Contains(tree);
    }

    sealed class Elsewhere(Results known) : ISharedResults
    {
        public (StageResult Result, string Origin)? FindShared(Digest stageKey) => known.Find(stageKey) is { } found ? (found, "https://cache.example (signed by 1a2b)") : null;
    }

    sealed class Files : IInputDigests
    {
        public Digest? FindVariable(string name) => null;

        public static ArtifactDigest Digest { get; } = new(ArtifactKind.Folder, Digests.Digest.OfText("files"));

        public bool AreThere { get; set; } = true;

        public Digest Model { get; set; } = Digest.Digest;

        public ArtifactDigest? Find(string path) => !AreThere ? null : path == "/models/m" ? new(ArtifactKind.Folder, Model) : Digest;
    }
}
