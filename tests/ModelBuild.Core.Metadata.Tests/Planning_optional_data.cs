using ModelBuild.Core.Graph;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Planning_optional_data : PlannedSnippet
{
    const string Source = """
        public record LimitOptions { public double Most { get; init; } = 1; }
        [Pipeline("toy")] public static class Toy
        {
            [Stage] public static Table Train(DataSource? reference, [Section("reference")] LimitOptions limits) => new();
        }
        """;

    [Theory]
    [InlineData("")]
    [InlineData("reference:\n")]
    [InlineData("reference: {}\n")]
    public void It_is_no_input_where_it_is_not_declared(string section) =>
        Good(Source, "pipeline: toy\n" + section).Graph.Nodes.ShouldHaveSingleItem().Inputs.ShouldBeEmpty();

    [Theory]
    [InlineData("reference: old.json\n")]
    [InlineData("reference: { path: old.json, most: 2 }\n")]
    public void It_is_an_input_where_it_is_declared(string section) =>
        Good(Source, "pipeline: toy\n" + section).Graph.Nodes.ShouldHaveSingleItem().Inputs.ShouldHaveSingleItem().ShouldBeOfType<DataInput>().Name.ShouldBe("reference");

    [Fact]
    public void Its_settings_alone_are_a_forgotten_path() =>
        Error(Source, "pipeline: toy\nreference: { most: 2 }\n").Message.ShouldStartWith("reference.path is required");
}
