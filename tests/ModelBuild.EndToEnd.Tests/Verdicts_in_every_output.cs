using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>
/// Gates that are drawn at random, with hostile names and slices, judged once by a build and once by dotnet test: the exit code, MSBuild's
/// errors and warnings, gates.json, TRX, JUnit, SARIF, the summary and the test platform say the same of each.
/// </summary>
public partial class Verdicts_in_every_output(PackedPackage package) : EndToEndTest(package)
{
    static readonly string[] Hostile =
        ["a|b", "]]>", "<img src=x onerror=alert(1)>", "x error MB4001: y", "two\nlines", "`code` **bold** @everyone", "[link](http://example.org)", "-->", "##vso[task.complete]", "::error::no", "'quoted' \"twice\"", "ü €"];

    static readonly (string Metric, double Value)[] Metrics = [("auc", 0.999), ("accuracy", 0.97), ("f1", 0.96), ("logLoss", 0.06), ("brier", 0.017), ("nope", 0)];

    sealed record Judged(string Name, string Verdict);

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 40)]
    [InlineData(4, 10)]
    [InlineData(3, 1)]
    public async Task Are_the_same(int seed, int count)
    {
        var random = new Random(seed);
        var project = Trained();
        await AddClinicsAsync(project);
        project.EditDefinition("evaluate: { slices: [] }", "evaluate: { slices: [clinic] }");
        project.EditDefinition("    mean_radius: { type", "    clinic: { feature: false }\n    mean_radius: { type");
        var definition = await File.ReadAllTextAsync(project.Definition, TestContext.Current.CancellationToken);
        var gates = Enumerable.Range(0, count).Select(number => Gate(random, number)).ToList();
        await File.WriteAllTextAsync(project.Definition, definition[..definition.IndexOf("gates:", StringComparison.Ordinal)] + "gates:\n" + string.Concat(gates.Select(gate => $"  - {gate.Text}\n")), TestContext.Current.CancellationToken);
        var waived = gates.Where(_ => random.Next(5) == 0).ToList();
        project.Write("breast-cancer.model.waivers.yaml", "waivers:\n" + (waived.Count == 0 ? "  []\n" : string.Concat(waived.Select(gate =>
            $"  - {{ gate: {Quoted(gate.Name)}, by: {Quoted("ada\u0009 ]]> |")}, reason: {Quoted("<b>why</b> error MB4001: x")}, until: {(random.Next(2) == 0 ? "2001-01-01" : "2999-12-31")} }}\n"))));
        project = await Gates_as_tests.TestedAsync(project);

        var build = await project.TrainAsync();
        var reports = Path.Combine(project.Models, "breast-cancer", "reports");
        var judged = OfJson(reports);

        build.ShouldShowNoStack();
        build.ExitCode.ShouldBe(judged.Any(gate => gate.Verdict == "failed") ? 1 : 0, build.Why);
        build.Errors.Count.ShouldBe(judged.Count(gate => gate.Verdict == "failed"), build.Why);
        build.Warnings.Count.ShouldBe(judged.Count(gate => gate.Verdict is "warned" or "waived"), build.Why);
        build.Errors.Concat(build.Warnings).ShouldAllBe(problem => problem.File == project.Definition && problem.Line > 0, build.Why);
        OfTrx(XDocument.Load(Path.Combine(reports, "gates.trx"))).ShouldBe(judged.Select(AsTest)); // one by one
        OfJUnit(reports).ShouldBe(judged.Select(AsTest));
        OfSarif(reports).ShouldBe(judged.Where(gate => gate.Verdict is "failed" or "warned" or "waived").Select(gate => gate.Verdict));
        ShouldHaveNoCommand(build.Text);
        OfMarkdown(reports).ShouldAgreeWith(judged);

        var tests = await project.DotnetAsync("test", "--no-restore", "--logger", "trx");

        tests.ExitCode.ShouldBe(build.ExitCode, tests.Why);
        var trx = Gates_as_tests.Trx(project);
        OfTrx(trx).Zip(NumbersOf(trx)).OrderBy(test => test.Second).ThenBy(test => test.First).ShouldBe(
            OfJson(reports).Select(gate => (AsTest(gate), NumberOf(gate.Name))).OrderBy(test => test.Item2).ThenBy(test => test.Item1), tests.Why);
        ShouldHaveNoCommand(tests.Text);
    }

    /// <summary>Each gate's name begins with its number.</summary>
    static int NumberOf(string name) => int.Parse(name[..name.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture);

    static IEnumerable<int> NumbersOf(XDocument trx) => trx.Descendants().Where(element => element.Name.LocalName == "UnitTestResult").Select(result => NumberOf(result.Attribute("testName")!.Value));

    /// <summary>Nothing that Azure Pipelines, TeamCity or GitHub would take for a command, and no line of its own from within a name.</summary>
    static void ShouldHaveNoCommand(string output)
    {
        output.ShouldNotContain("##vso[");
        foreach (var line in output.Split('\n'))
        {
            line.TrimStart().ShouldNotStartWith("::");
            line.TrimStart().ShouldNotStartWith("lines");
        }
    }

    static string AsTest(Judged gate) => gate.Verdict switch { "passed" => "passed", "failed" => "failed", _ => "skipped" };

    static string Counts(IEnumerable<string> verdicts) => string.Join(", ", verdicts.GroupBy(verdict => verdict).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"));

    /// <summary>A column with names that are in nobody's favour, drawn for each row.</summary>
    static async Task AddClinicsAsync(UserProject project)
    {
        var lines = await File.ReadAllLinesAsync(project.Data, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(project.Data, string.Concat(lines.Select((line, row) => row == 0 ? line + ",clinic\n" : $"{line},\"{Hostile[row % Hostile.Length].Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n")), TestContext.Current.CancellationToken);
    }

    static (string Name, string Text) Gate(Random random, int number)
    {
        var (metric, value) = Metrics[random.Next(Metrics.Length)];
        var bound = string.Create(CultureInfo.InvariantCulture, $"{value + ((random.NextDouble() - 0.5) * 0.05):0.####}");
        var better = metric == "nope" ? ", better: higher" : ""; // of the others it is known
        var name = $"{number} {Hostile[random.Next(Hostile.Length)]}";
        var rule = random.Next(6) switch
        {
            0 => "against: champion, maxRegression: 0.1" + better + (random.Next(2) == 0 ? ", ifMissing: pass" : ""),
            1 => $"against: {bound}, minImprovement: 0.001" + better,
            2 => $"max: {bound}",
            3 => $"min: {bound}, minSamples: {random.Next(1, 300)}" + (random.Next(2) == 0 ? ", ifTooFew: pass" : ""),
            _ => $"min: {bound}",
        };
        var slice = random.Next(4) switch
        {
            0 => ", slices: clinic",
            1 => $", slice: {{ clinic: {Quoted(Hostile[random.Next(Hostile.Length)])} }}",
            _ => "",
        };
        var severity = random.Next(4) == 0 ? ", severity: warning" : "";
        return (name, $"{{ metric: {metric}, name: {Quoted(name)}, {rule}{slice}{severity}, reason: {Quoted(Hostile[random.Next(Hostile.Length)])} }}");
    }

    static string Quoted(string text) => JsonSerializer.Serialize(text);

    static List<Judged> OfJson(string reports)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(reports, "gates.json")));
        return [.. json.RootElement.EnumerateArray().Select(gate => new Judged(gate.GetProperty("name").GetString()!, gate.GetProperty("verdict").GetString()!))];
    }

    static IEnumerable<string> OfTrx(XDocument trx) => trx.Descendants().Where(element => element.Name.LocalName == "UnitTestResult")
        .Select(result => result.Attribute("outcome")!.Value switch { "Passed" => "passed", "Failed" => "failed", _ => "skipped" });

    static IEnumerable<string> OfJUnit(string reports) => XDocument.Load(Path.Combine(reports, "gates.junit.xml")).Descendants("testcase")
        .Select(test => test.Element("failure") is not null ? "failed" : test.Element("skipped") is not null ? "skipped" : "passed");

    static List<string> OfSarif(string reports)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(reports, "gates.sarif")));
        return [.. json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result =>
            result.TryGetProperty("suppressions", out var suppressions) && suppressions.GetArrayLength() > 0 ? "waived" : result.GetProperty("level").GetString() == "error" ? "failed" : "warned")];
    }

    /// <summary>The first cells of the gates' table, which are the verdicts, and what the page says of those that it has no room for.</summary>
    static Table OfMarkdown(string reports)
    {
        var lines = File.ReadAllText(Path.Combine(reports, "summary.md")).Split('\n').SkipWhile(line => line != "### Gates").SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal)).Skip(1).ToList();
        var rows = lines.TakeWhile(line => line.StartsWith('|')).Select(line => Markup().Replace(line.Split('|')[1], "").Trim()).ToList();
        var more = More().Match(string.Join('\n', lines.Skip(rows.Count).TakeWhile(line => !line.StartsWith('#'))));
        return more.Success
            ? new Table(rows, int.Parse(more.Groups[1].Value, CultureInfo.InvariantCulture), more.Groups[2].Value is "none" ? 0 : int.Parse(more.Groups[2].Value, CultureInfo.InvariantCulture))
            : new Table(rows, 0, 0);
    }

    /// <param name="Rows">The verdicts that the table shows.</param>
    /// <param name="Left">How many gates it has no room for.</param>
    /// <param name="FailedLeft">How many of those failed.</param>
    sealed record Table(List<string> Rows, int Left, int FailedLeft)
    {
        /// <summary>Each verdict is shown; where there is no room for all, the failed ones come first and all others are counted.</summary>
        public void ShouldAgreeWith(List<Judged> judged)
        {
            var all = judged.ConvertAll(gate => gate.Verdict.Replace('-', ' '));
            (Rows.Count + Left).ShouldBe(all.Count);
            (Rows.Count(row => row == "failed") + FailedLeft).ShouldBe(all.Count(verdict => verdict == "failed"));
            foreach (var shown in Rows.GroupBy(row => row))
                shown.Count().ShouldBeLessThanOrEqualTo(all.Count(verdict => verdict == shown.Key), shown.Key);
            if (Left == 0)
                Counts(Rows).ShouldBe(Counts(all));
            else if (FailedLeft > 0)
                Rows.ShouldAllBe(row => row == "failed");
        }
    }

    [GeneratedRegex(@"[*_]|<[^>]*>")]
    private static partial Regex Markup();

    [GeneratedRegex("… and ([0-9]+) more gates?, (none|[0-9]+) of them failed")]
    private static partial Regex More();
}
