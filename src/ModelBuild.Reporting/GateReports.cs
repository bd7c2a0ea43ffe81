using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>What CI systems and people read of judged models: the same bytes for the same models and links.</summary>
public static class GateReports
{
    /// <summary>Of one model.</summary>
    /// <returns><c>gates.json</c> and what <see cref="WriteTogether"/> gives.</returns>
    public static IReadOnlyList<(string FileName, byte[] Content)> Write(JudgedModel model, ReportLinks links) =>
        [("gates.json", GatesFile.Write(model.Gates)), .. WriteTogether([model], links)];

    /// <summary>Of several models, in this order.</summary>
    /// <returns><c>gates.trx</c>, <c>gates.junit.xml</c>, <c>gates.sarif</c> and <c>summary.md</c>.</returns>
    public static IReadOnlyList<(string FileName, byte[] Content)> WriteTogether(IReadOnlyList<JudgedModel> models, ReportLinks links) =>
    [
        ("gates.trx", TrxReport.Write(models)),
        ("gates.junit.xml", JUnitReport.Write(models, links)),
        ("gates.sarif", SarifReport.Write(models, links)),
        ("summary.md", MarkdownSummary.Write(models, links)),
    ];
}
