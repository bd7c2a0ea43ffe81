using ModelBuild.Core.Tests.Definitions;

namespace ModelBuild.Core.Tests.Configuration;

public sealed class OverridingADefinition : IDisposable
{
    readonly LayeredProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Later_layers_win_and_each_value_says_where_it_comes_from()
    {
        project.Value("train.trees").ShouldBe("200 m.model.yaml(7,10)");
        project.Overlay("train: { trees: 100 }").Value("train.trees").ShouldBe("100 m.model.staging.yaml(1,17)");
        project.Variable("MODELBUILD__train__trees", "50").Value("train.trees").ShouldBe("50 MODELBUILD__train__trees");
        project.Item("train.trees=25").Value("train.trees").ShouldBe("25 p.csproj");
        project.Property("train.trees=12").Value("train.trees").ShouldBe("12 ModelSet");
        project.Property("train.trees=12 train.trees=6").Value("train.trees").ShouldBe("6 ModelSet");

        var bound = project.Good();
        bound.Environment.ShouldBe("staging");
        bound.Overlay.ShouldBe(Path.Combine(project.Folder, "m.model.staging.yaml"));
        bound.Overrides.Select(set => $"{set.Path}={set.Value} {set.Origin.Note}").ShouldBe(
            ["train.trees=50 ", "train.trees=25 ModelSet 'train.trees=25'", "train.trees=12 ", "train.trees=6 "]);
        project.Value("split.seed").ShouldBe("7 m.model.yaml(4,28)");
    }

    [Fact]
    public void Nothing_over_a_definition_leaves_no_trace()
    {
        var bound = project.Good();
        (bound.Environment, bound.Overlay, bound.Overrides.Count).ShouldBe((null, null, 0));
    }

    [Theory]
    [InlineData("MODELBUILD__TRAIN__LEARNINGRATE", "train.learningRate", "0.5")]
    [InlineData("modelbuild__Train__learningrate", "train.learningRate", "0.5")]
    [InlineData("MODELBUILD__gates__auc_min__min", "gates.auc-min.min", "0.5")]
    [InlineData("MODELBUILD__gates__auc-min__min", "gates.auc-min.min", "0.5")]
    [InlineData("MODELBUILD__TRAIN__RESOURCES__CPUS", "train.resources.cpus", "4")]
    [InlineData("MODELBUILD__train__classWeights__a.b", "train.classWeights.\"a.b\"", "2")]
    [InlineData("MODELBUILD__train__classWeights__New", "train.classWeights.New", "2")]
    [InlineData("MODELBUILD__TRAIN__SCHEDULE__WARMUP", "train.schedule.warmup", "9")]
    [InlineData("MODELBUILD__SEED", "seed", "3")]
    public void A_variable_finds_its_key(string name, string path, string value) =>
        project.Variable(name, value).Value(path).ShouldBe($"{value} {name}");

    [Fact]
    public void The_variable_with_the_exact_name_wins() =>
        project.Variable("MODELBUILD__train__trees", "1").Variable("MODELBUILD__train__TREES", "2").Variable("MODELBUILD__TRAIN__trees", "3")
            .Value("train.trees").ShouldBe("1 MODELBUILD__train__trees");

    [Fact]
    public void The_longer_of_two_variables_comes_later() =>
        project.Variable("MODELBUILD__train__schedule__warmup", "5").Variable("MODELBUILD__train__schedule", "{ kind: constant, warmup: 4 }")
            .Value("train.schedule.warmup").ShouldBe("5 MODELBUILD__train__schedule__warmup");

    [Theory]
    [InlineData("data.positive='1'", "data.positive", "\"1\"")]
    [InlineData("data.positive=\"1\"", "data.positive", "\"1\"")]
    [InlineData("evaluate.slices=[a, 'b c']", "evaluate.slices", "[\"a\",\"b c\"]")]
    [InlineData("train.classWeights.'a.b'=2", "train.classWeights.\"a.b\"", "2")]
    [InlineData("train.schedule={ warmup: 9 }", "train.schedule.warmup", "9")]
    [InlineData("gates=[{ metric: auc, min: 0.95 }]", "gates.auc-min.min", "0.95")]
    [InlineData("gates.auc-min.max=0.99", "gates.auc-min.max", "0.99")]
    [InlineData("gates.f1.max=1 gates.f1.metric=f1", "gates.f1.max", "1")]
    [InlineData("data=other.csv", "data.path", "\"other.csv\"")]
    [InlineData("environment.rid=ignore", "environment.rid", "\"ignore\"")]
    public void A_value_is_read_by_the_rules_of_definitions(string set, string path, string json) =>
        project.Property(set).Value(path).ShouldBe($"{json} ModelSet");

    [Theory]
    [InlineData("train.trees")]
    [InlineData("train.schedule.kind", "train.schedule")]
    [InlineData("gates.auc-min.min", "gates.auc-min")]
    [InlineData("split.seed", "split")]
    public void Null_removes_a_key(string path, string? removed = null)
    {
        project.Value(path).ShouldNotBeNull();
        project.Property($"{removed ?? path}=null").Value(path).ShouldBeNull();
    }

    [Fact]
    public void Data_is_found_from_the_folder_of_the_definition() =>
        project.Property("data.path=sub/x.csv").Good().Stages[0].Data["data"].Path.ShouldBe(Path.Combine(project.Folder, "sub", "x.csv"));

    [Fact]
    public void Another_pipeline_is_another_set_of_sections()
    {
        project.Pipelines.Add(TabularFixture.OneStage(TabularFixture.Property("depth", new Pipelines.IntegerSetting(32, true))));

        project.Overlay("{ pipeline: p, task: null, data: null, split: null, train: null, gates: null }").Property("s.depth=3").Value("s.depth").ShouldBe("3 ModelSet");
        project.Good().Pipeline.Name.ShouldBe("p");
    }

    [Fact]
    public void Of_several_definitions_each_takes_what_it_knows()
    {
        project.Pipelines.Add(TabularFixture.OneStage(TabularFixture.Property("depth", new Pipelines.IntegerSetting(32, true))));
        project.Write("other.model.yaml", "pipeline: p\ns: { depth: 1 }\n");

        project.Variable("MODELBUILD__train__trees", "50").Property("s.depth=2 m:seed=5 gates.auc-min.min=0.5").Item("seed=6", "other");

        (project.Value("train.trees"), project.Value("seed"), project.Value("gates.auc-min.min")).ShouldBe(("50 MODELBUILD__train__trees", "5 ModelSet", "0.5 ModelSet"));
        (project.Value("s.depth", "other"), project.Value("seed", "other")).ShouldBe(("2 ModelSet", "6 p.csproj"));
        project.Good("other").Overrides.Count.ShouldBe(2);
    }

    [Fact]
    public void An_overlay_lies_over_the_definitions_that_have_it()
    {
        project.Write("other.model.yaml", LayeredProject.Definition);
        project.Overlay("train: { trees: 1 }");

        project.Value("train.trees").ShouldBe("1 m.model.staging.yaml(1,17)");
        project.Value("train.trees", "other").ShouldBe("200 other.model.yaml(7,10)");
        project.Good("other").Environment.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("# the same as the definition\n")]
    [InlineData("{}")]
    public void An_overlay_may_be_empty(string text) => project.Overlay(text).Good().Environment.ShouldBe("staging");

    [Fact]
    public void The_place_of_a_merged_value_is_found()
    {
        project.Overlay("train:\n  trees: 9\n").Property("data.path=x.csv");
        var bound = project.Good();

        bound.Locate("train.trees").ShouldBe(new(Path.Combine(project.Folder, "m.model.staging.yaml"), 2, 10));
        bound.Locate("train.trainer").Line.ShouldBe(6);
        bound.Locate("data.path").File.ShouldBe("ModelSet");
        bound.Stages[0].Data["data"].Place.File.ShouldBe("ModelSet");
    }

    [Fact]
    public void A_gate_that_is_changed_is_judged_where_that_was_done()
    {
        var gates = project.Overlay("gates:\n  - { metric: auc, min: 0.95 }\n").Variable("MODELBUILD__gates__calibrated__max", "0.2").Good().Gates;

        gates.Select(gate => (gate.Name, gate.Min, gate.Max, gate.Place.ToString().Replace(project.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))).ShouldBe(
            [("auc-min", 0.95, null, "m.model.staging.yaml(2,7)"), ("calibrated", null, 0.2, "MODELBUILD__gates__calibrated__max")]);
    }

    [Fact]
    public void A_gate_keeps_its_name_when_it_gets_another_bound() =>
        project.Property("gates.auc-min.max=0.99").Good().Gates[0].ShouldSatisfyAllConditions(
            gate => gate.Name.ShouldBe("auc-min"), gate => gate.Min.ShouldBe(0.9), gate => gate.Max.ShouldBe(0.99));
}
