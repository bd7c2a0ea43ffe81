using ModelBuild.Core.Code;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Tests.Graph;

public sealed class BuildingAGraph
{
    static readonly string File = Path.GetFullPath("toy.model.yaml", Path.GetTempPath());
    readonly List<Diagnostic> diagnostics = [];

    [Fact]
    public void Stages_are_ordered_by_what_they_read()
    {
        var graph = Build(Stage("evaluate", "ModelBuild.Evaluation", "train"), Stage("train", "T", "load"), Stage("load", "T"));

        graph.ShouldNotBeNull().Nodes.Select(node => node.Id.Stage).ShouldBe(["load", "train", "evaluate"]);
        graph.UpTo(new("train")).Nodes.Select(node => node.Id.Stage).ShouldBe(["load", "train"]);
    }

    [Fact]
    public void An_unknown_input_names_the_member_and_the_nearest_stage()
    {
        Build(Stage("train", "T", "laod"), Stage("load", "T")).ShouldBeNull();

        var error = diagnostics.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB1070");
        error.Message.ShouldContain("Toy.Pipeline.train(laod)");
        error.Message.ShouldContain("Did you mean 'load'?");
    }

    [Fact]
    public void A_circle_is_shown_whole()
    {
        Build(Stage("train", "T", "a"), Stage("a", "T", "b"), Stage("b", "T", "train")).ShouldBeNull();

        var error = diagnostics.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB1071");
        error.Message.ShouldContain("train ← a ← b ← train");
    }

    [Fact]
    public void A_pipeline_without_its_model_stage_is_an_error()
    {
        Build(Stage("trian", "T")).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB1072");
    }

    [Fact]
    public void Types_must_agree()
    {
        Build(Stage("train", "T", "load"), Stage("load", "Other")).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB1075");
    }

    [Fact]
    public void Gates_need_an_evaluation()
    {
        Build([new GateDeclaration("auc-min", new MetricSubject("auc", true), new(File, 8, 5)) { Min = 0.9 }], Stage("train", "T")).ShouldBeNull();

        var error = diagnostics.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB1074");
        error.Place.Line.ShouldBe(8);
    }

    [Fact]
    public void Two_evaluations_are_one_too_many()
    {
        Build(Stage("train", "T"), Stage("a", "ModelBuild.Evaluation", "train"), Stage("b", "ModelBuild.Evaluation", "train")).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB1073");
    }

    [Fact]
    public void Stages_with_a_context_get_seeds_of_their_own()
    {
        var graph = Build(
            new StageDescription("train", "Train", 0, "T", [new ContextParameter("context")]) { Assembly = "Toy", Type = "Toy.Pipeline" },
            new StageDescription("other", "Other", 0, "T", [new ContextParameter("context")]) { Assembly = "Toy", Type = "Toy.Pipeline" },
            Stage("plain", "T")).ShouldNotBeNull();

        graph.Nodes.Select(node => node.Seed).ShouldBeUnique();
        graph.Nodes[2].Seed.ShouldBeNull();
    }

    [Fact]
    public void A_gate_takes_the_champion_from_nobody()
    {
        var graph = Build(Stage("train", "T"), Gate(Champion)).ShouldNotBeNull();
        graph.Nodes.Single(node => node.Id.Stage == "fair").Inputs.Select(input => input.Name).ShouldBe(["train"]);
    }

    public static TheoryData<ArtifactParameter, string> NoChampions => new()
    {
        { Champion with { Nullable = false }, "takes the champion as ModelBuild.Evaluation, but the champion is an evaluation, and null while there is none. Declare it as Evaluation? champion." },
        { Champion with { Use = ArtifactUse.All }, "takes the champion as a list of ModelBuild.Evaluation?" },
        { new("champion", "T") { Nullable = true }, "takes the champion as T?" },
    };

    [Theory]
    [MemberData(nameof(NoChampions))]
    public void The_champion_is_an_evaluation_or_null(ArtifactParameter champion, string message)
    {
        Build(Stage("train", "T"), Gate(champion)).ShouldBeNull();
        var error = diagnostics.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB1099");
        error.Message.ShouldContain($"Toy.Pipeline.fair(champion) {message}");
    }

    [Fact]
    public void Only_gates_take_the_champion()
    {
        Build(Stage("train", "T"), Gate(Champion) with { OutputType = "T" }).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Message.ShouldContain("takes the champion, which only gates see");
    }

    [Fact]
    public void No_stage_is_called_champion()
    {
        Build(Stage("train", "T"), Stage("champion", "ModelBuild.Evaluation", "train"), Gate(Champion)).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().ToString().ShouldContain("MB1099: the stage Toy.Pipeline.champion is called 'champion'");
    }

    [Fact]
    public void No_stage_takes_a_verdict()
    {
        Build(Stage("train", "T", "fair"), Stage("fair", Verdict)).ShouldBeNull();
        var error = diagnostics.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB1100");
        error.Message.ShouldContain("Toy.Pipeline.train(fair) takes the verdict of the gate 'fair'");
    }

    [Fact]
    public void A_gate_judges_once()
    {
        Build(Stage("train", "T"), new StageDescription("fair", "fair", 0, Verdict, [new ItemParameter("fold", "folds", new IntegerSetting(32, true))]) { Assembly = "Toy", Type = "Toy.Pipeline" }).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Message.ShouldContain("is a gate of pipeline 'toy', which judges once");
    }

    const string Verdict = "ModelBuild.GateVerdict";

    static readonly ArtifactParameter Champion = new("champion", "ModelBuild.Evaluation") { Nullable = true };

    static StageDescription Gate(ArtifactParameter champion) =>
        new("fair", "fair", 0, Verdict, [new ArtifactParameter("train", "T"), champion]) { Assembly = "Toy", Type = "Toy.Pipeline" };

    StageGraph? Build(params StageDescription[] stages) => Build([], stages);

    StageGraph? Build(GateDeclaration[] gates, params StageDescription[] stages)
    {
        var pipeline = new PipelineDescription("toy", "Toy", "Toy.Pipeline", "train", "validate", stages);
        var definition = new BoundDefinition("toy", File, new YamlMapping(new(File, 1, 1), []), pipeline, 0,
            [.. stages.Select(stage => new BoundStage(stage, new Dictionary<string, SettingValue>(), new Dictionary<string, DataDeclaration>(), new()))],
            new Dictionary<string, FacetPolicy>(), gates);
        return GraphBuilder.Build(definition, new NoCode(), new EnvironmentFacets("10.0.0", "any"), diagnostics);
    }

    static StageDescription Stage(string name, string output, params string[] inputs) => new(name, name, 0, output, [.. inputs.Select(input =>
        new ArtifactParameter(input, "T"))]) { Assembly = "Toy", Type = "Toy.Pipeline" };

    sealed class NoCode : ICodeIdentity
    {
        public StageCode Of(StageDescription stage) => new([], null);
    }
}
