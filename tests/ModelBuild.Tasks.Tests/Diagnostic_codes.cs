using System.Text.RegularExpressions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Tasks.Tests;

/// <summary>Of the whole product: what its sources say, and what its catalogue explains.</summary>
public sealed partial class Diagnostic_codes
{
    static readonly string Repository = Above(AppContext.BaseDirectory);

    [Fact]
    public void Are_all_in_the_catalogue() =>
        Used().Where(use => Catalogue.Find(use.Code) is null).ShouldBeEmpty();

    [Fact]
    public void Of_the_catalogue_are_all_used() =>
        Catalogue.Rules.Select(rule => rule.Code).Except(Used().Select(use => use.Code)).ShouldBeEmpty();

    [Fact]
    public void Stand_in_the_catalogue_once() => Catalogue.Rules.Select(rule => rule.Code).ShouldBeUnique();

    static IEnumerable<(string Code, string File)> Used()
    {
        var sources = Directory.GetFiles(Path.Combine(Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "Catalogue.cs" && !Path.GetRelativePath(Repository, file).Split(Path.DirectorySeparatorChar).Contains("obj"));
        var targets = Directory.GetFiles(Path.Combine(Repository, "build"), "*.targets", SearchOption.AllDirectories);
        return sources.Concat(targets).SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => (match.Groups[1].Value, Path.GetRelativePath(Repository, file)))).Distinct();
    }

    static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "ModelBuild.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);

    [GeneratedRegex("\"(MB\\d{4})\"")]
    private static partial Regex Code();
}
