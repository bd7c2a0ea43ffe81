using System.Text;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Tests.Diagnostics;

public sealed class DiagnosticsPage
{
    static readonly (string Prefix, string Title)[] Groups =
    [
        ("MB0", "Environment"), ("MB1", "Definition and graph"), ("MB2", "Data"), ("MB3", "Stage execution"),
        ("MB4", "Gates"), ("MB5", "Packaging, signing, publishing"), ("MB6", "Cache and store"),
    ];

    /// <summary>Set MODELBUILD_UPDATE_DOCS=1 to write the page instead of comparing it.</summary>
    [Fact]
    public void Is_what_the_catalogue_says()
    {
        var path = PagePath();
        if (Environment.GetEnvironmentVariable("MODELBUILD_UPDATE_DOCS") == "1")
            File.WriteAllText(path, Render());

        File.ReadAllText(path).ShouldBe(Render(), "docs/diagnostics.md is generated: run `MODELBUILD_UPDATE_DOCS=1 dotnet test tests/ModelBuild.Core.Tests`.");
    }

    [Fact]
    public void Every_code_is_used_once_and_belongs_to_a_group()
    {
        var codes = Catalogue.Rules.Select(rule => rule.Code).ToList();
        codes.ShouldBeUnique();
        codes.ShouldAllBe(code => code.Length == 6 && Groups.Any(group => code.StartsWith(group.Prefix, StringComparison.Ordinal)));
    }

    static string Render()
    {
        var page = new StringBuilder("# Diagnostic codes\n\nGenerated from the catalogue in `src/ModelBuild.Core/Diagnostics/Catalogue.cs`. A number is never reused.\n");
        foreach (var (prefix, title) in Groups)
        {
            var rules = Catalogue.Rules.Where(rule => rule.Code.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(rule => rule.Code, StringComparer.Ordinal).ToList();
            if (rules.Count == 0)
                continue;
            page.Append($"\n## {title}\n");
            foreach (var rule in rules)
                page.Append($"\n### {rule.Code}\n\n**{rule.Title}.** {rule.Help}\n");
        }
        return page.ToString();
    }

    /// <summary>Found from the test's own place: paths of sources are not those of the machine in a deterministic build.</summary>
    static string PagePath()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ModelBuild.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return Path.Combine(folder, "docs", "diagnostics.md");
    }
}
