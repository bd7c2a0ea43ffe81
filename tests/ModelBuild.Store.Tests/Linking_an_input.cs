using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

public sealed class Linking_an_input : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly ContentStore store;

    public Linking_an_input() => store = new(temp["store"]);

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_file_is_a_link_to_the_object()
    {
        var digest = store.AddBytes("data"u8);

        store.Link(new(ArtifactKind.File, digest), temp["stage/inputs/data"]);

        File.ReadAllText(temp["stage/inputs/data"]).ShouldBe("data");
        if (!OperatingSystem.IsWindows())
            new FileInfo(temp["stage/inputs/data"]).LinkTarget.ShouldBe(temp.ObjectPath(digest));
    }

    [Fact]
    public void A_folder_is_a_real_folder_with_links_in_it()
    {
        temp.Write("model/deep/a.txt", "a");
        var tree = store.AddFolder(temp["model"], move: true);

        store.Link(new(ArtifactKind.Folder, tree), temp["stage/inputs/model"]);

        new DirectoryInfo(temp["stage/inputs/model/deep"]).LinkTarget.ShouldBeNull();
        File.ReadAllText(temp["stage/inputs/model/deep/a.txt"]).ShouldBe("a");
    }

    [Fact]
    public void Deleting_the_stage_folder_leaves_the_object()
    {
        temp.Write("model/a.txt", "a");
        var tree = store.AddFolder(temp["model"], move: true);
        store.Link(new(ArtifactKind.Folder, tree), temp["stage/model"]);

        Directory.Delete(temp["stage"], recursive: true);

        store.ReadBytes(Digest.OfText("a")).ShouldBe("a"u8.ToArray());
    }
}
