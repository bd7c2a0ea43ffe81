using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Gates_of_a_pipeline : PipelineSnippet
{
    const string Stages = """
        [Stage] public static Table Train() => new();
        [Stage] public static Evaluation Evaluate(Table train) => new() { Rows = 1, Metrics = [] };
        """;

    [Theory]
    [InlineData("[Gate] public static GateVerdict Fair(Evaluation evaluate) => new(true, \"\");", false)]
    [InlineData("[Stage] public static GateVerdict Fair(Evaluation evaluate) => new(true, \"\");", false)]
    [InlineData("[Gate] public static Task<GateVerdict> Fair(Evaluation evaluate) => Task.FromResult(new GateVerdict(true, \"\"));", false)]
    [InlineData("[Gate] public static GateVerdict Fair(Evaluation evaluate, Evaluation? champion) => new(true, \"\");", true)]
    [InlineData("[Gate] public static GateVerdict Fair(Evaluation evaluate, [Input(\"champion\")] Evaluation? old) => new(true, \"\");", true)]
    public void Are_stages_that_return_a_verdict(string method, bool seesChampion)
    {
        var gate = ReadPipeline($"{Stages} {method}").Stages.Single(stage => stage.Name == "fair");

        gate.IsGate.ShouldBeTrue();
        gate.SeesChampion.ShouldBe(seesChampion);
        gate.Parameters[0].ShouldBeOfType<ArtifactParameter>().Stage.ShouldBe("evaluate");
    }

    [Fact]
    public void May_have_the_version_of_an_algorithm() =>
        ReadPipeline($"{Stages} [Gate(AlgorithmVersion = 3)] public static GateVerdict Fair(Evaluation evaluate) => new(true, \"\");")
            .Stages.Single(stage => stage.Name == "fair").AlgorithmVersion.ShouldBe(3);

    [Fact]
    public void Outside_of_a_pipeline_never_run()
    {
        var warning = Read("public static class Toy { [Gate] public static GateVerdict Fair() => new(true, \"\"); }").Diagnostics.ShouldHaveSingleItem();

        warning.Code.ShouldBe("MB1055");
        warning.Message.ShouldContain("Toy.Fair has [Gate]");
    }
}
