using ModelBuild.Core.Digests;
using ModelBuild.Store.Checks;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Tests;

public sealed class Checking_an_index : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly TestClock clock = new() { Ahead = TimeSpan.FromSeconds(10) }; // everything is settled

    public Checking_an_index()
    {
        temp.Write("data.csv", "1,2");
        temp.Write("images/a/1.png", "one");
        temp.Write("images/2.png", "two");
        Remember(FileHash.Of);
    }

    public void Dispose() => temp.Dispose();

    string IndexFile => temp["obj/stat-index"];

    void Remember(Func<string, long?, (Digest, long)> hash)
    {
        var index = new StatIndex(IndexFile, clock, hash);
        var digests = new InputDigests(index);
        digests.Find(temp["data.csv"]);
        digests.Find(temp["images"]);
        index.Save();
    }

    IndexCheck Check() => IndexCheck.Of(IndexFile, TestContext.Current.CancellationToken);

    [Fact]
    public void Reads_every_file_and_finds_nothing()
    {
        var check = Check();

        check.Findings.ShouldBeEmpty();
        (check.Files, check.Changed).ShouldBe((3, 0));
    }

    [Fact]
    public void Of_nothing_finds_nothing() => IndexCheck.Of(temp["nowhere/stat-index"], TestContext.Current.CancellationToken).Findings.ShouldBeEmpty();

    [Fact]
    public void Counts_what_changed_or_went_since()
    {
        temp.Write("data.csv", "1,3");
        File.Delete(temp["images/2.png"]);

        var check = Check();

        check.Findings.ShouldBeEmpty();
        (check.Files, check.Changed).ShouldBe((1, 2));
    }

    [Theory]
    [InlineData("data.csv")]
    [InlineData("images/a/1.png")]
    public void Finds_a_file_whose_content_is_another_than_was_remembered(string file)
    {
        Directory.Delete(temp["obj"], recursive: true);
        Remember((path, size) => path == temp[file] ? (Digest.OfText("what it was before the disk lost it"), size!.Value) : FileHash.Of(path, size));

        var check = Check();

        check.Findings.ShouldHaveSingleItem().Path.ShouldBe(temp[file]);
        check.Files.ShouldBe(2);
    }

    [Fact]
    public void Takes_what_is_torn_for_nothing()
    {
        foreach (var file in Directory.GetFiles(temp["obj"], "*", SearchOption.AllDirectories))
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^40]);

        var check = Check();

        check.Findings.ShouldBeEmpty();
        check.Files.ShouldBe(0);
    }
}
