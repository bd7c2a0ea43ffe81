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
}
