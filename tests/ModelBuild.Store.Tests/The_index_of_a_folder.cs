using System.Security.Cryptography;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Tests;

public sealed class The_index_of_a_folder : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly TestClock clock = new() { Ahead = TimeSpan.FromSeconds(10) };
    readonly FolderReads folder;

    public The_index_of_a_folder()
    {
        folder = new(temp, clock);
        temp.Write("data/a.csv", "1");
        temp.Write("data/b/c.csv", "2");
        temp.Write("data/d.csv", "3");
    }

    public void Dispose() => temp.Dispose();

    static string Data(string name) => Path.Combine("data", name);

    void Find(string name = "data") => folder.Find(name).ShouldBe(FolderReads.Expected(temp[name]));

    [Fact]
    public void Answers_without_reading_and_is_not_written_again()
    {
        Find();
        folder.Read.Length.ShouldBe(3);
        File.SetLastWriteTimeUtc(folder.FileOf("data"), DateTime.UnixEpoch);

        Find();

        folder.Read.ShouldBeEmpty();
        File.GetLastWriteTimeUtc(folder.FileOf("data")).ShouldBe(DateTime.UnixEpoch);
        Directory.GetFiles(temp["obj"], "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [Fact]
    public void Is_one_for_each_folder()
    {
        temp.Write("other/a.csv", "1");
        Find();
        Find("other");
        File.SetLastWriteTimeUtc(folder.FileOf("data"), DateTime.UnixEpoch);

        temp.Write("other/b.csv", "2");
        Find();
        Find("other");

        File.GetLastWriteTimeUtc(folder.FileOf("data")).ShouldBe(DateTime.UnixEpoch);
    }

    [Fact]
    public void Knows_nothing_of_a_file_that_changed_less_than_two_seconds_before_it_was_read()
    {
        Find();
        temp.Write("data/b/new.csv", "4");
        clock.Ahead = TimeSpan.Zero;
        _ = folder.Read;

        Find();
        folder.Read.ShouldBe([Data("b/new.csv")]);
        Find();
        folder.Read.ShouldBe([Data("b/new.csv")]);

        clock.Ahead = TimeSpan.FromSeconds(10);
        Find();
        folder.Read.ShouldBe([Data("b/new.csv")]);
        Find();
        folder.Read.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    public void Trusts_a_file_after_two_seconds_without_any_change(long modifiedLater, long changedLater, bool settled)
    {
        const long Then = 1_700_000_000_000_000_000;

        new FileStamp(1, Then + modifiedLater, Then + changedLater, 1, 1).IsSettledAt(Then + 2_000_000_000).ShouldBe(settled);
    }

    [Fact]
    public void Sees_a_racy_edit_of_the_same_size()
    {
        clock.Ahead = TimeSpan.Zero;
        for (var i = 0; i < 50; i++)
        {
            temp.Write("data/b/c.csv", $"{i % 10}");
            Find();
        }
    }

    [Fact]
    public void Reads_a_file_from_the_future_every_time()
    {
        File.SetLastWriteTimeUtc(temp["data/d.csv"], DateTime.UtcNow.AddYears(2));
        Find();
        _ = folder.Read;

        Find();

        folder.Read.ShouldBe([Data("d.csv")]);
    }

    [Fact]
    public void Sees_an_edit_with_its_time_put_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the inode's change time");
        var time = File.GetLastWriteTimeUtc(temp["data/b/c.csv"]);
        File.SetLastWriteTimeUtc(temp["data/b/c.csv"], time);
        Find();
        _ = folder.Read;

        temp.Write("data/b/c.csv", "5");
        File.SetLastWriteTimeUtc(temp["data/b/c.csv"], time);

        Find();
        folder.Read.ShouldBe([Data("b/c.csv")]);
    }

    [Fact]
    public void Sees_what_takes_the_place_of_another_with_its_size_and_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the inode");
        var time = File.GetLastWriteTimeUtc(temp["data/a.csv"]);
        foreach (var name in new[] { "a.csv", "d.csv" })
            File.SetLastWriteTimeUtc(temp["data/" + name], time);
        Find();

        File.Move(temp["data/a.csv"], temp["data/e.csv"]);
        File.Move(temp["data/d.csv"], temp["data/a.csv"]);
        File.Move(temp["data/e.csv"], temp["data/d.csv"]);

        Find();
    }

    [Fact]
    public void Sees_a_file_that_became_a_folder_and_a_folder_that_became_a_file()
    {
        Find();
        File.Delete(temp["data/a.csv"]);
        Directory.Delete(temp["data/b"], recursive: true);
        temp.Write("data/a.csv/c.csv", "2");
        temp.Write("data/b", "1");

        Find();
        Find();
    }

    [Fact]
    public void Sees_members_that_come_and_go_at_every_place()
    {
        foreach (var name in new[] { "0", "aa", "b/a", "b/d", "c", "z", "z9/z/z" })
        {
            Find();
            _ = folder.Read;
            temp.Write($"data/{name}", name);
            Find();
            folder.Read.ShouldBe([Data(name)]);
        }
        foreach (var name in new[] { "0", "aa", "b/c.csv", "c", "z" })
        {
            File.Delete(temp[$"data/{name}"]);
            Find();
            folder.Read.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Of_a_renamed_folder_is_read_from_it_again()
    {
        Find();
        var digest = folder.Find("data");
        Directory.Move(temp["data"], temp["moved"]);
        File.Copy(folder.FileOf("data"), folder.FileOf("moved"));
        _ = folder.Read;

        folder.Find("data").ShouldBeNull();
        folder.Find("moved").ShouldBe(digest);
        folder.Read.Length.ShouldBe(3);
    }

    [Fact]
    public void Follows_a_link_that_leads_elsewhere_now()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        temp.Write("other/a.csv", "one");
        Directory.CreateSymbolicLink(temp["link"], temp["data"]);
        folder.Find("link").ShouldBe(FolderReads.Expected(temp["data"]));

        Directory.Delete(temp["link"]);
        Directory.CreateSymbolicLink(temp["link"], temp["other"]);

        folder.Find("link").ShouldBe(FolderReads.Expected(temp["other"]));
    }

    [Fact]
    public void That_is_damaged_or_torn_is_ignored_and_replaced()
    {
        Find();
        var file = folder.FileOf("data");
        var good = File.ReadAllBytes(file);
        for (var at = 0; at < good.Length; at++)
        {
            var bad = good.ToArray();
            bad[at] ^= 0x10;
            byte[] zeros = [.. good[..at], .. new byte[good.Length - at]];
            File.WriteAllBytes(file, (at % 3) switch { 0 => bad, 1 => good[..at], _ => zeros.SequenceEqual(good) ? bad : zeros });
            _ = folder.Read;

            Find();

            folder.Read.Length.ShouldBe(3, $"at {at}");
            WithoutTime(File.ReadAllBytes(file)).ShouldBe(WithoutTime(good));
        }

        // The header, the start of the machine, the time when it was saved; and the hash at the end.
        static byte[] WithoutTime(byte[] bytes) => [.. bytes[..34], .. bytes[42..^32]];
    }

    [Theory]
    [InlineData("modelbuild folder index 2\n")]
    [InlineData("modelbuild stat index 1\n  ")]
    public void Of_another_version_is_ignored(string header)
    {
        Find();
        var file = folder.FileOf("data");
        var bytes = File.ReadAllBytes(file);
        System.Text.Encoding.ASCII.GetBytes(header).CopyTo(bytes, 0);
        SHA256.HashData(SHA256.HashData(bytes.AsSpan(..^32))).CopyTo(bytes, bytes.Length - 32);
        File.WriteAllBytes(file, bytes);
        _ = folder.Read;

        Find();

        folder.Read.Length.ShouldBe(3);
    }

    [Fact]
    public void That_is_larger_than_its_parts_is_whole()
    {
        for (var i = 0; i < 100; i++)
            temp.Write($"data/{i}/{new string((char)('a' + i % 26), 200)}", $"{i}");
        for (var i = 0; i < 7000; i++)
            temp.Write($"data/many/{new string((char)('a' + i % 26), 120)}{i}", "x");
        Find();
        var file = folder.FileOf("data");
        var good = File.ReadAllBytes(file);
        good.Length.ShouldBeGreaterThan(2 << 20);
        _ = folder.Read;
        Find();
        folder.Read.ShouldBeEmpty();

        foreach (var at in new[] { (1 << 20) - 1, 1 << 20, good.Length - 33 })
        {
            var bad = good.ToArray();
            bad[at] ^= 1;
            File.WriteAllBytes(file, bad);
            _ = folder.Read;
            Find();
            folder.Read.Length.ShouldBe(7103, $"at {at}");
        }
    }

    [Fact]
    public void That_cannot_be_written_does_no_harm()
    {
        temp.Write("obj/stat-index.folders", "a file");

        Find();
        Find();
    }

    [Fact]
    public void Is_whole_whoever_writes_it_last()
    {
        var one = folder.Open();
        var two = folder.Open();
        new InputDigests(one).Find(temp["data"]);
        temp.Write("data/new.csv", "4");
        new InputDigests(two).Find(temp["data"]);

        two.Save();
        one.Save();

        Find();
        _ = folder.Read;
        Find();
        folder.Read.ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_right_for_many_that_read_and_write_it_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                temp.Write($"data/own/{worker}.csv", $"{i}");
                var own = new FolderReads(temp, clock);
                try
                {
                    own.Find("data");
                }
                catch (ArtifactException error)
                {
                    error.Code.ShouldBe("MB6004");
                }
            }
        }, TestContext.Current.CancellationToken)));

        Find();
        _ = folder.Read;
        Find();
        folder.Read.ShouldBeEmpty();
        Directory.GetFiles(temp["obj"], "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [Fact]
    public void Of_another_process_does_not_count_for_what_must_be_read_here()
    {
        Find();
        _ = folder.Read;
        var index = folder.Open();
        var all = new InputDigests(index);

        all.Find(temp["data"]);
        folder.Read.ShouldBeEmpty();
        var digest = all.ReadHere().Find(temp["data"]);
        folder.Read.Length.ShouldBe(3);

        // Seven stages that end at once.
        Parallel.For(0, 7, _ => all.ReadHere().Find(temp["data"]).ShouldBe(digest));
        folder.Read.ShouldBeEmpty();

        temp.Write("data/b/c.csv", "changed");
        all.ReadHere().Find(temp["data"])!.Value.Digest.ShouldBe(FolderReads.Expected(temp["data"]));
        folder.Read.ShouldBe([Data("b/c.csv")]);
    }

    [Fact]
    public void Reads_once_what_many_stages_ask_for_at_once()
    {
        temp.Write("single.csv", "1");
        var all = new InputDigests(folder.Open());

        Parallel.For(0, 8, i => all.ReadHere().Find(temp[i % 2 == 0 ? "data" : "single.csv"]).ShouldNotBeNull());

        folder.Read.ShouldBe([Data("a.csv"), Data("b/c.csv"), Data("d.csv"), "single.csv"]);
    }

    [Fact]
    public void Reads_again_for_each_stage_what_changed_just_before_it_was_read()
    {
        clock.Ahead = TimeSpan.Zero;
        var here = new InputDigests(folder.Open()).ReadHere();

        here.Find(temp["data"]);
        here.Find(temp["data"]);

        folder.Read.Length.ShouldBe(6);
    }

    [Fact]
    public void Is_not_written_again_because_it_was_read_here()
    {
        Find();
        File.SetLastWriteTimeUtc(folder.FileOf("data"), DateTime.UnixEpoch);
        var index = folder.Open();

        new InputDigests(index).ReadHere().Find(temp["data"]);
        index.Save();

        File.GetLastWriteTimeUtc(folder.FileOf("data")).ShouldBe(DateTime.UnixEpoch);
    }
}
