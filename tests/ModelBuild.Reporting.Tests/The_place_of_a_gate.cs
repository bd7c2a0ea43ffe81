using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Reporting.Tests;

public class The_place_of_a_gate
{
    [Theory]
    [InlineData("/repo", "/repo/src/m.model.yaml", "src/m.model.yaml", "src/m.model.yaml")]
    [InlineData("/repo/", "/repo/m.model.yaml", "m.model.yaml", "m.model.yaml")]
    [InlineData("/", "/m.model.yaml", "m.model.yaml", "m.model.yaml")]
    [InlineData("/repo", "/repository/m.model.yaml", "/repository/m.model.yaml", "file:///repository/m.model.yaml")]
    [InlineData("/repo", "/REPO/m.model.yaml", "/REPO/m.model.yaml", "file:///REPO/m.model.yaml")]
    [InlineData("/repo", "/repo/../m.model.yaml", "/repo/../m.model.yaml", "file:///repo/../m.model.yaml")]
    [InlineData("", "/repo/a b#1%20.yaml", "/repo/a b#1%20.yaml", "file:///repo/a%20b%231%2520.yaml")]
    [InlineData("/repo", "/repo/a:b?.yaml", "a:b?.yaml", "a%3Ab%3F.yaml")]
    [InlineData("/repo", @"/repo/C:\x", @"C:\x", "C%3A%5Cx")]
    [InlineData(@"C:\Repo", @"c:\repo\src\m.model.yaml", "src/m.model.yaml", "src/m.model.yaml")]
    [InlineData("", @"C:\a b\m.model.yaml", "C:/a b/m.model.yaml", "file:///C:/a%20b/m.model.yaml")]
    [InlineData("", @"\\server\share\m.model.yaml", "//server/share/m.model.yaml", "file://server/share/m.model.yaml")]
    public void Is_relative_to_the_root_of_the_sources(string root, string path, string shown, string uri)
    {
        var place = SourceFile.Of(new(path, 3, 1), Example.Model);

        place.Shown(root).ShouldBe(shown);
        place.Uri(root).ShouldBe(uri);
        Uri.IsWellFormedUriString(uri, UriKind.RelativeOrAbsolute).ShouldBeTrue();
    }

    [Fact]
    public void Without_a_file_is_the_definition_as_a_whole() =>
        SourceFile.Of(Mark.Of("MODELBUILD__gates"), Example.Model).ShouldBe(new SourceFile(Example.Model.Definition, 0, 0));

    [Fact]
    public void By_the_definitions_name_alone_is_there_too() =>
        SourceFile.Of(new("breast-cancer.model.yaml", 8, 5), Example.Model).ShouldBe(new SourceFile(Example.Model.Definition, 8, 5));
}
