using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelBuild.Reporting.Tests;

/// <summary>Reads reports back, strictly, and without the code that wrote them.</summary>
static partial class Read
{
    static readonly XNamespace TrxNamespace = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public sealed record Test(string Model, string Name, string Outcome, string Message, string TestId = "", string ExecutionId = "");

    /// <summary>The names of what failed, in any of the formats.</summary>
    public static IEnumerable<string> Failed(string file, byte[] content) => file switch
    {
        "gates.json" => Json(content).Where(gate => gate.Verdict == "failed").Select(gate => gate.Name),
        "gates.trx" => Trx(content).Where(test => test.Outcome == "Failed").Select(test => test.Name),
        "gates.junit.xml" => JUnit(content).Where(test => test.Outcome == "failure").Select(test => test.Name),
        "gates.sarif" => Sarif(content).Where(result => result.Verdict == "failed").Select(result => result.Name),
        "summary.md" => Rows(Text(content), "Gates").Where(row => row[0] == "failed").Select(row => row[1]),
        _ => throw new ArgumentOutOfRangeException(nameof(file), file, null),
    };

    public static string Text(byte[] content) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);

    public static List<(string Name, string Verdict)> Json(byte[] content)
    {
        using var json = JsonDocument.Parse(content);
        return [.. json.RootElement.EnumerateArray().Select(gate => (gate.GetProperty("name").GetString()!, gate.GetProperty("verdict").GetString()!))];
    }

    public static List<Test> Trx(byte[] content)
    {
        var root = XDocument.Parse(Text(content)).Root!;
        root.Name.ShouldBe(TrxNamespace + "TestRun");
        Guid.Parse(root.Attribute("id")!.Value);
        root.Elements().Select(element => element.Name.LocalName).ShouldBe(["Times", "Results", "TestDefinitions", "TestEntries", "TestLists", "ResultSummary"]);
        foreach (var time in root.Element(TrxNamespace + "Times")!.Attributes())
            DateTimeOffset.Parse(time.Value, CultureInfo.InvariantCulture);

        var definitions = root.Element(TrxNamespace + "TestDefinitions")!.Elements().ToDictionary(test => test.Attribute("id")!.Value);
        var entries = root.Element(TrxNamespace + "TestEntries")!.Elements().ToDictionary(entry => entry.Attribute("executionId")!.Value, entry => entry.Attribute("testId")!.Value);
        var lists = root.Element(TrxNamespace + "TestLists")!.Elements().Select(list => list.Attribute("id")!.Value).ToHashSet();
        var tests = new List<Test>();
        foreach (var result in root.Element(TrxNamespace + "Results")!.Elements(TrxNamespace + "UnitTestResult"))
        {
            string Of(string name) => result.Attribute(name)!.Value;
            Guid.Parse(Of("testId")).ShouldNotBe(Guid.Empty);
            TimeSpan.Parse(Of("duration"), CultureInfo.InvariantCulture);
            entries[Of("executionId")].ShouldBe(Of("testId"));
            lists.ShouldContain(Of("testListId"));
            var definition = definitions[Of("testId")];
            var method = definition.Element(TrxNamespace + "TestMethod")!;
            method.Attribute("name")!.Value.ShouldBe(Of("testName"));
            definition.Element(TrxNamespace + "Execution")!.Attribute("id")!.Value.ShouldBe(Of("executionId"));
            var error = result.Element(TrxNamespace + "Output")?.Element(TrxNamespace + "ErrorInfo");
            tests.Add(new(method.Attribute("className")!.Value, Of("testName"), Of("outcome"), error?.Element(TrxNamespace + "Message")!.Value ?? "", Of("testId"), Of("executionId")));
        }
        definitions.Count.ShouldBe(tests.Count);
        var summary = root.Element(TrxNamespace + "ResultSummary")!;
        var counters = summary.Element(TrxNamespace + "Counters")!.Attributes().ToDictionary(counter => counter.Name.LocalName, counter => (int)counter);
        counters["total"].ShouldBe(tests.Count);
        counters["passed"].ShouldBe(tests.Count(test => test.Outcome == "Passed"));
        counters["failed"].ShouldBe(tests.Count(test => test.Outcome == "Failed"));
        counters["notExecuted"].ShouldBe(tests.Count(test => test.Outcome == "NotExecuted"));
        summary.Attribute("outcome")!.Value.ShouldBe(counters["failed"] > 0 ? "Failed" : "Completed");
        return tests;
    }

    public static List<Test> JUnit(byte[] content)
    {
        var root = XDocument.Parse(Text(content)).Root!;
        root.Name.LocalName.ShouldBe("testsuites");
        var tests = new List<Test>();
        foreach (var suite in root.Elements("testsuite"))
        {
            var cases = suite.Elements("testcase").Select(test => new Test(
                test.Attribute("classname")!.Value, test.Attribute("name")!.Value,
                test.Element("failure") is not null ? "failure" : test.Element("skipped") is not null ? "skipped" : "",
                (test.Element("failure") ?? test.Element("skipped"))?.Attribute("message")!.Value ?? "")).ToList();
            foreach (var owner in root.Elements("testsuite").Count() == 1 ? new[] { suite, root } : [suite])
            {
                ((int)owner.Attribute("tests")!).ShouldBe(cases.Count);
                ((int)owner.Attribute("failures")!).ShouldBe(cases.Count(test => test.Outcome == "failure"));
                ((int)owner.Attribute("skipped")!).ShouldBe(cases.Count(test => test.Outcome == "skipped"));
            }
            cases.Select(test => test.Name).ShouldBeUnique();
            suite.Elements("testcase").Elements("system-out").ShouldAllBe(output => !output.Value.Contains("[["));
            tests.AddRange(cases);
        }
        return tests;
    }

    /// <summary>The gates, and the problems by their codes.</summary>
    public static List<(string Name, string Verdict)> Sarif(byte[] content)
    {
        using var json = JsonDocument.Parse(content);
        var verdicts = new List<(string Name, string Verdict)>();
        foreach (var run in json.RootElement.GetProperty("runs").EnumerateArray())
        {
            var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).ToList();
            var saysSuppressed = run.GetProperty("results").EnumerateArray().Any(result => result.TryGetProperty("suppressions", out _));
            foreach (var result in run.GetProperty("results").EnumerateArray())
            {
                var rule = result.GetProperty("ruleId").GetString()!;
                rules[result.GetProperty("ruleIndex").GetInt32()].ShouldBe(rule);
                result.TryGetProperty("suppressions", out var suppressions).ShouldBe(saysSuppressed);
                var isSuppressed = saysSuppressed && suppressions.GetArrayLength() > 0;
                var verdict = (result.GetProperty("kind").GetString(), result.GetProperty("level").GetString(), isSuppressed) switch
                {
                    ("pass", "none", false) => "passed",
                    ("notApplicable", "none", false) => "not-judged",
                    ("fail", "error", false) => "failed",
                    ("fail", "warning", false) => "warned",
                    ("fail", "warning", true) => "waived",
                    var other => throw new InvalidDataException($"{other}"),
                };
                var location = result.GetProperty("locations")[0].GetProperty("physicalLocation");
                var uri = location.GetProperty("artifactLocation").GetProperty("uri").GetString()!;
                UriReference().IsMatch(uri).ShouldBeTrue(uri);
                if (location.TryGetProperty("region", out var region))
                    region.GetProperty("startLine").GetInt32().ShouldBeGreaterThan(0);
                var hasGate = result.TryGetProperty("properties", out var properties);
                if (hasGate)
                    properties.GetProperty("verdict").GetString().ShouldBe(verdict);
                verdicts.Add((hasGate ? properties.GetProperty("gate").GetString()! : rule, verdict));
            }
        }
        return verdicts;
    }

    /// <summary>The rows of a section's table as a reader sees them: entities and emphasis gone.</summary>
    public static List<string[]> Rows(string page, string section)
    {
        var lines = page.Split('\n').SkipWhile(line => line != $"### {section}").Skip(2).TakeWhile(line => line.StartsWith('|')).ToList();
        var width = lines.Count == 0 ? 0 : Cells(lines[0]).Length;
        var rows = lines.Select(Cells).ToList();
        rows.ShouldAllBe(row => row.Length == width);
        return rows.Skip(2).ToList();
    }

    static string[] Cells(string line)
    {
        line.ShouldStartWith("| ");
        line.ShouldEndWith(" |");
        return [.. line[1..^1].Split('|').Select(cell => Shown(cell.Trim()))];
    }

    /// <summary>What a browser shows of a cell.</summary>
    public static string Shown(string markdown)
    {
        var text = Markup().Replace(markdown, "");
        text.IndexOfAny(['<', '`', '[', ']', '\\', '*', '~']).ShouldBe(-1, markdown);
        return WebUtility.HtmlDecode(text).Replace("\u2060", "", StringComparison.Ordinal);
    }

    // A file's, or a relative one, by RFC 3986. (.NET itself takes no backslash in a file's, however written.)
    [GeneratedRegex("^(file://([A-Za-z0-9.-]+)?/([A-Za-z]:/)?)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})*$")]
    private static partial Regex UriReference();

    [GeneratedRegex("</?code>|^\\*\\*|\\*\\*$")]
    private static partial Regex Markup();
}
