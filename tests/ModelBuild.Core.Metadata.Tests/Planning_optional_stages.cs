using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Planning_optional_stages : PlannedSnippet
{
    const string Source = """
        public record CalibrateOptions { public required int Bins { get; init; } }
        [Pipeline("toy")] public static class Toy
        {
            [Stage] public static Table Train() => new();
            [Stage(Optional = true)] public static Table Calibrate(Table train, CalibrateOptions options) => train;
            [Stage(Optional = true)] public static Evaluation Evaluate(Table train, Table? calibrate) => null!;
            [Stage] public static Table Report(Table? calibrate) => new();
        }
        """;

    [Fact]
    public void They_run_unless_they_are_switched_off()
    {
        const string Text = "pipeline: toy\ncalibrate: { bins: 3, enabled: true }\n";
        var on = Good(Source, Text);
        var off = Good(Source, Text.Replace("true", "false"));

        on.Graph.Nodes.Select(node => node.Id.Stage).ShouldBe(["train", "calibrate", "evaluate", "report"]);
        off.Graph.Nodes.Select(node => node.Id.Stage).ShouldBe(["train", "evaluate", "report"]);
        off.Graph.Nodes[^1].Inputs.ShouldBeEmpty();
        var (before, after) = (Keys(on), Keys(off));
        after.Where(node => before[node.Key].Key != node.Value.Key).Select(node => node.Key.Stage).ShouldBe(["evaluate", "report"]);
    }

    [Fact]
    public void Whether_that_is_written_out_is_no_setting()
    {
        var written = Keys(Good(Source, "pipeline: toy\ncalibrate: { bins: 3, enabled: true }\n"));
        var silent = Keys(Good(Source, "pipeline: toy\ncalibrate: { bins: 3 }\n"));

        written.ShouldAllBe(node => node.Value.Key == silent[node.Key].Key);
    }

    [Fact]
    public void Switched_off_they_need_no_settings() => Good(Source, "pipeline: toy\ncalibrate: { enabled: false }\n").Graph.Nodes.Count.ShouldBe(3);

    [Fact]
    public void Switched_off_they_need_no_data()
    {
        const string Pipeline = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage(Optional = true)] public static Table Clean([Input("clean")] DataSource file) => new();
                [Stage] public static Table Train(Table? clean) => new();
            }
            """;

        Good(Pipeline, "pipeline: toy\nclean: { enabled: false }\n").Graph.Nodes.ShouldHaveSingleItem();
        Error(Pipeline, "pipeline: toy\nclean: { enabled: true }\n").Message.ShouldStartWith("clean.path is required");
    }

    [Fact]
    public void Switched_off_they_are_repeated_over_no_data()
    {
        const string Pipeline = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage(Optional = true)] public static Table Clean([ForEach, Input("clean")] DataSource file) => new();
                [Stage] public static Table Part([ForEach] Table? clean) => new();
                [Stage] public static Table Train(IReadOnlyList<Table> part) => new();
            }
            """;
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "texts")).FullName, "a"), "");

        Good(Pipeline, "pipeline: toy\nclean: { path: texts, enabled: false }\n").Graph.Nodes.Select(node => node.Id.ToString()).ShouldBe(["part[a]", "train"]);
        Error(Pipeline, "pipeline: toy\nclean: { enabled: false }\n").Message.ShouldStartWith("clean.path is required, but is not set: stages are repeated");
    }

    [Fact]
    public void An_evaluation_that_is_switched_off_is_none()
    {
        Good(Source, "pipeline: toy\ncalibrate: { bins: 3 }\n").Evaluation.ShouldNotBeNull();
        Good(Source, "pipeline: toy\ncalibrate: { bins: 3 }\nevaluate: { enabled: false }\n").Evaluation.ShouldBeNull();
    }

    [Fact]
    public void A_validation_that_is_switched_off_is_none()
    {
        const string Pipeline = "[Pipeline(\"toy\")] public static class Toy { [Stage(Optional = true)] public static Table Validate() => new(); [Stage] public static Table Train(Table? validate) => new(); }";

        Good(Pipeline, "pipeline: toy\n").Validation.ShouldNotBeNull().Nodes.ShouldHaveSingleItem();
        Good(Pipeline, "pipeline: toy\nvalidate: { enabled: false }\n").Validation.ShouldBeNull();
    }

    [Fact]
    public void A_list_of_what_is_switched_off_is_empty()
    {
        var plan = Good("""
            [Pipeline("toy")] public static class Toy
            {
                [Stage(Optional = true)] public static Table Fold([ForEach("folds")] int fold) => new();
                [Stage] public static Table Train(IReadOnlyList<Table> fold) => new();
            }
            """, "pipeline: toy\nfold: { enabled: false }\n");

        plan.Graph.Nodes.ShouldHaveSingleItem().Inputs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pipeline: toy\n", "train")]
    [InlineData("pipeline: toy\nfolds: null\nfold: { extra: 1 }\n", "train")]
    [InlineData("pipeline: toy\nfolds: 2\n", "fold[1] fold[2] train")]
    public void They_are_off_where_the_list_that_they_go_over_is_not_set(string definition, string nodes) => Good("""
            public record FoldOptions { public int Extra { get; init; } }
            [Pipeline("toy")] public static class Toy
            {
                [Stage(Optional = true)] public static Table Fold([ForEach("folds")] int fold, FoldOptions options) => new();
                [Stage] public static Table Train(IReadOnlyList<Table> fold) => new();
            }
            """, definition).Graph.Nodes.Select(node => node.Id.ToString()).ShouldBe(nodes.Split(' '));

    [Theory]
    [InlineData("pipeline: toy\n", "train")]
    [InlineData("pipeline: toy\nquestion: null\n", "train")]
    [InlineData("pipeline: toy\nquestion: how many?\n", "ask train")]
    [InlineData("pipeline: toy\nquestion: how many?\nask: { enabled: false }\n", "train")]
    public void They_are_off_where_a_value_that_they_need_is_not_set(string definition, string nodes) => Good("""
            [Pipeline("toy")] public static class Toy
            {
                [Stage(Optional = true)] public static Table Ask([Section("question")] string question, [Section("tone")] string tone = "polite") => new();
                [Stage] public static Table Train(Table? ask) => new();
            }
            """, definition).Graph.Nodes.Select(node => node.Id.ToString()).ShouldBe(nodes.Split(' '));

    [Fact]
    public void What_they_need_must_be_a_value_all_the_same() =>
        Error("[Pipeline(\"toy\")] public static class Toy { [Stage(Optional = true)] public static Table Fold([ForEach(\"folds\")] int fold) => new(); [Stage] public static Table Train(IReadOnlyList<Table> fold) => new(); }",
            "pipeline: toy\nfolds: 0\n").Message.ShouldStartWith("folds must be at least 1");

    [Fact]
    public void A_stage_may_go_over_what_would_have_been()
    {
        const string Pipeline = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage(Optional = true)] public static Table Fold([ForEach("folds")] int fold) => new();
                [Stage] public static Table Part([ForEach] Table? fold) => new();
                [Stage] public static Table Train(IReadOnlyList<Table> part) => new();
            }
            """;

        Good(Pipeline, "pipeline: toy\nfolds: 2\nfold: { enabled: false }\n").Graph.Nodes.Select(node => node.Id.ToString()).ShouldBe(["part[1]", "part[2]", "train"]);
        var error = Error(Pipeline, "pipeline: toy\nfold: { enabled: false }\n");
        (error.Code, error.Message).ShouldBe(("MB1014", "folds is required, but is not set: stages are repeated over its items. Add `folds:` with a list at the top level."));
    }

    [Fact]
    public void Who_takes_their_output_must_take_null()
    {
        var error = Error(Source.Replace("Report(Table? calibrate)", "Report(Table calibrate)"), "pipeline: toy\ncalibrate: { bins: 3 }\n");

        (error.Code, error.Message, error.Place).ShouldBe(("MB1096",
            "Toy.Report(calibrate) takes the output of the optional stage 'calibrate', which is null when that is switched off. Make it nullable: Table? calibrate.", new Mark(SourcePath, 7, 0)));
    }

    [Theory]
    [InlineData("Json<Dictionary<string, int>>", "Json<Dictionary<string, int>>", "ModelBuild.Json<System.Collections.Generic.Dictionary<string, int>>")]
    [InlineData("Json<Outer<Toy.Row[]>.Pair<int?, Table>>", "Json<Pair<int?, Table>>", "ModelBuild.Json<Outer<Toy+Row[]>+Pair<int?, Table>>")]
    public void Types_in_messages_are_written_as_in_code(string type, string advised, string full)
    {
        string Source(string taken) => $$"""
            [Pipeline("toy")] public static class Toy
            {
                public record Row(int Id);
                [Stage(Optional = true)] public static {{type}} Clean() => null!;
                [Stage] public static Table Train({{taken}} clean) => new();
            }
            public static class Outer<T> { public record Pair<A, B>; public record Other<A, B>; }
            """;

        Error(Source(type), "pipeline: toy\n").Message.ShouldEndWith($"Make it nullable: {advised}? clean.");
        Error(Source("Json<Outer<Toy.Row[]>.Other<int?, Table>>?"), "pipeline: toy\n").Message.ShouldBe(
            $"Toy.Train(clean) takes a ModelBuild.Json<Outer<Toy+Row[]>+Other<int?, Table>>, but stage 'clean' returns a {full}. Make the two types the same.");
    }

    [Fact]
    public void A_structure_is_made_nullable_as_any_other_artifact()
    {
        const string Pipeline = """
            public readonly record struct Number(int Value) : IArtifact<Number> { public void Write(string folder) { } public static Number Read(string folder) => new(1); }
            [Pipeline("toy")] public static class Toy
            {
                [Stage(Optional = true)] public static Number One() => new(1);
                [Stage(Optional = true)] public static Number Each([ForEach("folds")] int fold) => new(fold);
                [Stage] public static Number Next([ForEach] Number? each) => each ?? new(0);
                [Stage] public static Number Last([ForEach] Number next) => next;
                [Stage] public static Table Train(Number? one, IReadOnlyList<Number> last) => new();
            }
            """;

        Good(Pipeline, "pipeline: toy\nfolds: 2\n").Graph.Nodes[^1].Inputs.Select(input => input.Name).ShouldBe(["one", "last/0", "last/1"]);
        var off = Good(Pipeline, "pipeline: toy\nfolds: 1\none: { enabled: false }\neach: { enabled: false }\n");
        off.Graph.Nodes.Select(node => $"{node.Id} {node.Inputs.Count}").ShouldBe(["next[1] 0", "last[1] 1", "train 1"]);
        Error(Pipeline.Replace("Number? one", "Number one"), "pipeline: toy\nfolds: 2\n").Message.ShouldEndWith("Make it nullable: Number? one.");
    }

    [Fact]
    public void What_gates_judge_and_what_makes_the_model_stay_on()
    {
        var gated = Error(Source, "pipeline: toy\ncalibrate: { bins: 3 }\nevaluate: { enabled: false }\ngates:\n  - { metric: auc, min: 1 }\n");
        (gated.Code, gated.Place).ShouldBe(("MB1097", new Mark(Definition, 3, 22)));
        gated.Message.ShouldContain("gates judge its evaluation");

        var model = Error("[Pipeline(\"toy\")] public static class Toy { [Stage(Optional = true)] public static Table Train() => new(); }", "pipeline: toy\ntrain: { enabled: false }\n");
        (model.Code, model.Place.Line).ShouldBe(("MB1097", 2));
        model.Message.ShouldContain("it makes the model");
    }

    [Theory]
    [InlineData("train: { enabled: false }", "MB1013", "the stage 'train' cannot be switched on and off, so its section has no key 'enabled'. Remove it, or mark the stage [Stage(Optional = true)].")]
    [InlineData("evaluate: { enable: false }", "MB1013", "unknown key 'enable' in 'evaluate'; did you mean 'enabled'?")]
    [InlineData("evaluate: { enabled: 0 }", "MB1015", "evaluate.enabled must be true or false, but is '0'.")]
    public void A_switch_is_checked(string section, string code, string message)
    {
        var error = Error(Source, $"pipeline: toy\ncalibrate: {{ bins: 3 }}\n{section}\n");

        (error.Code, error.Message, error.Place.Line).ShouldBe((code, message, 3));
    }

    [Fact]
    public void Stages_that_a_pipeline_takes_over_keep_their_keys()
    {
        var builtIn = Compiler.Compile(Usings + """
            public record TrainOptions(int Depth = 1);
            [Pipeline("base")] public static class Base
            {
                [Stage(AlgorithmVersion = 3)] public static Table Load() => new();
                [Stage(AlgorithmVersion = 1)] public static Table Features(Table load) => new();
                [Stage(AlgorithmVersion = 2)] public static Table Train(Table features, TrainOptions options, StageContext context) => new();
            }
            """ + Artifacts, new() { Assembly = "BuiltIn" });
        const string Own = "[Pipeline(\"own\", Base = typeof(Base))] public static class Own { [Stage] public static Table Features(Table load) => load; }";

        var before = Keys(Good(Own, "pipeline: base\ntrain: { depth: 2 }\n", builtIn));
        var plan = Good(Own, "pipeline: own\ntrain: { depth: 2 }\n", builtIn);
        var after = Keys(plan);

        after.Keys.Select(node => node.Stage).ShouldBe(["load", "features", "train"]);
        after.Where(node => before[node.Key].Key == node.Value.Key).Select(node => node.Key.Stage).ShouldBe(["load", "train"]);
        plan.Graph.Nodes.Select(node => node.Program).Cast<Graph.MethodProgram>().Select(method => $"{method.Assembly}:{method.Type}.{method.Method}")
            .ShouldBe(["BuiltIn:Base.Load", "Snippet:Own.Features", "BuiltIn:Base.Train"]);
    }
}
