using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Reporting.Tests;

public class A_long_summary
{
    [Fact]
    public void Fits_and_says_what_it_leaves_out()
    {
        var page = Page([Model(10_000)]);

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
        var page = Page([model]);

        var rows = Read.Rows(page, "Gates");

        rows.ShouldAllBe(row => row[0] == "failed");
        var failed = model.Gates.Count(gate => gate.Verdict == Verdict.Failed);
        page.ShouldContain($"… and {model.Gates.Count - rows.Count} more gates, {failed - rows.Count} of them failed: gates.json has all.");
        page.ShouldContain($"**failed**, {failed} of {model.Gates.Count} gates");
    }

    [Fact]
    public void Has_the_gates_in_their_order_where_they_fit() =>
        Read.Rows(Page([Model(20)]), "Gates").Select(row => row[1]).ShouldBe(Model(20).Gates.Select(gate => PlainText.Clip(gate.Name, 80)));

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(500)]
    public void Of_many_models_fits_and_says_what_it_leaves_out(int many)
    {
        var models = Enumerable.Range(0, many).Select(i => Model(200) with { Model = $"m{i}" }).ToList();
        models[^1] = models[^1] with { Gates = [.. models[^1].Gates.Where(gate => gate.Verdict == Verdict.Failed)] };

        var page = Page(models);

        page.Length.ShouldBeLessThan(MarkdownSummary.Limit);
        var shown = page.Split('\n').Count(line => line.StartsWith("<!-- modelbuild:", StringComparison.Ordinal));
        shown.ShouldBeGreaterThan(0);
        if (shown < many)
            page.ShouldContain($"{many - shown} more models did not fit here.");
    }

    [Fact]
    public void Where_the_models_do_not_fit_has_those_that_failed()
    {
        var good = Enumerable.Range(0, 100).Select(i => new JudgedModel { Model = $"m{i}", Project = "p", Definition = "/m.model.yaml", Gates = [] });
        var bad = Model(3) with { Model = "bad" };

        Page([.. good, bad]).ShouldStartWith("<!-- modelbuild:bad -->");
    }

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

        Page([.. Enumerable.Repeat(model, 50)]).Length.ShouldBeLessThan(MarkdownSummary.Limit);
    }

    static string Page(IReadOnlyList<JudgedModel> models) => Read.Text(MarkdownSummary.Write(models, Example.Links));

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
            Gates = GateEvaluator.Evaluate([.. gates], new()
            {
                Evaluation = evaluation,
                Waivers = [.. names.Where((_, i) => i % 3 == 1).Select(name => new Waiver(name, "someone", "some reason", new(2026, 1, 1), new("w.yaml", 1, 1)))],
            }),
            Metrics = evaluation,
            Champion = new KnownChampion("c", evaluation, ComparisonBasis.Evaluated),
            Changes = [.. names.Select(name => $"{name} 1 → 2, and so on and on")],
            Stages = [.. names.Select(name => new JudgedStage(name, StageOutcome.Ran, 1))],
        };
    }
}
