using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>What CI systems and people read of a judged model: the same bytes for the same model and links.</summary>
public static class GateReports
{
    /// <returns><c>gates.json</c>, <c>gates.trx</c>, <c>gates.junit.xml</c>, <c>gates.sarif</c> and <c>summary.md</c>.</returns>
    public static IReadOnlyList<(string FileName, byte[] Content)> Write(JudgedModel model, ReportLinks links) =>
    [
        (ModelFiles.Gates, GatesFile.Write(model.Gates, model.Problems)),
        ("gates.trx", TrxReport.Write(model)),
        ("gates.junit.xml", JUnitReport.Write(model, links)),
        ("gates.sarif", SarifReport.Write(model, links)),
        ("summary.md", MarkdownSummary.Write(model, links)),
    ];
}
