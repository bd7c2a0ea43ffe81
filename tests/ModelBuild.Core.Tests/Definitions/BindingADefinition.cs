using ModelBuild.Core.Definitions;
using ModelBuild.Core.Pipelines;
using static ModelBuild.Core.Tests.Definitions.TabularFixture;

namespace ModelBuild.Core.Tests.Definitions;

public class BindingADefinition
{
    const string Full = """
        # breast-cancer.model.yaml
        pipeline: tabular
        task: binary-classification
        seed: -7
        data:   { path: ../data/breast-cancer.csv, label: diagnosis, positive: malignant, ignore: [id], separator: ',' }
        split:  { method: stratified, test: 0.25, seed: 7 }
        train:
          trainer: boosted-trees
          trees: 200
          learningRate: .05
          schedule: { warmup: 3, kind: cosine }
          classWeights: { malignant: 2, benign: 1e0 }
          layers: [64, 32]
          resources: { cpus: 4, memory: 2GiB, gpus: 1, time: 90s }
        evaluate: { slices: [age_band] }
        environment: { runtime: minor, rid: ignore }
        gates:
          - { metric: auc, min: 0.98 }
          - metric: logLoss
            max: 0.3
            name: calibrated
          - { metric: accuracy, min: 0.9, max: 1 }
        """;

    static BoundStage Of(BoundDefinition definition, string name) => definition.Stages.Single(stage => stage.Description.Name == name);

    [Fact]
    public void Top_level_values_are_bound()
    {
        var definition = Bound(Full);

        definition.Name.ShouldBe("m");
        definition.File.ShouldBe(Reading.FilePath);
        definition.Pipeline.ShouldBe(Pipeline);
        definition.Seed.ShouldBe(-7);
        definition.Facets.ShouldBe(new Dictionary<string, FacetPolicy> { ["runtime"] = FacetPolicy.Minor, ["rid"] = FacetPolicy.Ignore }, ignoreOrder: true);
        definition.Stages.Select(stage => stage.Description.Name).ShouldBe(["validate", "split", "train", "evaluate", "report"]);
    }

    [Fact]
    public void Each_record_gets_only_what_it_declares()
    {
        var definition = Bound(Full);

        Of(definition, "validate").Settings["schema"].Json.ShouldBe("""{"ignore":["id"],"label":"diagnosis"}""");
        Of(definition, "validate").Settings["format"].Json.ShouldBe("""{"separator":","}""");
        Of(definition, "validate").Settings["task"].Json.ShouldBe("\"binary-classification\"");
        Of(definition, "split").Settings["target"].Json.ShouldBe("""{"label":"diagnosis","positive":"malignant"}""");
        Of(definition, "split").Settings["options"].Json.ShouldBe("""{"method":"stratified","seed":7,"test":0.25}""");
        Of(definition, "report").Settings.ShouldBeEmpty();
    }

    [Fact]
    public void Json_has_its_keys_sorted_and_leaves_out_resources() =>
        Of(Bound(Full), "train").Settings["options"].Json.ShouldBe(
            """{"classWeights":{"benign":1,"malignant":2},"layers":[64,32],"learningRate":0.05,"schedule":{"kind":"cosine","warmup":3},"trainer":"boosted-trees","trees":200}""");

    [Fact]
    public void Leaves_are_paths_that_begin_with_the_section()
    {
        var definition = Bound(Full);

        Of(definition, "train").Settings["options"].Values.Select(leaf => $"{leaf.Key} = {leaf.Value}").ShouldBe(
        [
            "train.classWeights.benign = 1",
            "train.classWeights.malignant = 2",
            "train.layers = [64,32]",
            "train.learningRate = 0.05",
            "train.schedule.kind = \"cosine\"",
            "train.schedule.warmup = 3",
            "train.trainer = \"boosted-trees\"",
            "train.trees = 200",
        ]);
        Of(definition, "train").Settings["task"].Values.ShouldBe([new("task", "\"binary-classification\"")]);
    }

    [Fact]
    public void Leaves_tell_a_key_with_a_dot_from_two_levels()
    {
        var maps = OneStage(Property("map", new MapSetting(new MapSetting(new IntegerSetting(32, true)))));
        string Leaves(string written) => string.Join(", ", Bind($"pipeline: p\ns:\n  map: {written}\n", maps).Definition!.Stages[0]
            .Settings["options"].Values.Select(leaf => $"{leaf.Key} = {leaf.Value}"));

        Leaves("{ a: { b.c: 1 } }").ShouldBe("s.map.a.\"b.c\" = 1");
        Leaves("{ a.b: { c: 1 } }").ShouldBe("s.map.\"a.b\".c = 1");
        Leaves("{ '\"b': { c: 1 } }").ShouldBe("s.map.\"\\\"b\".c = 1");
    }

    [Fact]
    public void A_data_path_is_relative_to_the_definition()
    {
        var data = Of(Bound(Full), "split").Data["data"];

        data.Path.ShouldBe(Path.Combine(Path.GetPathRoot(Reading.Folder)!, "data", "breast-cancer.csv"));
        data.Place.ShouldBe(new(Reading.FilePath, 5, 17));
    }

    [Fact]
    public void Resources_are_bound_to_the_stage_of_their_section()
    {
        var definition = Bound(Full);

        Of(definition, "train").Resources.ShouldBe(new StageResources(4, 2L << 30, 1, TimeSpan.FromSeconds(90)));
        Of(definition, "split").Resources.ShouldBe(new StageResources());
    }

    [Fact]
    public void Gates_have_their_names_bounds_and_the_place_of_their_first_key() =>
        Bound(Full).Gates.Select(gate => (gate.Name, gate.Subject.Title, gate.Min, gate.Max, gate.Place)).ShouldBe(
        [
            ("auc-min", "auc", 0.98, null, new(Reading.FilePath, 18, 7)),
            ("calibrated", "logLoss", null, 0.3, new(Reading.FilePath, 19, 5)),
            ("accuracy-between", "accuracy", 0.9, 1, new(Reading.FilePath, 22, 7)),
        ]);

    [Fact]
    public void Settings_can_be_located()
    {
        var definition = Bound(Full);

        definition.Locate("train.schedule.warmup").ShouldBe(new(Reading.FilePath, 11, 23));
        definition.Locate("train.l2").ShouldBe(new(Reading.FilePath, 7, 1));
        definition.Locate("nowhere").ShouldBe(new(Reading.FilePath, 1, 1));
        definition.Locate("gates[1]").ShouldBe(new(Reading.FilePath, 19, 5));
        definition.Locate("gates[2].metric.more").Line.ShouldBe(22);
        definition.Locate("train.schedule[cm].warmup").ShouldBe(definition.Locate("train.schedule"));
        definition.Locate("gates[3]").ShouldBe(definition.Locate("gates"));
    }

    [Fact]
    public void Order_comments_quotes_and_style_do_not_change_the_json()
    {
        const string Other = """
            gates: []
            "evaluate":
              slices:
              - 'age_band'   # a comment
            train: { layers: [ 64, +32 ], "classWeights": { benign: 1.0, malignant: 2.0e0 }, learningRate: 5e-2, trees: 0200,
                     schedule: { kind: "cosine", warmup: 3 }, trainer: 'boosted-trees' }
            split: { test: 25e-2, seed: 7, method: "stratified" }
            data:
              separator: ","
              positive: >-
                malignant
              path: ./../data/x/../breast-cancer.csv
              ignore:
              - id
              label: "diag\x6eosis"
            task: 'binary-classification'
            pipeline: "tabular"
            """;

        static string[] Everything(string text) =>
            [.. Bound(text).Stages.SelectMany(stage => stage.Settings.Select(setting => $"{stage.Description.Name}/{setting.Key}: {setting.Value.Json}")
                .Concat(stage.Data.Select(data => $"{stage.Description.Name}/{data.Key}: {data.Value.Path}")))];

        Everything(Other).ShouldBe(Everything(Full));
    }

    [Fact]
    public void A_data_section_may_be_just_the_path()
    {
        var pipeline = new PipelineDescription("p", "A", "P", "s", "validate", [Stage("s", "Output", new DataParameter("data"))]);

        Bound("pipeline: p\ndata: x/y.csv\n", pipeline).Stages[0].Data["data"].ShouldBe(
            new DataDeclaration(Path.Combine(Reading.Folder, "x", "y.csv"), new(Reading.FilePath, 2, 7)));
    }

    [Fact]
    public void A_folder_is_the_same_with_and_without_its_last_slash()
    {
        var pipeline = new PipelineDescription("p", "A", "P", "s", "validate", [Stage("s", "Output", new DataParameter("data"))]);

        Bound("pipeline: p\ndata: x/\n", pipeline).Stages[0].Data["data"].Path.ShouldBe(Path.Combine(Reading.Folder, "x"));
    }

    [Fact]
    public void A_section_that_is_not_there_binds_defaults()
    {
        var definition = Bound("pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\ntrain: { trainer: linear }\n");

        Of(definition, "split").Settings["options"].Json.ShouldBe("{}");
        Of(definition, "split").Settings["options"].Values.ShouldBeEmpty();
        Of(definition, "evaluate").Settings.ShouldBeEmpty("the parameter has a default value of its own");
        definition.Seed.ShouldBe(0);
        definition.Gates.ShouldBeEmpty();
        definition.Facets.ShouldBeEmpty();
    }

    [Fact]
    public void Resources_do_not_make_an_optional_parameter_set()
    {
        var definition = Bound("pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\ntrain: { trainer: linear }\nevaluate: { resources: { cpus: 2 } }\n");

        Of(definition, "evaluate").Settings.ShouldBeEmpty();
        Of(definition, "evaluate").Resources.Cpus.ShouldBe(2);
    }

    [Fact]
    public void A_section_with_nothing_in_it_is_an_empty_one() =>
        Of(Bound("pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\ntrain: { trainer: linear }\nsplit:\ngates:\nenvironment:\nreport:\n"), "split")
            .Settings["options"].Json.ShouldBe("{}");

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    public void A_plain_section_with_nothing_in_it_is_none(string nothing)
    {
        var pipeline = new PipelineDescription("p", "A", "P", "s", "validate",
            [Stage("s", "Output", Settings("threshold", "threshold", new NumberSetting(64), optional: true), Settings("word", "word", new StringSetting(), optional: true))]);

        Bound($"pipeline: p\nthreshold: {nothing}\nword: {nothing}\n", pipeline).Stages[0].Settings.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_that_is_null_is_one()
    {
        var pipeline = new PipelineDescription("p", "A", "P", "s", "validate", [Stage("s", "Output", Settings("kind", "kind", new EnumSetting(["null", "other"]), optional: true))]);

        Bound("pipeline: p\nkind: null\n", pipeline).Stages[0].Settings["kind"].Json.ShouldBe("\"null\"");
    }

    [Fact]
    public void A_stage_without_options_may_have_resources() =>
        Of(Bound("pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\ntrain: { trainer: linear }\nreport: { resources: { memory: 512 } }\n"), "report")
            .Resources.MemoryBytes.ShouldBe(512);

    [Fact]
    public void A_nullable_property_may_be_null()
    {
        var value = Of(Bound("pipeline: tabular\ntask: regression\ndata: { path: x, label: y, positive: ~ }\ntrain: { trainer: linear }\n"), "split").Settings["target"];

        value.Json.ShouldBe("""{"label":"y","positive":null}""");
        value.Values.ShouldBe([new("data.label", "\"y\""), new("data.positive", "null")]);
    }

    [Fact]
    public void An_empty_mapping_inside_a_section_is_a_leaf() =>
        Of(Bound("pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\ntrain: { trainer: linear, classWeights: {} }\n"), "train")
            .Settings["options"].Values.ShouldBe([new("train.classWeights", "{}"), new("train.trainer", "\"linear\"")]);

    [Fact]
    public void A_path_that_is_not_absolute_is_the_callers_mistake() =>
        Should.Throw<ArgumentException>(() => DefinitionBinder.Bind("m", "m.model.yaml", Reading.Good("pipeline: tabular"), [Pipeline]));
}
