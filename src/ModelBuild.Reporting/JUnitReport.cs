using System.Globalization;
using System.Xml.Linq;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>
/// Gates as test cases in JUnit's XML, with what the readers of Jenkins (JUnit plugin), GitLab and Azure Pipelines know: a suite for the
/// model, a case for each gate. <c>file</c> and <c>line</c> of a case are those that GitLab and annotating readers take and the others pass over.
/// </summary>
public static class JUnitReport
{
    /// <summary>In UTF-8, without a byte order mark.</summary>
    public static byte[] Write(JudgedModel model, ReportLinks links)
    {
        var tests = JudgedTest.Of(model);
        return XmlReport.Write(new XElement("testsuites",
            new XAttribute("name", "gates"), Counts(tests), new XAttribute("time", Seconds(Duration(model))), Suite(model, tests, links)));
    }

    static XElement Suite(JudgedModel model, IReadOnlyList<JudgedTest> tests, ReportLinks links) => new("testsuite",
        new XAttribute("name", PlainText.Of(model.Model)),
        Counts(tests),
        new XAttribute("time", Seconds(Duration(model))),
        // Without an offset: older readers take no other form.
        new XAttribute("timestamp", model.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
        Properties(model),
        tests.Select(test => Case(model, test, links)));

    static XAttribute[] Counts(IReadOnlyList<JudgedTest> tests) =>
    [
        new("tests", tests.Count),
        new("failures", tests.Count(test => test.Result == TestResult.Failed)),
        new("errors", 0),
        new("skipped", tests.Count(test => test.Result == TestResult.Skipped)),
    ];

    static XElement Properties(JudgedModel model)
    {
        var properties = new List<(string Name, string Value)> { ("project", model.Project), ("definition", model.Definition) };
        if (model.Environment.Length > 0)
            properties.Add(("environment", model.Environment));
        if (model.Run.Length > 0)
            properties.Add(("run", model.Run));
        if (model.Sample is { } sample)
            properties.Add(("sample", Wording.Number(sample)));
        if (model.Metrics is { } metrics)
        {
            properties.Add(("rows", metrics.Rows.ToString(CultureInfo.InvariantCulture)));
            properties.AddRange(metrics.Metrics.Select(metric => ($"metric.{metric.Name}", Wording.Number(metric.Value))));
        }
        return new("properties", properties.Select(property => new XElement("property",
            new XAttribute("name", PlainText.Of(property.Name)), new XAttribute("value", PlainText.Of(property.Value)))));
    }

    static XElement Case(JudgedModel model, JudgedTest test, ReportLinks links) => new("testcase",
        new XAttribute("classname", PlainText.Of(model.Model)),
        new XAttribute("name", test.Name),
        new XAttribute("time", Seconds(TimeSpan.Zero)),
        new XAttribute("file", test.Place.Shown(links.SourceRoot)),
        test.Place.Line > 0 ? new XAttribute("line", test.Place.Line) : null,
        test.Result switch
        {
            TestResult.Failed => new XElement("failure", new XAttribute("type", test.Code), new XAttribute("message", test.Message),
                $"{test.Place.Shown(links.SourceRoot)}{(test.Place.Line > 0 ? $":{test.Place.Line}" : "")}: {test.Code}: {test.Message}"),
            TestResult.Skipped => new XElement("skipped", new XAttribute("message", test.Message)),
            _ => null,
        },
        test.Output.Length > 0 ? new XElement("system-out", WithoutCommands(test.Output)) : null);

    // Jenkins and GitLab attach the file of [[ATTACHMENT|path]] in an output; a name must not.
    static string WithoutCommands(string output) => string.Concat(output.Select((c, i) => c == '[' && i > 0 && output[i - 1] == '[' ? " [" : $"{c}"));

    static TimeSpan Duration(JudgedModel model) => model.Finished > model.Started ? model.Finished - model.Started : TimeSpan.Zero;

    static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
