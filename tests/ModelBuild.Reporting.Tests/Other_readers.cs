using System.Text.Json;
using ModelBuild.Core.Gates;
using ModelBuild.Verification.Tests;

namespace ModelBuild.Reporting.Tests;

/// <summary>
/// What readers that nobody here wrote find in the reports: test-results-parser (TRX and JUnit), junit2json and junitparser (JUnit), and
/// the published schema of SARIF.
/// </summary>
public sealed class Other_readers : IDisposable
{
    static readonly string Scripts = Path.Combine(OtherProgram.Repository, "tests", "interop", "reports");

    static readonly Dictionary<string, JudgedModel> Models = new()
    {
        ["everything"] = Example.Model,
        ["hostile names"] = Hostile.Model,
        ["no gates"] = Example.Model with { Gates = [] },
        ["nothing"] = new() { Model = "m", Project = "p", Definition = "/m.model.yaml", Gates = [] },
    };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agree_with_the_verdicts(string name)
    {
        NeedNode();
        var model = Models[name];

        var read = Node(GateReports.Write(model, Example.Links));

        OfTrx(read, model).ShouldBe(Expected(model));
        Statuses(read, "junit").ShouldBe(Expected(model));
        Statuses(read, "junit2json").ShouldBe(Expected(model));
        // The other one trims names, and takes some for numbers.
        Texts(read, "junit2json", "name").ShouldBe(JudgedTest.Of(model).Select(test => test.Name));
        Texts(read, "junit2json", "message").ShouldBe(JudgedTest.Of(model).Select(test => test.Message));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Find_SARIF_as_its_schema_says(string name)
    {
        NeedNode();
        foreach (var links in new[] { ReportLinks.None, Example.Links })
            Node(GateReports.Write(Models[name], links)).GetProperty("sarif").EnumerateArray().Select(error => error.GetString()).ShouldBeEmpty();
    }

    [Fact]
    public void Refuse_what_is_wrong()
    {
        NeedNode();
        var reports = GateReports.Write(Example.Model, Example.Links).Select(report => report.FileName == "gates.sarif"
            ? (report.FileName, System.Text.Encoding.UTF8.GetBytes(Read.Text(report.Content).Replace("\"level\": \"error\"", "\"level\": \"fatal\"", StringComparison.Ordinal)))
            : report).ToList();

        Node(reports).GetProperty("sarif")[0].GetString().ShouldBe("/runs/0/results/0/level: must be equal to one of the allowed values");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Agree_with_the_verdicts_in_Python(string name)
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python) && OtherProgram.Run(Python, "-c", "import junitparser").ExitCode == 0, "Run tests/interop/install first.");
        var model = Models[name];

        var (code, text) = OtherProgram.Run(Python, Path.Combine(Scripts, "junit.py"), folder.Write("gates.junit.xml", JUnitReport.Write(model, Example.Links)));

        code.ShouldBe(0, text);
        using var read = JsonDocument.Parse(text);
        read.RootElement.EnumerateArray().Select(test => test.GetProperty("name").GetString()).ShouldBe(JudgedTest.Of(model).Select(test => test.Name));
        read.RootElement.EnumerateArray().Select(test => test.GetProperty("status").GetString()).ShouldBe(Expected(model));
        read.RootElement.EnumerateArray().Select(test => test.GetProperty("message").GetString()).ShouldBe(JudgedTest.Of(model).Select(test => test.Message));
    }

    JsonElement Node(IEnumerable<(string FileName, byte[] Content)> reports)
    {
        foreach (var (file, content) in reports)
            folder.Write(file, content);
        var (code, text) = OtherProgram.Run("node", Path.Combine(Scripts, "read.mjs"), folder["."]);
        code.ShouldBe(0, text);
        using var read = JsonDocument.Parse(text);
        return read.RootElement.Clone();
    }

    static IEnumerable<string> Expected(JudgedModel model) => model.Gates
        .Select(gate => gate.Verdict switch { Verdict.Passed => "PASS", Verdict.Failed => "FAIL", _ => "SKIP" })
        .Concat(model.Problems.Select(_ => "FAIL"));

    // In the order of the file: the reader groups tests by what is before the last point of their names.
    static IEnumerable<string> OfTrx(JsonElement read, JudgedModel model)
    {
        var statuses = Texts(read, "trx", "id").Zip(Statuses(read, "trx")).ToDictionary(test => test.First, test => test.Second);
        return Read.Trx(TrxReport.Write(model)).Select(test => statuses[test.TestId]);
    }

    static IEnumerable<string> Statuses(JsonElement read, string reader) => Texts(read, reader, "status");

    static IEnumerable<string> Texts(JsonElement read, string reader, string member) => read.GetProperty(reader).EnumerateArray().Select(test => test.GetProperty(member).GetString()!);

    static void NeedNode()
    {
        OtherProgram.Need("node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Scripts, "node_modules")), "Run tests/interop/install first.");
    }
}
