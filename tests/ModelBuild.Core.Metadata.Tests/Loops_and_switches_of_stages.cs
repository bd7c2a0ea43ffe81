using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Loops_and_switches_of_stages : PipelineSnippet
{
    [Fact]
    public void Are_read_from_the_attributes_of_parameters()
    {
        var pipeline = ReadPipeline("""
            [Stage] public static Table Part([ForEach("folds")] int fold, [Input("data")] DataSource texts, [ForEach("kinds")] Kind kind, [Section("folds")] int folds) => new();
            [Stage] public static Table File([ForEach] DataSource files) => new();
            [Stage] public static Table Train([ForEach, Input("part")] Table one, [Input("file")] IReadOnlyList<Table> others) => new();
            """, "public enum Kind { First, VeryLast }");

        var (part, file, train) = (pipeline.Stages[0], pipeline.Stages[1], pipeline.Stages[2]);
        part.Parameters[0].ShouldBe(new ItemParameter("fold", "folds", new IntegerSetting(32, true)));
        part.Parameters[1].ShouldBe(new DataParameter("texts") { Section = "data" });
        part.Parameters[2].ShouldBeOfType<ItemParameter>().Type.ShouldBeOfType<EnumSetting>().Names.ShouldBe(["first", "very-last"]);
        part.Parameters[3].ShouldBe(new SettingParameter("folds", "folds", new IntegerSetting(32, true), Optional: false));
        file.Parameters.ShouldBe([new DataParameter("files") { Each = true }]);
        train.Parameters[0].ShouldBe(new ArtifactParameter("one", "Table") { Stage = "part", Use = ArtifactUse.Each });
        train.Parameters[1].ShouldBe(new ArtifactParameter("others", "Table") { Stage = "file", Use = ArtifactUse.All });
        pipeline.Stages.ShouldAllBe(stage => stage.IsRepeated);
    }

    [Fact]
    public void A_stage_that_collects_is_not_repeated() =>
        ReadPipeline("[Stage] public static Table Train(IReadOnlyList<Table> part) => new();").Stages[0].IsRepeated.ShouldBeFalse();

    [Fact]
    public void A_stage_says_whether_it_may_be_switched_off() =>
        ReadPipeline("[Stage(Optional = true, AlgorithmVersion = 2)] public static Table A() => new(); [Stage(Optional = false)] public static Table B() => new(); [Stage] public static Table C() => new();")
            .Stages.Select(stage => stage.Optional).ShouldBe([true, false, false]);

    [Theory]
    [InlineData("[Stage] public static Table A(Table? b, Table c, Table d) => new();", true, false, false)]
    [InlineData("[Stage] public static Table A(Table? b, Table? c, Table d) => new();", true, true, false)]
    [InlineData("[Stage] public static Table A(Pair<Table>? b, Pair<Table?> c, Pair<Table> d) => new();", true, false, false)]
    [InlineData("#nullable disable\n[Stage] public static Table A(Table b, Table c, Table d) => new();\n#nullable restore", true, true, true)]
    public void A_parameter_says_whether_null_may_be_given(string stage, params bool[] nullable)
    {
        var pair = "public sealed class Pair<T> : IArtifact<Pair<T>> where T : class? { public void Write(string f) { } public static Pair<T> Read(string f) => new(); }";

        ReadPipeline("\n" + stage + "\n", pair).Stages[0].Parameters.Cast<ArtifactParameter>().Select(parameter => parameter.Nullable).ShouldBe(nullable);
    }

    [Theory]
    [InlineData("[Stage] public static Table A(DataSource? a, DataSource b, [Input(\"c\")] DataSource? d) => new();", true, false, true)]
    [InlineData("[Stage] public static Table A(DataSource? a, DataSource? b, [ForEach] DataSource? d) => new();", true, true, false)]
    [InlineData("#nullable disable\n[Stage] public static Table A(DataSource a, DataSource b, DataSource d) => new();\n#nullable restore", false, false, false)]
    public void A_parameter_says_whether_its_data_may_be_left_out(string stage, params bool[] optional) =>
        ReadPipeline("\n" + stage + "\n").Stages[0].Parameters.Cast<DataParameter>().Select(parameter => parameter.Optional).ShouldBe(optional);

    [Fact]
    public void A_struct_is_never_null() =>
        ReadPipeline("[Stage] public static Table A(Value b) => new();", "public struct Value : IArtifact<Value> { public void Write(string f) { } public static Value Read(string f) => new(); }")
            .Stages[0].Parameters[0].ShouldBeOfType<ArtifactParameter>().Nullable.ShouldBeFalse();

    [Fact]
    public void An_own_setting_named_enabled_is_one_where_the_stage_always_runs() =>
        ReadOptions("public record TrainOptions(bool Enabled = true, string Path = \"\");").Select(property => property.Name).ShouldBe(["enabled", "path"]);
}
