using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Reporting.Tests;

public class A_long_summary
{
    [Fact]
    public void Fits_and_says_what_it_leaves_out()
    {
        var page = Page(Model(10_000));

        page.Length.ShouldBeLessThan(MarkdownSummary.Limit);
        foreach (var section in new[] { "What does not hold", "Metrics", "Gates", "Slices, worst first", "What changed", "Stages", "Waived" })
        {
            var rest = page[page.IndexOf($"### {section}\n", StringComparison.Ordinal)..];
            (rest.IndexOf("\n###", StringComparison.Ordinal) is > 0 and var end ? rest[..end] : rest).ShouldContain("… and ", customMessage: section);
        }
    }

    [Fact]
    public void Has_failed_gates_first_and_counts_those_that_are_missing()
    {
        var model = Model(10_000);
        var page = Page(model);

        var rows = Read.Rows(page, "Gates");

        rows.ShouldAllBe(row => row[0] == "failed");
        var failed = model.Gates.Count(gate => gate.Verdict == Verdict.Failed);
        page.ShouldContain($"… and {model.Gates.Count - rows.Count} more gates, {failed - rows.Count} of them failed: gates.json has all.");
        page.ShouldContain($"**failed**, {failed} of {model.Gates.Count} gates");
    }

    [Fact]
    public void Has_the_gates_in_their_order_where_they_fit() =>
        Read.Rows(Page(Model(20)), "Gates").Select(row => row[1]).ShouldBe(Model(20).Gates.Select(gate => PlainText.Clip(gate.Name, 80)));

    [Fact]
    public void Has_the_longest_names_and_still_fits()
    {
        var name = new string('<', 5000);
        var evaluation = new EvaluationMetrics(1, [new(name, 1)], []);
        var model = new JudgedModel
        {
            Model = name, Project = name, Definition = "/" + name, Environment = name, Run = name, Gates = [], Changes = [name], Metrics = evaluation,
            Champion = new KnownChampion(name, evaluation, ComparisonBasis.RecordedOnOtherRows) { Why = name },
        };

        Page(model).Length.ShouldBeLessThan(MarkdownSummary.Limit);
    }

    static string Page(JudgedModel model) => Read.Text(MarkdownSummary.Write(model, Example.Links));

    static JudgedModel Model(int many)
    {
        var names = Enumerable.Range(0, many).Select(i => $"metric|{i} {new string('`', i % 50)}").ToList();
        var evaluation = new EvaluationMetrics(10, [.. names.Select(name => new Metric(name, 0.5))], [.. names.Select(name => new SliceMetrics("column", name, 5, [new(names[0], 0.1)]))]);
        var gates = names.Select((name, i) => new GateDeclaration(name, new MetricSubject(name, true), new("/repo/m.model.yaml", i + 1, 1)) { Min = i % 3 == 0 ? 0.1 : 0.9 });
        return new()
        {
            Model = "long",
            Project = "p",
            Definition = "/repo/m.model.yaml",
            Gates = GateJudge.Judge([.. gates], new()
            {
                Evaluation = evaluation,
                Today = new(2026, 1, 1),
                Waivers = [.. names.Where((_, i) => i % 3 == 1).Select(name => new Waiver(name, "someone", "some reason", new(2026, 1, 1), new("w.yaml", 1, 1)))],
            }),
            Metrics = evaluation,
            Champion = new KnownChampion("c", evaluation, ComparisonBasis.Evaluated),
            Changes = [.. names.Select(name => $"{name} 1 → 2, and so on and on")],
            Stages = [.. names.Select(name => new JudgedStage(name, StageOutcome.Ran, 1))],
        };
    }
}
