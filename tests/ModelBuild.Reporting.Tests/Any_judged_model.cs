using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Reporting.Tests;

/// <summary>Whatever is judged and however things are named: each format can be read back, and all say the same.</summary>
public partial class Any_judged_model
{
    static readonly string[] Metrics = ["auc", "logLoss", "accuracy", "own|metric", "@error MB4001: x"];

    static readonly double[] Values = [0, 0.5, 0.98, 1, -1, 1e-9, 1e12, double.NaN, double.PositiveInfinity, double.MaxValue];

    static Gen<string> Names => Gen.OneOf(
        from pieces in Many(Gen.Elements(Hostile.Pieces), 1, 5) select string.Concat(pieces),
        Gen.Elements("a", "b", "c d", "Ünïcode"));

    static Gen<T[]> Many<T>(Gen<T> one, int least, int most) => from count in Gen.Choose(least, most) from all in one.ArrayOf(count) select all;

    static Gen<double> Numbers => Gen.Elements(Values);

    static Gen<EvaluationMetrics> Evaluations =>
        from values in Numbers.ArrayOf(Metrics.Length)
        from missing in Gen.Choose(0, Metrics.Length)
        from slices in Many(from name in Names from rows in Gen.Choose(0, 30) from numbers in Numbers.ArrayOf(Metrics.Length) select (name, rows, numbers), 0, 4)
        from baseline in Numbers
        select new EvaluationMetrics(100, Named(values, missing), [.. slices.DistinctBy(slice => slice.name).Select(slice => new SliceMetrics("column", slice.name, slice.rows, Named(slice.numbers, -1)))])
        {
            Intervals = [new("auc", new(0.1, 0.9, 0.95))],
            Baseline = [new("auc", baseline)],
        };

    static List<Metric> Named(double[] values, int missing) => [.. Metrics.Select((metric, i) => new Metric(metric, values[i])).Where((_, i) => i != missing)];

    static Gen<GateDeclaration> Gates =>
        from name in Names
        from metric in Gen.Elements(Metrics)
        from kind in Gen.Choose(0, 7)
        from value in Gen.Elements(0.0, 0.5, 0.98, 2)
        from lets in ArbMap.Default.GeneratorFor<bool>()
        from warns in ArbMap.Default.GeneratorFor<bool>()
        from line in Gen.Choose(0, 3)
        select new GateDeclaration(name, kind == 6 ? new SizeSubject() : kind == 7 ? new MethodSubject(name, false) : new MetricSubject(metric, metric != "logLoss"), new(Definition, line, line))
        {
            Min = kind is 0 or 2 or 3 ? value : null,
            Max = kind is 1 or 6 ? value : null,
            OfInterval = kind == 3,
            Slices = kind == 2 ? new("column", null) : null,
            MinSamples = lets ? 10 : 1,
            LetsFewPass = lets,
            Severity = warns ? Severity.Warning : Severity.Error,
            Comparison = kind switch
            {
                4 => new(new ChampionReference(), new MaxRegression(new(value, lets))) { LetsFirstPass = lets, TakesOtherData = warns },
                5 => new(new BaselineReference(), new MinImprovement(new(value, lets))),
                _ => null,
            },
        };

    const string Definition = "/repo/a b#[1]%20\ud800.model.yaml";

    internal static Gen<JudgedModel> Models =>
        from model in Names
        from gates in Many(Gates, 0, 6)
        from evaluation in Evaluations
        from before in Evaluations
        from which in Gen.Choose(0, 5)
        from text in Names
        from waived in Gen.Choose(0, 2)
        from problems in Gen.Choose(0, 5)
        from sample in Gen.Choose(0, 2)
        let champion = which switch
        {
            0 => Champion.NotAsked,
            1 => new NoChampion(text),
            2 => new UnusableChampion(text, "MB4013", text),
            _ => new KnownChampion(text, before, (ComparisonBasis)(which - 3)) { Why = text, Code = "MB4014" },
        }
        let declared = gates.DistinctBy(gate => gate.Name).ToList()
        select Judged(new()
        {
            Model = model,
            Project = text,
            Definition = Definition,
            Environment = text,
            Run = text,
            Champion = champion,
            Metrics = evaluation,
            Changes = [text, model],
            Stages = [new(text, StageOutcome.Ran, double.NaN), new(model, StageOutcome.Failed, 1e9)],
            Problems = problems < 4 ? [] : [.. Enumerable.Repeat(Diagnostic.Error("MB1074", Mark.Of(text), text), problems - 3)],
            Sample = sample == 0 ? 0.001 : null,
            Gates = [],
        }, declared, new()
        {
            Evaluation = evaluation,
            Champion = champion,
            ModelBytes = 1,
            Methods = new Dictionary<string, MethodVerdict> { [declared.FirstOrDefault()?.Name ?? ""] = new(which > 2, text) { Demand = text } },
            Waivers = [.. declared.Take(waived).Select(gate => new Waiver(gate.Name, text, text, new(2026, 1, 1 + waived), new("w.yaml", 1, 1)))],
            Today = new(2026, 1, 2),
        });

    // A gate's outcomes may have the name of another's: then that model could not have been bound.
    static JudgedModel Judged(JudgedModel model, IReadOnlyList<GateDeclaration> gates, GateFacts facts) =>
        model with { Gates = [.. GateJudge.Judge(gates, facts).DistinctBy(outcome => outcome.Name)] };

    [Fact]
    public void Is_the_same_in_all_formats() => Prop.ForAll(Models.ToArbitrary(), model => Check(model)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Is_written_the_same_twice() => Prop.ForAll(Models.ToArbitrary(), model =>
    {
        var (first, second) = (GateReports.Write(model, Example.Links), GateReports.Write(model with { }, Example.Links));
        for (var i = 0; i < first.Count; i++)
            first[i].Content.ShouldBe(second[i].Content);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void With_each_hostile_name_everywhere_is_the_same_in_all_formats()
    {
        foreach (var name in Hostile.Names)
        {
            var evaluation = new EvaluationMetrics(10, [new(name, 1)], [new(name, name, 5, [new(name, 0.1)])]);
            var gate = new GateDeclaration(name, new MetricSubject(name, true), new(name, 1, 1)) { Slices = new(name, null), Min = 0.5, Reason = name };
            var before = new EvaluationMetrics(10, [new(name, 0.5)], [new(name, name, 5, [new(name, 0.2)])]);
            Check(Judged(new()
            {
                Model = name,
                Project = name,
                Definition = "/repo/" + name,
                Gates = [],
                Metrics = evaluation,
                Champion = new KnownChampion(name, before, ComparisonBasis.Evaluated),
                Changes = [name],
                Stages = [new(name, StageOutcome.Ran, 1)],
                Problems = [new("MB1074", Severity.Error, Mark.Of(name), name)],
            }, [gate], new() { Evaluation = evaluation, Waivers = [new(name, name, name, new(2026, 1, 1), new(name, 1, 1))], Today = new(2026, 1, 1) }));
        }
    }

    static void Check(JudgedModel model)
    {
        var files = GateReports.Write(model, Example.Links).ToDictionary(report => report.FileName, report => report.Content);
        var verdicts = model.Gates.Select(gate => gate.Verdict).ToList();

        var problems = Enumerable.Repeat(Verdict.Failed, model.Problems.Count);
        Read.Json(files["gates.json"]).Select(gate => gate.Verdict).ShouldBe(verdicts.Concat(problems).Select(GatesFile.Name));

        Read.Trx(files["gates.trx"]).Select(test => test.Outcome).ShouldBe(
            verdicts.Concat(problems).Select(verdict => verdict switch { Verdict.Passed => "Passed", Verdict.Failed => "Failed", _ => "NotExecuted" }));

        var tests = Read.JUnit(files["gates.junit.xml"]);
        tests.Select(test => test.Outcome).ShouldBe(
            verdicts.Concat(problems).Select(verdict => verdict switch { Verdict.Passed => "", Verdict.Failed => "failure", _ => "skipped" }));
        tests.Where(test => test.Outcome.Length > 0).ShouldAllBe(test => test.Message.Length > 0);

        Read.Sarif(files["gates.sarif"]).Select(result => result.Verdict).ShouldBe(
            verdicts.Where(verdict => verdict is not (Verdict.Passed or Verdict.NotJudged)).Concat(problems).Select(GatesFile.Name));

        var page = Read.Text(files["summary.md"]);
        CheckPage(page);
        Read.Rows(page, "Gates").Select(row => row[0]).ShouldBe(verdicts.Select(Shown.Verdict));
        Read.Rows(page, "Gates").Select(row => row[1].Trim()).ShouldBe(model.Gates.Select(gate => PlainText.Clip(gate.Name, 80).Trim()));
        Read.Rows(page, "Metrics").Count.ShouldBe(((model.Champion as KnownChampion)?.Metrics.Metrics ?? []).Concat(model.Metrics!.Metrics).Select(metric => metric.Name).Distinct().Count());

        foreach (var (file, content) in files)
            Read.Failed(file, content).Any().ShouldBe(file == "summary.md" ? verdicts.Contains(Verdict.Failed) : !model.IsGood, file);
        page.Contains("**passed**", StringComparison.Ordinal).ShouldBe(model.IsGood && model.Gates.Count > 0);

        CheckTable(GateTable.Write(model), model);
    }

    static void CheckPage(string page)
    {
        page.Length.ShouldBeLessThan(MarkdownSummary.Limit);
        page.ShouldStartWith("<!-- modelbuild:");
        var lines = page.Split('\n');
        Marker().IsMatch(lines[0]).ShouldBeTrue(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            line.EnumerateRunes().Any(rune => rune.Value != 0x2060 && Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format).ShouldBeFalse(line);
            var html = Tags().Replace(line, "").Replace("(<https://example.org/runs/20260101-120000/report.html>)", "", StringComparison.Ordinal);
            html.IndexOfAny(['<', '`', '\\']).ShouldBe(-1, line);
            html.Replace("[The whole report]", "", StringComparison.Ordinal).IndexOfAny(['[', ']']).ShouldBe(-1, line);
            // As they are looked for in the finished page.
            var finished = System.Net.WebUtility.HtmlDecode(html);
            Mention().IsMatch(finished).ShouldBeFalse(finished);
        }
    }

    static void CheckTable(string table, JudgedModel model)
    {
        var lines = table.Split('\n');
        lines.Length.ShouldBe(model.Gates.Count == 0 ? 1 : model.Gates.Count + 3);
        foreach (var line in lines)
        {
            line.Any(c => char.IsControl(c) || c is '\u2028' or '\u202e' or '\ufeff').ShouldBeFalse(line);
            line.TrimStart().ShouldNotStartWith("::");
            line.ShouldNotContain("##");
            CanonicalError().IsMatch(line).ShouldBeFalse(line);
        }
    }

    [GeneratedRegex("^<!-- modelbuild:[A-Za-z0-9._%]([A-Za-z0-9._%-])* -->$|^<!-- modelbuild: -->$")]
    private static partial Regex Marker();

    [GeneratedRegex("</?code>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"@\w|://|www\.\w", RegexOptions.IgnoreCase)]
    private static partial Regex Mention();

    [GeneratedRegex(@"(error|warning)(\s+[^\s:]*)?\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex CanonicalError();
}
