using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Tests;

public sealed class Stamps_of_inputs : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly string before;

    public Stamps_of_inputs()
    {
        temp.Write("data/a.csv", "1");
        temp.Write("data/b/c.csv", "2");
        before = Stamps();
    }

    public void Dispose() => temp.Dispose();

    string Stamps() => InputStamps.Of([temp["data"]]);

    [Fact]
    public void Are_the_same_while_nobody_touches_anything()
    {
        File.ReadAllText(temp["data/b/c.csv"]);

        Stamps().ShouldBe(before);
    }

    [Theory]
    [InlineData("data/b/c.csv")]
    [InlineData("data/b/new.csv")]
    [InlineData("data/new/new.csv")]
    public void Differ_when_a_file_is_written_though_it_is_the_same(string path)
    {
        File.SetLastWriteTimeUtc(temp["data/b/c.csv"], DateTime.UtcNow.AddDays(-1));
        var earlier = Stamps();

        temp.Write(path, "2");

        Stamps().ShouldNotBe(earlier);
    }

    [Fact]
    public void Differ_when_a_file_is_renamed_or_gone()
    {
        File.Move(temp["data/a.csv"], temp["data/z.csv"]);
        var renamed = Stamps();
        File.Delete(temp["data/z.csv"]);

        renamed.ShouldNotBe(before);
        Stamps().ShouldNotBe(renamed);
    }

    [Fact]
    public void Of_what_cannot_be_an_artifact_equal_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        File.CreateSymbolicLink(temp["data/link"], temp["data/a.csv"]);

        Stamps().ShouldNotBe(Stamps());
    }

    [Fact]
    public void Tell_nothing_from_an_empty_folder()
    {
        Directory.CreateDirectory(temp["empty"]);

        InputStamps.Of([temp["empty"]]).ShouldNotBe(InputStamps.Of([temp["nothing"]]));
        InputStamps.Of([temp["nothing"]]).ShouldBe(InputStamps.Of([temp["nothing"]]));
    }
}
