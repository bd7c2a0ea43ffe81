using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Tests;

public sealed class Adding_to_the_content_store : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly ContentStore store;

    public Adding_to_the_content_store() => store = new(temp["store"]);

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Bytes_come_back_under_their_digest()
    {
        var digest = store.AddBytes("hello"u8);

        digest.ShouldBe(Digest.OfText("hello"));
        store.ReadBytes(digest).ShouldBe("hello"u8.ToArray());
        store.Contains(digest).ShouldBeTrue();
    }

    [Fact]
    public void A_link_to_a_folder_is_refused_and_what_it_leads_to_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        var file = temp.Write("mine/data.txt", "x");
        Directory.CreateSymbolicLink(temp["output"], temp["mine"]);

        Should.Throw<ArtifactException>(() => store.AddFolder(temp["output"], move: true)).Code.ShouldBe("MB6002");
        File.ReadAllText(file).ShouldBe("x");
    }

    [Fact]
    public void An_object_is_read_only()
    {
        var digest = store.AddBytes("hello"u8);
        var moved = store.AddFile(temp.Write("moved", "x"), move: true);
        var copied = store.AddFile(temp.Write("copied", "y"), move: false);

        foreach (var added in new[] { digest, moved, copied })
        {
            if (OperatingSystem.IsWindows())
                File.GetAttributes(temp.ObjectPath(added)).HasFlag(FileAttributes.ReadOnly).ShouldBeTrue();
            else
                ((int)File.GetUnixFileMode(temp.ObjectPath(added)) & 0b010_010_010).ShouldBe(0);
        }
    }

    [Fact]
    public void A_copied_file_stays_and_a_moved_one_is_gone()
    {
        var copied = temp.Write("copied", "copied");
        var moved = temp.Write("moved", "moved");

        store.AddFile(copied, move: false).ShouldBe(Digest.OfText("copied"));
        store.AddFile(moved, move: true).ShouldBe(Digest.OfText("moved"));

        File.Exists(copied).ShouldBeTrue();
        File.Exists(moved).ShouldBeFalse();
        store.ReadBytes(Digest.OfText("moved")).ShouldBe("moved"u8.ToArray());
    }

    [Fact]
    public void An_object_that_is_there_already_is_kept_and_a_moved_file_is_gone_all_the_same()
    {
        var digest = store.AddBytes("same"u8);
        var before = FileFacts.Find(temp.ObjectPath(digest), followLink: false)!.Value.Stamp;

        store.AddBytes("same"u8);
        store.AddFile(temp.Write("same", "same"), move: true);

        FileFacts.Find(temp.ObjectPath(digest), followLink: false)!.Value.Stamp.Inode.ShouldBe(before.Inode);
        File.Exists(temp["same"]).ShouldBeFalse();
    }

    [Fact]
    public void An_object_that_is_there_but_damaged_is_made_anew()
    {
        var bytes = store.AddBytes("some bytes"u8);
        var file = store.AddFile(temp.Write("file", "some file"), move: true);
        temp.Damage(bytes, content => content[0] ^= 1);
        temp.Damage(file, content => content[0] ^= 1);

        store.AddBytes("some bytes"u8);
        store.AddFile(temp.Write("file", "some file"), move: true);

        store.ReadBytes(bytes).ShouldBe("some bytes"u8.ToArray());
        store.ReadBytes(file).ShouldBe("some file"u8.ToArray());
    }

    [Fact]
    public void Nothing_temporary_is_left()
    {
        store.AddBytes("a"u8);
        temp.Write("folder/x", "x");
        store.AddFolder(temp["folder"], move: true);

        Directory.GetFileSystemEntries(temp["store/tmp"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_big_file_is_hashed_in_pieces()
    {
        var bytes = new byte[5_000_001];
        new Random(1).NextBytes(bytes);
        temp.Write("big", bytes);

        var digest = store.AddFile(temp["big"], move: false);

        digest.ShouldBe(Digest.Of(bytes));
        FileHash.Of(temp["big"]).ShouldBe((digest, bytes.Length));
        store.CopyFile(digest, temp["copy"]);
        File.ReadAllBytes(temp["copy"]).ShouldBe(bytes);
    }

    [Fact]
    public void A_moved_file_with_a_second_name_cannot_be_changed_through_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "makes its hard link with ln");
        var path = temp.Write("one", "content");
        System.Diagnostics.Process.Start("ln", [path, temp["two"]]).WaitForExit();
        File.Exists(temp["two"]).ShouldBeTrue();

        var digest = store.AddFile(path, move: true);
        File.WriteAllText(temp["two"], "changed");

        store.ReadBytes(digest).ShouldBe("content"u8.ToArray());
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_comes_back_with_its_names_its_bytes_and_its_empty_folders()
    {
        temp.Write("model/weights.bin", "w");
        temp.Write("model/deep/er/notes ü 模.txt", "n");
        Directory.CreateDirectory(temp["model/empty"]);

        var tree = store.AddFolder(temp["model"], move: false);
        store.CopyFolder(tree, temp["back"]);

        File.ReadAllText(temp["back/weights.bin"]).ShouldBe("w");
        File.ReadAllText(temp["back/deep/er/notes ü 模.txt"]).ShouldBe("n");
        Directory.Exists(temp["back/empty"]).ShouldBeTrue();
        store.AddFolder(temp["back"], move: true).ShouldBe(tree);
        Directory.GetFiles(temp["back"], "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_lists_its_files_with_sizes()
    {
        temp.Write("model/b.txt", "22");
        temp.Write("model/a/c.txt", "333");

        var tree = store.AddFolder(temp["model"], move: false);

        store.ListFolder(tree).ShouldBe([new("a/c.txt", Digest.OfText("333"), 3), new("b.txt", Digest.OfText("22"), 2)]);
    }

    [Fact]
    public void The_text_of_a_tree_object_is_fixed()
    {
        temp.Write("model/b.txt", "22");
        temp.Write("model/a/c.txt", "333");

        var tree = store.AddFolder(temp["model"], move: false);

        var inner = $"file {Digest.OfText("333")} 3 c.txt\n";
        var text = $"folder {Digest.OfText(inner)} a\nfile {Digest.OfText("22")} 2 b.txt\n";
        Encoding.UTF8.GetString(store.ReadBytes(tree)).ShouldBe(text);
        tree.ToString().ShouldBe("sha256:27b7c783e2075c36e7af665377636652c6fe50a2b2786aae769de8401ae965bc");
    }

    [Fact]
    public void Names_are_sorted_by_their_bytes()
    {
        // U+FF5E sorts before U+1F600 in UTF-8 and after it in UTF-16.
        string[] names = ["a", "B", "ä", "\uFF5E", "\U0001F600", "a.b", "a b"];
        foreach (var name in names)
            temp.Write($"model/{name}", name);

        var tree = store.AddFolder(temp["model"], move: false);

        store.ListFolder(tree).Select(file => file.Path).ShouldBe(["B", "a", "a b", "a.b", "ä", "\uFF5E", "\U0001F600"]);
    }

    [Fact]
    public void Any_two_names_are_ordered_as_their_bytes_are()
    {
        var random = new Random(5);
        string[] pieces = ["a", "b", "\u00e9", "\uD7FF", "\uE000", "\uFF5E", "\U00010000", "\U0001F600", "\U0010FFFF"];
        for (var i = 0; i < 2000; i++)
        {
            var left = string.Concat(random.GetItems(pieces, random.Next(4)));
            var right = string.Concat(random.GetItems(pieces, random.Next(4)));
            Math.Sign(TreeMember.CompareNames(left, right))
                .ShouldBe(Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))), $"{left} {right}");
        }
    }

    [Fact]
    public void A_link_in_a_folder_is_refused_and_nothing_is_moved()
    {
        temp.Write("model/a.txt", "a");
        File.CreateSymbolicLink(temp["model/z"], temp["model/a.txt"]);

        var error = Should.Throw<ArtifactException>(() => store.AddFolder(temp["model"], move: true));

        error.Code.ShouldBe("MB6002");
        error.Path.ShouldBe(temp["model/z"]);
        error.Message.ShouldContain("symbolic link");
        File.Exists(temp["model/a.txt"]).ShouldBeTrue();
        store.Contains(Digest.OfText("a")).ShouldBeFalse();
    }

    [Fact]
    public void A_dangling_link_and_a_link_to_a_folder_are_refused()
    {
        Directory.CreateDirectory(temp["one"]);
        Directory.CreateDirectory(temp["two"]);
        File.CreateSymbolicLink(temp["one/link"], temp["nowhere"]);
        Directory.CreateSymbolicLink(temp["two/link"], temp["one"]);

        Should.Throw<ArtifactException>(() => store.AddFolder(temp["one"], move: false)).Code.ShouldBe("MB6002");
        Should.Throw<ArtifactException>(() => store.AddFolder(temp["two"], move: false)).Code.ShouldBe("MB6002");
        Should.Throw<ArtifactException>(() => store.AddFile(temp["one/link"], move: false)).Code.ShouldBe("MB6002");
    }

    [Fact]
    public void A_pipe_is_refused_without_waiting_for_a_writer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells a pipe from a file here");
        Directory.CreateDirectory(temp["model"]);
        System.Diagnostics.Process.Start("mkfifo", temp["model/pipe"]).WaitForExit();

        Should.Throw<ArtifactException>(() => store.AddFolder(temp["model"], move: false)).Message.ShouldContain("pipe");
        Should.Throw<ArtifactException>(() => store.AddFile(temp["model/pipe"], move: true)).Message.ShouldContain("pipe");
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("tab\there")]
    [InlineData("back\\slash")]
    public void A_name_that_cannot_be_kept_is_refused(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows refuses these itself");
        temp.Write($"model/{name}", "x");

        var error = Should.Throw<ArtifactException>(() => store.AddFolder(temp["model"], move: false));

        error.Code.ShouldBe("MB6003");
    }

    [Fact]
    public void A_name_that_is_not_UTF8_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems keep names as Unicode");
        Directory.CreateDirectory(temp["model"]);
        System.Diagnostics.Process.Start("sh", ["-c", $"touch \"{temp["model"]}/$(printf '\\377')\""]).WaitForExit();
        Directory.GetFiles(temp["model"]).Length.ShouldBe(1);

        Should.Throw<ArtifactException>(() => store.AddFolder(temp["model"], move: false)).Code.ShouldBe("MB6003");

        // .NET cannot delete what it cannot name.
        System.Diagnostics.Process.Start("rm", ["-r", temp["model"]]).WaitForExit();
    }

    [Fact]
    public async Task Many_threads_add_the_same_objects()
    {
        var bytes = new byte[100_000];
        new Random(2).NextBytes(bytes);

        var digests = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            Digest last = default;
            for (var i = 0; i < 20; i++)
            {
                temp.Write($"{worker}/{i}/same.bin", bytes);
                temp.Write($"{worker}/{i}/number.txt", $"{i}");
                last = store.AddFolder(temp[$"{worker}/{i}"], move: worker % 2 == 0);
                store.ReadBytes(Digest.Of(bytes)).Length.ShouldBe(bytes.Length);
            }
            return last;
        })));

        digests.Distinct().Count().ShouldBe(1);
        store.CopyFolder(digests[0], temp["out"]);
        File.ReadAllText(temp["out/number.txt"]).ShouldBe("19");
    }

    [Fact]
    public void Old_temporary_files_are_swept_and_young_ones_are_not()
    {
        var clock = new TestClock { Ahead = TimeSpan.FromDays(-2) };
        var old = new TemporaryFiles(temp["store"], clock).Next();
        var young = new TemporaryFiles(temp["store"], TimeProvider.System).Next();
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(young, DateTime.UnixEpoch);
        temp.Write("store/tmp/foreign.txt", "");

        store.SweepTemporaryFiles();

        File.Exists(old).ShouldBeFalse();
        File.Exists(young).ShouldBeTrue();
        File.Exists(temp["store/tmp/foreign.txt"]).ShouldBeTrue();
    }
}
