using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>What a derived pipeline replaces must fit what it takes over: where it does not, the replacement is at fault.</summary>
public sealed class Planning_a_replaced_stage : PlannedSnippet
{
    const string Base = """
        [Pipeline("base")] public static class Base {
            [Stage] public static Table Load() => new();
            [Stage] public static Table Part([ForEach("items")] int item) => new();
            [Stage] public static Table Each([ForEach] Table part) => new();
            [Stage] public static Table Train(Table load, IReadOnlyList<Table> part) => new();
        }

        """;

    const int OwnLine = 7;

    [Theory]
    [InlineData("MB1075", "[Stage] public static Json<Dictionary<string, int>> Load() => new([]);",
        "Own.Load returns a ModelBuild.Json<System.Collections.Generic.Dictionary<string, int>>, but Base.Train(load) takes a Table. Return Table, or replace 'train' as well.")]
    [InlineData("MB1096", "[Stage(Optional = true)] public static Table Load() => new();",
        "Own.Load is optional, but Base.Train(load) takes its output, which is null when the stage is switched off. Remove Optional = true, or replace 'train' as well.")]
    [InlineData("MB1091", "[Stage] public static Table Load([ForEach(\"items\")] int item) => new();",
        "Own.Load returns one Table for each of the items of 'items', but Base.Train(load) takes one. Remove [ForEach], or replace 'train' as well.")]
    public void Is_wrong_where_it_replaces(string code, string stage, string message)
    {
        var error = Error($"{Base}[Pipeline(\"own\", Base = typeof(Base))] public static class Own {{ {stage} }}", "pipeline: own\nitems: 2\n");

        (error.Code, error.Message, error.Place).ShouldBe((code, message, new Mark(SourcePath, OwnLine, 0)));
    }

    [Fact]
    public void Is_wrong_for_each_stage_that_takes_a_repeated_one()
    {
        var errors = Plan($"{Base}[Pipeline(\"own\", Base = typeof(Base))] public static class Own {{ [Stage] public static Table Part() => new(); }}", "pipeline: own\n").Diagnostics;

        errors.ShouldAllBe(error => error.Code == "MB1092" && error.Place == new Mark(SourcePath, OwnLine, 0));
        errors.Select(error => error.Message).ShouldBe(
        [
            "Own.Part runs once, but Base.Each(part) has [ForEach]. Repeat the stage with [ForEach], or replace 'each' as well.",
            "Own.Part runs once, but Base.Train(part) collects the outputs of a repeated stage. Repeat the stage with [ForEach], or replace 'train' as well.",
        ]);
    }

    [Fact]
    public void Is_wrong_in_the_class_that_has_it_for_those_derived_from_that()
    {
        var error = Error($$"""
            {{Base}}[Pipeline("middle", Base = typeof(Base))] public static class Middle { [Stage] public static Evaluation Load() => null!; }
            [Pipeline("own", Base = typeof(Middle))] public static class Own { [Stage] public static Table Each([ForEach] Table part) => new(); }
            """, "pipeline: own\nitems: 2\n");

        (error.Code, error.Place).ShouldBe(("MB1075", new Mark(SourcePath, OwnLine, 0)));
        error.Message.ShouldStartWith("Middle.Load returns a ModelBuild.Evaluation, but Base.Train(load) takes a Table.");
    }

    [Fact]
    public void Is_wrong_itself_where_it_takes_what_is_not_there()
    {
        var error = Error($"{Base}[Pipeline(\"own\", Base = typeof(Base))] public static class Own {{ [Stage] public static Table Train(Evaluation load) => new(); }}", "pipeline: own\nitems: 2\n");

        (error.Code, error.Place).ShouldBe(("MB1075", new Mark(SourcePath, OwnLine, 0)));
        error.Message.ShouldBe("Own.Train(load) takes a ModelBuild.Evaluation, but stage 'load' returns a Table. Make the two types the same.");
    }
}
