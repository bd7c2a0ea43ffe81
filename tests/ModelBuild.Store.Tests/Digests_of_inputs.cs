using ModelBuild.Core.Digests;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Tests;

public sealed class Digests_of_inputs : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly InputDigests inputs;

    public Digests_of_inputs() => inputs = new(new StatIndex(temp["index"]));

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Are_the_stores_own()
    {
        var store = new ContentStore(temp["store"]);
        temp.Write("data/a.csv", "1");
        temp.Write("data/deep/b.csv", "2");

        inputs.Find(temp["data"]).ShouldBe(new ArtifactDigest(ArtifactKind.Folder, store.AddFolder(temp["data"], move: false)));
        inputs.Find(temp["data/a.csv"]).ShouldBe(new ArtifactDigest(ArtifactKind.File, store.AddFile(temp["data/a.csv"], move: false)));
    }

    [Fact]
    public void Are_null_where_there_is_nothing()
    {
        inputs.Find(temp["nothing"]).ShouldBeNull();
        temp.Write("file", "x");
        inputs.Find(temp["file/nothing"]).ShouldBeNull();
    }

    [Fact]
    public void An_empty_folder_differs_from_an_empty_file()
    {
        Directory.CreateDirectory(temp["folder"]);
        temp.Write("file", "");
        inputs.Find(temp["folder"]).ShouldNotBe(inputs.Find(temp["file"]));
    }

    [Fact]
    public void The_name_of_the_folder_does_not_count_but_the_names_in_it_do()
    {
        temp.Write("data/a.csv", "1");
        temp.Write("data/b.csv", "2");
        var before = inputs.Find(temp["data"]);

        Directory.Move(temp["data"], temp["renamed"]);
        inputs.Find(temp["renamed"]).ShouldBe(before);

        File.Move(temp["renamed/b.csv"], temp["renamed/c.csv"]);
        inputs.Find(temp["renamed"]).ShouldNotBe(before);
        File.Move(temp["renamed/c.csv"], temp["renamed/b.csv"]);
        inputs.Find(temp["renamed"]).ShouldBe(before);

        Directory.CreateDirectory(temp["renamed/empty"]);
        inputs.Find(temp["renamed"]).ShouldNotBe(before);
        Directory.Delete(temp["renamed/empty"]);
        File.Delete(temp["renamed/a.csv"]);
        inputs.Find(temp["renamed"]).ShouldNotBe(before);
    }

    [Fact]
    public void A_hidden_file_counts()
    {
        temp.Write("data/a.csv", "1");
        var before = inputs.Find(temp["data"]);
        temp.Write("data/.hidden", "");
        inputs.Find(temp["data"]).ShouldNotBe(before);
    }

    [Fact]
    public void The_path_may_be_a_link_and_a_member_may_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        temp.Write("elsewhere/a.csv", "1");
        Directory.CreateSymbolicLink(temp["data"], temp["elsewhere"]);
        inputs.Find(temp["data"]).ShouldBe(inputs.Find(temp["elsewhere"]));

        File.CreateSymbolicLink(temp["elsewhere/link.csv"], temp["elsewhere/a.csv"]);
        Should.Throw<ArtifactException>(() => inputs.Find(temp["data"])).Code.ShouldBe("MB6002");
    }

    [Fact]
    public void Are_the_same_for_one_who_asks_once_whatever_happens_meanwhile()
    {
        temp.Write("data/a.csv", "1");
        var once = new AskedOnce(inputs);
        var before = once.Find(temp["data"]);
        once.Find(temp["nothing"]).ShouldBeNull();
        temp.Write("data/b.csv", "2");
        temp.Write("nothing", "3");

        once.Find(temp["data"]).ShouldBe(before);
        once.Find(temp["nothing"]).ShouldBeNull();
        inputs.Find(temp["data"]).ShouldNotBe(before);
    }
}
