using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting.Tests;

/// <summary>Names that would like to be something else.</summary>
static class Hostile
{
    public static readonly string[] Pieces =
    [
        "auc", "a", "_", "-", " ", ".", "0", "\n", "\r\n", "\t", "\0", "\u001b[31m", "\u0085", "\u2028", "\ufeff", "\ufffe", "\uffff", "\ud800", "\udc00", "😀", "é", "漢", "\u0301", "\u202e", "\u2066", "\u200b", "\u2060",
        "error MB4001: ", "x(1,2): error CS1: ", "warning ", "error", ": ", ":", "##vso[task.complete]", "##[error]", "##", "::error::", "::", "##teamcity[x]",
        "]]>", "<![CDATA[", "-->", "<!--", "--", "<b>", "</code>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;", "&", "&#64;", "<", ">", "\"", "'",
        "|", "\\|", "\\", "\\\\", "`", "``", "```", "*", "**", "__", "~~", "$x$", "#1", "!1", "GH-1", "@octocat", "@", "a@b.example", "https://evil.example/", "http://", "www.evil.example", "mailto:a@b.example",
        "[x](https://evil.example)", "![x](y)", "[", "]", "](", "(", ")", ":smile:", "{0}", "{{", "[[ATTACHMENT|/etc/passwd]]", "[[", "1. ", "- ", "# ", "> ", "===", "---",
        " in /etc/passwd:line 1", "; rm -rf", "%", "%0A", "../", "C:\\", "/",
    ];

    /// <summary>Each piece alone, and all of them at once.</summary>
    public static IEnumerable<string> Names => [.. Pieces, string.Concat(Pieces), string.Concat(Pieces.Reverse())];

    /// <summary>With a gate of each name that passes, fails, warns, is waived or not judged.</summary>
    public static JudgedModel Model { get; } = Judged();

    static JudgedModel Judged()
    {
        var all = string.Concat(Pieces);
        var evaluation = new EvaluationMetrics(10, [.. Names.Select(name => new Metric(name, 0.5))], []);
        var gates = Names.Select((name, i) => new GateDeclaration(name, new MetricSubject(name, true), new($"/repo/{name}", i, i))
        {
            Min = i % 5 == 0 ? 0 : 1,
            Severity = i % 5 == 2 ? Severity.Warning : Severity.Error,
            MinSamples = i % 5 == 4 ? 100 : 1,
            LetsFewPass = i % 5 == 4,
        }).ToList();
        return new()
        {
            Model = all,
            Project = all,
            Definition = "/repo/" + all,
            Environment = all,
            Run = all,
            Gates = GateJudge.Judge(gates, new()
            {
                Evaluation = evaluation,
                Waivers = [.. Names.Where((_, i) => i % 5 == 3).Select(name => new Waiver(name, name, name, new(2026, 1, 1), new(name, 1, 1)))],
                Today = new(2026, 1, 1),
            }),
            Problems = [new("MB1074", Severity.Error, Mark.Of(all), all)],
            Metrics = evaluation,
            Changes = [.. Names],
        };
    }
}
