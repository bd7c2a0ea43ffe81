using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Store.Checks;

namespace ModelBuild.Store.Tests;

public sealed class Checking_a_store : IDisposable
{
    static readonly Digest Key = Digest.OfText("key");

    readonly TemporaryFolder temp = new();
    readonly Digest file, tree;

    public Checking_a_store()
    {
        var store = new ContentStore(temp["store"]);
        file = store.AddBytes("weights"u8);
        tree = store.AddTree([new("a/weights", file, 7), new("b", file, 7)]);
        new StageCache(temp["store"]).Add(Key, new(tree, file, null, TimeSpan.FromSeconds(1)));
    }

    public void Dispose() => temp.Dispose();

    StoreCheck Check() => StoreCheck.Of(temp["store"], TestContext.Current.CancellationToken);

    string Finding => Check().Findings.ShouldHaveSingleItem().Message;

    string EntryPath => temp[$"store/ac/{Key.Hex[..2]}/{Key.Hex}"];

    [Fact]
    public void Counts_what_is_there_and_finds_nothing()
    {
        temp.Write("store/tmp/1700000000-x", "half");
        temp.Write("store/work/train-x/stage/log.txt", "half");

        var check = Check();

        check.Findings.ShouldBeEmpty();
        (check.Objects, check.Entries, check.Misses, check.Temporary).ShouldBe((3, 1, 0, 1));
        check.Bytes.ShouldBe(7 + Directory.GetFiles(temp["store/cas"], "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length) - 7);
    }

    [Fact]
    public void Of_nothing_finds_nothing() => StoreCheck.Of(temp["nowhere"], TestContext.Current.CancellationToken).Findings.ShouldBeEmpty();

    [Fact]
    public void Counts_an_entry_without_its_objects_as_a_miss()
    {
        File.Delete(temp.ObjectPath(file));

        var check = Check();

        check.Findings.ShouldBeEmpty();
        (check.Objects, check.Misses).ShouldBe((2, 1));
    }

    [Fact]
    public void Finds_a_damaged_object_and_leaves_it()
    {
        temp.Damage(file, bytes => bytes[0] ^= 1);

        Finding.ShouldBe($"'{temp.ObjectPath(file)}' is damaged: its content has another digest than its name. The build that needs it removes it and makes it again.");
        Check().Misses.ShouldBe(1);
        File.Exists(temp.ObjectPath(file)).ShouldBeTrue();
    }

    [Fact]
    public void Finds_a_folder_in_the_place_of_an_object()
    {
        File.Delete(temp.ObjectPath(file));
        Directory.CreateDirectory(temp.ObjectPath(file));

        Finding.ShouldContain("folder in the place of a file");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public void Finds_an_entry_that_nobody_wrote_so(string text)
    {
        File.WriteAllText(EntryPath, text);

        Finding.ShouldStartWith($"'{EntryPath}' is not what this version writes");
    }

    [Fact]
    public void Finds_an_entry_of_another_key()
    {
        var other = Digest.OfText("other");
        temp.Write($"store/ac/{other.Hex[..2]}/{other.Hex}", File.ReadAllBytes(EntryPath));

        Check().Findings.ShouldHaveSingleItem().Path.ShouldContain(other.Hex);
    }

    [Theory]
    [InlineData("stray")]
    [InlineData("cas/stray")]
    [InlineData("cas/ab/stray")]
    [InlineData("cas/ab/0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ac/stray")]
    [InlineData("tmp/stray")]
    public void Finds_what_is_not_the_stores(string path)
    {
        temp.Write($"store/{path}", "x");

        Check().Findings.ShouldHaveSingleItem().Path.ShouldBe(temp[$"store/{path}"]);
    }
}
