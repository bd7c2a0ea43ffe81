using System.Text;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting.Tests;

/// <summary>What each format looks like, of a model with everything in it.</summary>
public class A_report
{
    public static TheoryData<string> Files => ["gates.json", "gates.trx", "gates.junit.xml", "gates.sarif", "summary.md"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_the_approved_one(string file) =>
        Text(Example.Model, file).ShouldMatchApproved(options => options.WithDiscriminator(file).WithFileExtension(".txt").NoDiff());

    [Fact]
    public void Is_the_approved_table() => GateTable.Write(Example.Model).ShouldMatchApproved(options => options.WithFileExtension(".txt").NoDiff());

    [Fact]
    public void Is_there_in_each_format() => GateReports.Write(Example.Model, Example.Links).Select(report => report.FileName).ShouldBe(Files.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Files))]
    public void Of_a_model_without_gates_says_why(string file)
    {
        var model = Example.Model with { Gates = [], Metrics = null, Champion = Champion.NotAsked, Problems = [Diagnostic.Error("MB1074", new(Example.Model.Definition, 3, 1), "no stage returns an evaluation.")] };

        var text = Text(model, file);

        text.ShouldContain("MB1074");
        Read.Failed(file, Encoding.UTF8.GetBytes(text)).Count().ShouldBe(file == "summary.md" ? 0 : 1); // which has no table without gates
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Of_a_model_without_gates_and_problems_is_valid(string file)
    {
        var model = new JudgedModel { Model = "m", Project = "p", Definition = "/m.model.yaml", Gates = [] };

        model.IsGood.ShouldBeTrue();
        Read.Failed(file, GateReports.Write(model, ReportLinks.None).Single(report => report.FileName == file).Content).ShouldBeEmpty();
    }

    [Fact]
    public void Knows_a_test_again_in_the_next_run_and_its_execution_not()
    {
        var (first, second) = (Read.Trx(TrxReport.Write(Example.Model)), Read.Trx(TrxReport.Write(Example.Model with { Run = "another" })));

        first.Select(test => test.TestId).ShouldBe(second.Select(test => test.TestId));
        first.Select(test => test.ExecutionId).ShouldNotBe(second.Select(test => test.ExecutionId));
    }

    [Fact]
    public void Tells_tests_apart_whose_names_differ_in_what_no_file_can_hold() =>
        Read.Trx(TrxReport.Write(Hostile.Model)).Select(test => test.TestId).ShouldBeUnique();

    [Fact]
    public void In_SARIF_has_only_what_does_not_hold() =>
        Read.Sarif(SarifReport.Write(Example.Model, Example.Links)).Select(result => result.Verdict).ShouldBe(["failed", "failed", "warned", "waived", "failed"], ignoreOrder: true);

    static string Text(JudgedModel model, string file) => Encoding.UTF8.GetString(GateReports.Write(model, Example.Links).Single(report => report.FileName == file).Content);
}
