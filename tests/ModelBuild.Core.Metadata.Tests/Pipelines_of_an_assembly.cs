using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Pipelines_of_an_assembly : PipelineSnippet
{
    [Fact]
    public void Are_described_as_they_are_declared()
    {
        var reading = Read("""
            namespace Digits
            {
                public record TrainOptions(int Rounds = 10);
                public record SchemaSection { public string? Label { get; init; } }
                public enum Task { Regression, BinaryClassification }
                public static class Outer
                {
                    [Pipeline("digits", Model = "fit", Validation = "check")]
                    public static class DigitsPipeline
                    {
                        [Stage] public static Table Load(DataSource data, StageContext context) => new();
                        [Stage] public static Table Check(Table load, [Section("schema")] SchemaSection schema) => load;
                        static void Helper() { }
                        [Stage(AlgorithmVersion = 3)]
                        public static async Task<Table> Fit(Table load, TrainOptions options, [Section("task")] Task task = Task.Regression, TrainOptions? more = null)
                        { await System.Threading.Tasks.Task.Yield(); return load; }
                        [Stage] public static ValueTask<Evaluation> Evaluate(Table fit, [Section("positive")] string? positive) => default;
                    }
                }
            }
            """);

        reading.Diagnostics.ShouldBeEmpty();
        var pipeline = reading.Pipelines.ShouldHaveSingleItem();
        (pipeline.Name, pipeline.Assembly, pipeline.Type, pipeline.ModelStage, pipeline.ValidationStage)
            .ShouldBe(("digits", "Snippet", "Digits.Outer+DigitsPipeline", "fit", "check"));
        pipeline.Stages.Select(stage => (stage.Name, stage.Method, stage.AlgorithmVersion, stage.OutputType, stage.IsEvaluation)).ShouldBe(
        [
            ("load", "Load", 0, "Table", false),
            ("check", "Check", 0, "Table", false),
            ("fit", "Fit", 3, "Table", false),
            ("evaluate", "Evaluate", 0, "ModelBuild.Evaluation", true),
        ]);
        pipeline.Stages.Select(stage => stage.Token - pipeline.Stages[0].Token).ShouldBe([0, 1, 3, 4]); // Helper is between
        (pipeline.Stages[0].Token >> 24).ShouldBe(0x06, "the table of methods, ECMA-335 II.22.26");
        pipeline.Stages[0].Parameters.ShouldBe([new DataParameter("data"), new ContextParameter("context")]);
        pipeline.Stages[1].Parameters[0].ShouldBe(new ArtifactParameter("load", "Table"));
        Settings(pipeline.Stages[1].Parameters[1]).ShouldBe("schema from schema: record Digits.SchemaSection");
        Settings(pipeline.Stages[2].Parameters[1]).ShouldBe("options from fit: record Digits.TrainOptions");
        Settings(pipeline.Stages[2].Parameters[2]).ShouldBe("task from task: regression|binary-classification, optional");
        Settings(pipeline.Stages[2].Parameters[3]).ShouldBe("more from fit: record Digits.TrainOptions, optional");
        Settings(pipeline.Stages[3].Parameters[1]).ShouldBe("positive from positive: StringSetting { }");
    }

    [Fact]
    public void May_hand_on_generic_artifacts()
    {
        var stages = ReadPipeline("""
            [Stage] public static JsonLines<Outer.Row> Load(DataSource data) => new([]);
            [Stage] public static Json<Dictionary<string, Outer.Row[]>> Group(JsonLines<Outer.Row> load) => new([]);
            [Stage] public static Task<Box<(int, double?)>> Train(Json<Dictionary<string, Outer.Row[]>> group, FileArtifact file) => null!;
            [Stage] public static FileArtifact File(Box<(int, double?)> train) => null!;
            """, """
            public static class Outer { public record Row(string Name); }
            public sealed class Box<T> : IArtifact<Box<T>>
            {
                public void Write(string folder) { }
                public static Box<T> Read(string folder) => new();
            }
            """).Stages;

        foreach (var (reader, source) in new[] { (1, 0), (2, 1), (3, 2) })
            stages[reader].Parameters[0].ShouldBeOfType<ArtifactParameter>().Type.ShouldBe(stages[source].OutputType);
        stages.Select(stage => stage.OutputType).ShouldBe(
        [
            "ModelBuild.JsonLines<Outer+Row>",
            "ModelBuild.Json<System.Collections.Generic.Dictionary<string, Outer+Row[]>>",
            "Box<System.ValueTuple<int, double?>>",
            "ModelBuild.FileArtifact",
        ]);
    }

    [Fact]
    public void Have_a_model_stage_and_a_validation_stage_by_default()
    {
        var pipeline = ReadPipeline("[Stage] public static Table Load() => new();");
        (pipeline.ModelStage, pipeline.ValidationStage).ShouldBe(("train", "validate"));
    }

    [Fact]
    public void Are_ordered_by_name_over_all_assemblies()
    {
        string Pipeline(string name, string assembly) => Compiler.Compile(
            Usings + $"[Pipeline(\"{name}\")] public static class P_{name} {{ [Stage] public static Table Load() => new(); }}" + Artifacts, new() { Assembly = assembly });

        PipelineReader.Read([Pipeline("b", "One"), Pipeline("c", "Two"), Pipeline("a", "Three")])
            .Pipelines.Select(pipeline => $"{pipeline.Name} of {pipeline.Assembly}").ShouldBe(["a of Three", "b of One", "c of Two"]);
    }

    [Fact]
    public void Take_settings_and_artifacts_of_any_given_assembly()
    {
        var shared = Compiler.Compile(Usings + """
            namespace Shared;
            public record Base { public int Seed { get; init; } = 1; }
            public record FitOptions : Base { public required Kind Kind { get; init; } public Inner? Inner { get; init; } }
            public record Inner(double Rate);
            public enum Kind { Small, VeryLarge }
            public sealed class Frame : IArtifact<Frame> { public void Write(string folder) { } public static Frame Read(string folder) => new(); }
            """, new() { Assembly = "Shared" });
        var own = Compiler.Compile(Usings + """
            using Shared;
            [Pipeline("toy")] public static class Toy { [Stage] public static Frame Fit(Frame load, FitOptions options) => load; }
            """, new() { References = [shared] });

        var both = PipelineReader.Read([own, shared]);
        both.Diagnostics.ShouldBeEmpty();
        var record = (RecordSetting)((SettingParameter)both.Pipelines[0].Stages[0].Parameters[1]).Type;
        record.TypeName.ShouldBe("Shared.FitOptions");
        record.Properties.Select(property => (property.Name, property.Required, property.Nullable)).ShouldBe([("seed", false, false), ("kind", true, false), ("inner", false, true)]);
        record.Properties[1].Type.ShouldBeOfType<EnumSetting>().Names.ShouldBe(["small", "very-large"]);

        var alone = PipelineReader.Read([own]);
        alone.Pipelines.ShouldBeEmpty();
        alone.Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith("Toy.Fit(options) is Shared.FitOptions of assembly Shared, which is neither this project nor a referenced project");
    }

    [Fact]
    public void Take_artifacts_by_generic_and_inherited_interfaces()
    {
        var pipeline = ReadPipeline(
            "[Stage] public static Pair<Table> Split() => new(); [Stage] public static Child Load(Pair<Table> split) => new();",
            """
            public sealed class Pair<T> : IArtifact<Pair<T>> { public void Write(string f) { } public static Pair<T> Read(string f) => new(); }
            public abstract class Parent<T> : IArtifact<T> where T : Parent<T>, new() { public void Write(string f) { } public static T Read(string f) => new(); }
            public sealed class Child : Parent<Child>;
            """);
        pipeline.Stages.Select(stage => stage.OutputType).ShouldBe(["Pair<Table>", "Child"]);
        pipeline.Stages[1].Parameters.ShouldBe([new ArtifactParameter("split", "Pair<Table>")]);
    }

    [Fact]
    public void Are_none_where_ModelBuild_is_not_referenced()
    {
        var path = Compiler.Compile("public class A { }");
        var reading = PipelineReader.Read([path, typeof(PipelineAttribute).Assembly.Location, typeof(object).Assembly.Location]);
        reading.Pipelines.ShouldBeEmpty();
        reading.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Are_read_without_holding_the_file()
    {
        var path = Compiler.Compile(Usings + "[Pipeline(\"toy\")] public static class Toy { [Stage] public static Table Load() => new(); }" + Artifacts);
        PipelineReader.Read([path]).Pipelines.Count.ShouldBe(1);
        using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        exclusive.Length.ShouldBeGreaterThan(0);
        AppDomain.CurrentDomain.GetAssemblies().ShouldNotContain(assembly => assembly.GetName().Name == "Snippet");
    }

    static string Settings(StageParameter parameter)
    {
        var setting = parameter.ShouldBeOfType<SettingParameter>();
        var type = setting.Type switch
        {
            RecordSetting record => $"record {record.TypeName}",
            EnumSetting kind => string.Join("|", kind.Names),
            var other => other.ToString(),
        };
        return $"{setting.Name} from {setting.Section}: {type}{(setting.Optional ? ", optional" : "")}";
    }
}
