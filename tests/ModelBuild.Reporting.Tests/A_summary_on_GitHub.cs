using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using ModelBuild.Core.Gates;
using ModelBuild.Verification.Tests;

namespace ModelBuild.Reporting.Tests;

/// <summary>The summary as cmark-gfm, GitHub's own Markdown, makes a page of it, raw HTML and all: nothing is in it but what was meant to be.</summary>
public sealed class A_summary_on_GitHub : IDisposable
{
    static readonly string[] Meant = ["page", "h2", "h3", "p", "strong", "code", "blockquote", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "a"];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Has_everything() => Check(Example.Model);

    [Fact]
    public void Has_hostile_names_as_text() => Check(Hostile.Model);

    [Fact]
    public void Has_any_names_as_text() => Prop.ForAll(Any_judged_model.Models.ToArbitrary(), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Is_searched_for_what_was_not_meant()
    {
        OtherProgram.Need("cmark-gfm");
        var page = Page(Encoding.UTF8.GetBytes("www.example.org <b>bold</b>\n"));
        page.Descendants().Select(element => element.Name.LocalName).ShouldBe(["p", "a", "b"]);
    }

    void Check(JudgedModel model)
    {
        OtherProgram.Need("cmark-gfm");

        var page = Page(MarkdownSummary.Write(model, Example.Links));

        page.Nodes().OfType<XComment>().ShouldHaveSingleItem().ShouldBe(page.FirstNode);
        page.DescendantsAndSelf().Select(element => element.Name.LocalName).ShouldBeSubsetOf(Meant);
        page.Descendants("a").ShouldHaveSingleItem().ToString().ShouldBe($"<a href=\"{Example.Links.Report}\">The whole report</a>");
        page.Descendants("h3").Select(title => title.Value).ShouldBeUnique();
        foreach (var table in page.Descendants("table"))
            table.Descendants("tr").Select(row => row.Elements().Count()).Distinct().ShouldHaveSingleItem();
        var gates = page.Elements("h3").SingleOrDefault(title => title.Value == "Gates")?.ElementsAfterSelf("table").First();
        var rows = gates is null ? [] : gates.Element("tbody")!.Elements("tr").Select(row => row.Elements("td").Select(cell => cell.Value.Replace("\u2060", "", StringComparison.Ordinal).Trim()).ToArray());
        // Where not all fit, those that failed are first.
        var expected = model.Gates.Select(gate => (PlainText.Clip(gate.Name, 80).Trim(), Shown.Verdict(gate.Verdict))).ToList();
        var shown = rows.Select(row => (row[1], row[0])).ToList();
        if (shown.Count == expected.Count)
            shown.ShouldBe(expected);
        else
            expected.Where(gate => gate.Item2 == "failed").ShouldBeSubsetOf(shown);
    }

    XElement Page(byte[] markdown)
    {
        var (code, html) = OtherProgram.Run("cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist", folder.Write("summary.md", markdown));
        code.ShouldBe(0, html);
        return XElement.Parse($"<page>{html}</page>");
    }
}
