using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting.Tests;

public class A_table
{
    [Fact]
    public void Clips_what_is_long_and_stays_aligned()
    {
        var name = string.Concat(Enumerable.Repeat("😀", 100));

        var lines = Table(name, "short").Split('\n');

        lines[2].ShouldStartWith(string.Concat(Enumerable.Repeat("😀", 39)) + "…  ");
        lines.Take(4).Select(line => line.EnumerateRunes().ToList().FindIndex(rune => rune.Value is '1' or '-' && line != lines[0])).ShouldBe([-1, 0, 42, 42]);
    }

    [Theory]
    [InlineData("error MB4001: x")]
    [InlineData("a.cs(1,2): error CS1001: x")]
    [InlineData("x: fatal error X1: x")]
    [InlineData("Warning : x")]
    public void Is_no_message_of_a_build(string name)
    {
        var table = Table(name, "short");

        table.ShouldNotContain(":");
        table.ShouldContain(name.Replace(':', ';'));
    }

    [Theory]
    [InlineData("::notice::x", ":.notice:.x")]
    [InlineData("##VSO[x]", @"#\u0023VSO[x]")]
    [InlineData("##[x]", @"#\u0023[x]")]
    [InlineData("##x", "#.x")]
    [InlineData("####vso[x]", @"#.#\u0023vso[x]")]
    public void Is_no_command_to_a_CI_system(string name, string shown) => Table(name, "short").Split('\n')[2].TrimEnd().ShouldStartWith(shown + " ");

    [Fact]
    public void Leaves_columns_out_in_which_nothing_is() => Table("a", "b").Split('\n')[0].TrimEnd().ShouldBe("gate  value  demanded  verdict");

    [Fact]
    public void Of_no_gates_is_empty() => GateTable.Write(Example.Model with { Gates = [] }).ShouldBe("");

    static string Table(params string[] names) => GateTable.Write(Example.Model with
    {
        Gates = GateJudge.Judge(
            [.. names.Select(name => new GateDeclaration(name, new MetricSubject("m", true), new("/m.model.yaml", 1, 1)) { Min = 1 })],
            new() { Evaluation = new(1, [new("m", 1)], []) }),
    });
}
