using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

public sealed class Reading_a_damaged_store : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly ContentStore store;

    public Reading_a_damaged_store() => store = new(temp["store"]);

    public void Dispose() => temp.Dispose();

    public static TheoryData<string, Action<ContentStore, Digest, string>> Uses => new()
    {
        { "read", (store, digest, _) => store.ReadBytes(digest) },
        { "copy", (store, digest, destination) => store.CopyFile(digest, destination) },
        { "link", (store, digest, destination) => store.Link(new(ArtifactKind.File, digest), destination) },
    };

    [Theory]
    [MemberData(nameof(Uses), DisableDiscoveryEnumeration = true)]
    public void A_flipped_bit_is_found_removed_and_reported(string use, Action<ContentStore, Digest, string> act)
    {
        _ = use;
        var digest = store.AddBytes("some content"u8);
        temp.Damage(digest, bytes => bytes[3] ^= 1);

        var error = Should.Throw<MissingObjectException>(() => act(store, digest, temp["out"]));

        error.Digest.ShouldBe(digest);
        error.Reason.ShouldContain("damaged");
        File.Exists(temp.ObjectPath(digest)).ShouldBeFalse();
        Path.Exists(temp["out"]).ShouldBeFalse();
        store.AddBytes("some content"u8);
        store.ReadBytes(digest).Length.ShouldBe(12);
    }

    [Theory]
    [MemberData(nameof(Uses), DisableDiscoveryEnumeration = true)]
    public void A_deleted_object_is_reported(string use, Action<ContentStore, Digest, string> act)
    {
        _ = use;
        var digest = store.AddBytes("some content"u8);
        File.Delete(temp.ObjectPath(digest));

        Should.Throw<MissingObjectException>(() => act(store, digest, temp["out"])).Reason.ShouldContain("not there");
        Should.Throw<MissingObjectException>(() => act(store, Digest.OfText("never added"), temp["out"]));
        Path.Exists(temp["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_truncated_object_is_damaged()
    {
        var digest = store.AddBytes("some content"u8);
        File.Delete(temp.ObjectPath(digest));
        File.WriteAllText(temp.ObjectPath(digest), "some con");

        Should.Throw<MissingObjectException>(() => store.ReadBytes(digest));
    }

    [Fact]
    public void Two_objects_with_swapped_names_are_both_damaged()
    {
        var one = store.AddBytes("one"u8);
        var two = store.AddBytes("two"u8);
        File.Move(temp.ObjectPath(one), temp["swap"]);
        File.Move(temp.ObjectPath(two), temp.ObjectPath(one));
        File.Move(temp["swap"], temp.ObjectPath(two));

        Should.Throw<MissingObjectException>(() => store.ReadBytes(one));
        Should.Throw<MissingObjectException>(() => store.ReadBytes(two));
    }

    [Fact]
    public void A_folder_with_a_damaged_member_is_neither_copied_nor_linked()
    {
        temp.Write("model/a.txt", "a");
        temp.Write("model/deep/b.txt", "b");
        var tree = store.AddFolder(temp["model"], move: false);
        temp.Damage(Digest.OfText("b"), bytes => bytes[0] ^= 1);

        Should.Throw<MissingObjectException>(() => store.CopyFolder(tree, temp["copy"])).Digest.ShouldBe(Digest.OfText("b"));
        Should.Throw<MissingObjectException>(() => store.Link(new(ArtifactKind.Folder, tree), temp["link"])).Digest.ShouldBe(Digest.OfText("b"));
        store.AddFolder(temp["model"], move: false).ShouldBe(tree);
        store.Link(new(ArtifactKind.Folder, tree), temp["link2"]);
        File.ReadAllText(temp["link2/deep/b.txt"]).ShouldBe("b");
    }

    [Fact]
    public void A_file_taken_for_a_folder_is_reported_and_stays()
    {
        var digest = store.AddBytes("just text"u8);

        Should.Throw<MissingObjectException>(() => store.ListFolder(digest)).Reason.ShouldContain("members");
        store.Contains(digest).ShouldBeTrue();
    }

    [Fact]
    public void A_copy_never_replaces_a_file()
    {
        var digest = store.AddBytes("new"u8);
        temp.Write("out", "old");

        Should.Throw<IOException>(() => store.CopyFile(digest, temp["out"]));
        File.ReadAllText(temp["out"]).ShouldBe("old");
    }

    [Fact]
    public void A_folder_is_not_copied_over_another()
    {
        temp.Write("model/a.txt", "a");
        var tree = store.AddFolder(temp["model"], move: false);
        temp.Write("out/other.txt", "other");

        Should.Throw<IOException>(() => store.CopyFolder(tree, temp["out"]));
        Directory.GetFiles(temp["out"]).ShouldHaveSingleItem();
    }

    const string Zeros = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData($"file {Zeros} 1 ..\n")]
    [InlineData($"folder {Zeros} .\n")]
    [InlineData($"file {Zeros} 1 \n")]
    [InlineData($"file {Zeros} 1 a/b\n")]
    [InlineData($"file {Zeros} 1 ../../etc/passwd\n")]
    [InlineData($"file {Zeros} 1 a\\b\n")]
    [InlineData($"file {Zeros} 1 a\0b\n")]
    [InlineData($"file {Zeros} 1 a\rb\n")]
    [InlineData($"file {Zeros} 1 a\nfile {Zeros} 1 a\n")]
    [InlineData($"file {Zeros} 1 a\nfolder {Zeros} a\n")]
    [InlineData($"file {Zeros} 1 b\nfile {Zeros} 1 a\n")]
    [InlineData($"file {Zeros} 1 a")]
    [InlineData($"file {Zeros} 01 a\n")]
    [InlineData($"file {Zeros} +1 a\n")]
    [InlineData($"file {Zeros} -1 a\n")]
    [InlineData($"file {Zeros} 99999999999999999999 a\n")]
    [InlineData($"file {Zeros} a\n")]
    [InlineData($"link {Zeros} a\n")]
    [InlineData("file sha256:00 1 a\n")]
    [InlineData("file md5:0 1 a\n")]
    [InlineData("\n")]
    [InlineData("file\n")]
    public void A_tree_object_that_we_would_not_write_is_no_folder(string text)
    {
        var digest = store.AddBytes(Encoding.UTF8.GetBytes(text));

        Should.Throw<MissingObjectException>(() => store.CopyFolder(digest, temp["out"]));
        Should.Throw<MissingObjectException>(() => store.Link(new(ArtifactKind.Folder, digest), temp["out"]));
        Should.Throw<MissingObjectException>(() => store.ListFolder(digest));
        Path.Exists(temp["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_tree_object_that_is_not_UTF8_is_no_folder()
    {
        var digest = store.AddBytes([.. Encoding.UTF8.GetBytes($"file {Zeros} 1 a"), 0xff, (byte)'\n']);

        Should.Throw<MissingObjectException>(() => store.ListFolder(digest));
    }
}
