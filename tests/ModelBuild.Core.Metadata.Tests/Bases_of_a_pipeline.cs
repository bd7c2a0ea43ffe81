using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Bases_of_a_pipeline : PipelineSnippet
{
    const string Base = """
        [Pipeline("base", Model = "fit", Validation = "check")] public static class Base
        {
            [Stage] public static Table Load() => new();
            [Stage(AlgorithmVersion = 3)] public static Table Check(Table load) => load;
            [Stage] public static Table Fit(Table load) => load;
        }

        """;

    [Fact]
    public void Give_their_stages_which_own_ones_replace_or_follow()
    {
        var own = Find(Base + """
            [Pipeline("own", Base = typeof(Base))] public static class Own
            {
                [Stage] public static Table Report(Table fit) => fit;
                [Stage] public static Table Check(Table load, Table fit) => load;
            }
            """, "own");

        own.Stages.Select(stage => (stage.Name, stage.Member, stage.AlgorithmVersion)).ShouldBe(
            [("load", "Base.Load", 0), ("check", "Own.Check", 0), ("fit", "Base.Fit", 0), ("report", "Own.Report", 0)]);
        (own.Type, own.ModelStage, own.ValidationStage).ShouldBe(("Own", "fit", "check"));
    }

    [Fact]
    public void Give_what_is_not_said_anew()
    {
        var own = Find(Base + "[Pipeline(\"own\", Base = typeof(Base), Model = \"load\")] public static class Own;", "own");

        (own.ModelStage, own.ValidationStage, own.Stages.Count).ShouldBe(("load", "check", 3));
    }

    [Fact]
    public void May_have_bases_in_any_order_and_be_nested()
    {
        var last = Find("""
            [Pipeline("last", Base = typeof(Outer.Middle))] public static class Last { [Stage] public static Table C() => new(); }
            public static class Outer { [Pipeline("middle", Base = typeof(First))] public static class Middle { [Stage] public static Table B() => new(); } }
            [Pipeline("first")] public static class First { [Stage] public static Table A() => new(); [Stage] public static Table B() => new(); }
            """, "last");

        last.Stages.Select(stage => stage.Member).ShouldBe(["First.A", "Outer+Middle.B", "Last.C"]);
    }

    [Fact]
    public void May_be_of_another_assembly()
    {
        var shared = Compiler.Compile(Usings + Base + Artifacts, new() { Assembly = "Shared" });
        var own = Compiler.Compile(Usings + "[Pipeline(\"own\", Base = typeof(Base))] public static class Own { [Stage] public static Table Fit(Table load) => load; }",
            new() { Assembly = "Own", References = [shared] });

        var reading = PipelineReader.Read([own, shared]);

        reading.Diagnostics.ShouldBeEmpty();
        reading.Pipelines.Single(pipeline => pipeline.Name == "own").Stages.Select(stage => $"{stage.Assembly} {stage.Member} {Path.GetFileName(stage.File)}")
            .ShouldBe(["Shared Base.Load Shared.dll", "Shared Base.Check Shared.dll", "Own Own.Fit Own.dll"]);
        var alone = PipelineReader.Read([own]).Diagnostics.ShouldHaveSingleItem();
        (alone.Code, alone.Message).ShouldBe(("MB1058", "The pipeline Own has the base Base, which is of assembly Shared, which is neither this project, a referenced project nor ModelBuild's own. Take a pipeline class of these, or remove Base."));
    }

    [Fact]
    public void Without_the_attribute_are_an_error_that_says_what_was_meant()
    {
        var error = Read(Base + "public static class Bases; [Pipeline(\"own\", Base = typeof(Bases))] public static class Own;").Diagnostics.ShouldHaveSingleItem();

        (error.Code, error.Message).ShouldBe(("MB1058", "The pipeline Own has the base Bases, which has no [Pipeline]; did you mean Base? Name a class with [Pipeline], or remove Base."));
    }

    [Theory]
    [InlineData("A ← A", "[Pipeline(\"a\", Base = typeof(A))] public static class A;")]
    [InlineData("A ← B ← C ← A", "[Pipeline(\"a\", Base = typeof(B))] public static class A; [Pipeline(\"b\", Base = typeof(C))] public static class B; [Pipeline(\"c\", Base = typeof(A))] public static class C;")]
    public void Are_an_error_where_they_form_a_circle(string circle, string source)
    {
        var error = ReadError(source);

        error.Code.ShouldBe("MB1059");
        error.Message.ShouldContain($"is its own base: {circle}. ");
    }

    [Fact]
    public void Report_what_is_wrong_with_them_once()
    {
        var reading = Read("""
            [Pipeline("base")] public static class Base { [Stage] public static Table Train(TrainOptions options) => new(); }
            public record TrainOptions(int Resources);
            [Pipeline("own", Base = typeof(Base))] public static class Own;
            [Pipeline("broken")] public static class Broken { [Stage] static Table Train() => new(); }
            [Pipeline("heir", Base = typeof(Broken))] public static class Heir;
            """);

        reading.Pipelines.ShouldBeEmpty();
        reading.Diagnostics.Select(error => error.Code).ShouldBe(["MB1044", "MB1060"]);
    }

    PipelineDescription Find(string source, string name)
    {
        var reading = Read(source);
        reading.Diagnostics.ShouldBeEmpty();
        return reading.Pipelines.Single(pipeline => pipeline.Name == name);
    }
}
