using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Tests;

public sealed class The_stat_index : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly TestClock clock = new();

    public void Dispose() => temp.Dispose();

    string IndexFile => temp["obj/stat-index"];

    static Digest? Find(string path, StatIndex index) => new InputDigests(index).Find(path)?.Digest;

    /// <summary>As one build does it: a fresh index, which is saved.</summary>
    Digest? Find(string path, long? boot = null)
    {
        var index = new StatIndex(IndexFile, clock, FileHash.Of, boot);
        var digest = Find(path, index);
        index.Save();
        return digest;
    }

    /// <summary>Whether the saved index answers for the path without reading it.</summary>
    bool Knows(string path, long? boot = null)
    {
        var lie = Digest.OfText("a lie");
        // The index file is read back with every digest replaced; whoever trusts it repeats the lie.
        if (!File.Exists(IndexFile))
            return false;
        var bytes = File.ReadAllBytes(IndexFile);
        var truth = Convert.FromHexString(Digest.Of(File.ReadAllBytes(path)).Hex);
        for (int at; (at = bytes.AsSpan().IndexOf(truth)) >= 0;)
            Convert.FromHexString(lie.Hex).CopyTo(bytes, at);
        System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32)).CopyTo(bytes, bytes.Length - 32);
        var lying = temp.Write("lying-index", bytes);
        return Find(path, new StatIndex(lying, clock, FileHash.Of, boot)) == lie;
    }

    [Fact]
    public void A_settled_file_is_not_read_again()
    {
        var path = temp.Write("data.csv", "1,2");
        clock.Ahead = TimeSpan.FromSeconds(10);

        Find(path).ShouldBe(Digest.OfText("1,2"));

        Knows(path).ShouldBeTrue();
    }

    [Fact]
    public void After_another_start_of_the_machine_a_file_that_was_young_when_it_was_saved_is_read_again()
    {
        var path = temp.Write("data.csv", "1,2");
        clock.Ahead = TimeSpan.FromMinutes(59);

        Find(path, boot: 1).ShouldBe(Digest.OfText("1,2"));

        Knows(path, boot: 1).ShouldBeTrue();
        Knows(path, boot: 2).ShouldBeFalse(); // its content may have been lost with the power, and its size and times not
    }

    [Fact]
    public void After_another_start_of_the_machine_a_file_that_was_old_when_it_was_saved_is_not_read_again()
    {
        var path = temp.Write("data.csv", "1,2");
        clock.Ahead = TimeSpan.FromMinutes(61);

        Find(path, boot: 1);

        Knows(path, boot: 2).ShouldBeTrue();
    }

    [Fact]
    public void The_start_of_the_machine_is_a_number_that_stays_until_the_next()
    {
        Boot.Id.ShouldNotBe(0);
        Boot.Parse("01234567-89ab-4cde-8fab-0123456789ab\n"u8).ShouldBe(unchecked((long)0x8fab0123456789ab));
    }

    [Fact]
    public void A_file_changed_less_than_two_seconds_before_it_was_seen_is_read_again()
    {
        var path = temp.Write("data.csv", "1,2");

        Find(path).ShouldBe(Digest.OfText("1,2"));

        Knows(path).ShouldBeFalse();
    }

    [Fact]
    public void A_racy_edit_of_the_same_size_is_seen()
    {
        var path = temp.Write("data.csv", "1,2");
        var index = new StatIndex(IndexFile, clock);
        for (var i = 0; i < 50; i++)
        {
            File.WriteAllText(path, $"1,{i % 10}");
            Find(path, index).ShouldBe(Digest.OfText($"1,{i % 10}"));
        }
    }

    [Fact]
    public void An_edit_with_its_time_put_back_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the inode's change time");
        var path = temp.Write("data.csv", "1,2");
        // .NET sets times in ticks of 100 ns, so only such a time can be put back exactly.
        var time = File.GetLastWriteTimeUtc(path);
        File.SetLastWriteTimeUtc(path, time);
        clock.Ahead = TimeSpan.FromSeconds(10);
        Find(path).ShouldBe(Digest.OfText("1,2"));
        Knows(path).ShouldBeTrue();

        File.WriteAllText(path, "1,3");
        File.SetLastWriteTimeUtc(path, time);

        Find(path).ShouldBe(Digest.OfText("1,3"));
    }

    [Fact]
    public void A_file_that_takes_the_place_of_another_with_its_size_and_time_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the inode");
        var path = temp.Write("data.csv", "1,2");
        var other = temp.Write("other.csv", "3,4");
        var time = File.GetLastWriteTimeUtc(path);
        File.SetLastWriteTimeUtc(path, time);
        File.SetLastWriteTimeUtc(other, time);
        clock.Ahead = TimeSpan.FromSeconds(10);
        Find(path).ShouldBe(Digest.OfText("1,2"));

        File.Move(other, path, overwrite: true);

        Find(path).ShouldBe(Digest.OfText("3,4"));
    }

    [Fact]
    public void A_retargeted_link_is_seen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        File.CreateSymbolicLink(temp["data.csv"], temp.Write("one.csv", "1"));
        temp.Write("two.csv", "2");
        clock.Ahead = TimeSpan.FromSeconds(10);
        Find(temp["data.csv"]).ShouldBe(Digest.OfText("1"));

        File.Delete(temp["data.csv"]);
        File.CreateSymbolicLink(temp["data.csv"], temp["two.csv"]);

        Find(temp["data.csv"]).ShouldBe(Digest.OfText("2"));
    }

    [Fact]
    public void A_touched_or_renamed_or_linked_file_keeps_its_digest()
    {
        var path = temp.Write("data.csv", "1,2");
        clock.Ahead = TimeSpan.FromSeconds(10);
        var digest = Find(path);

        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));
        Find(path).ShouldBe(digest);
        File.Move(path, temp["renamed.csv"]);
        Find(temp["renamed.csv"]).ShouldBe(digest);
        Find(path).ShouldBeNull();
    }

    [Fact]
    public void A_file_that_came_from_the_future_is_read_every_time()
    {
        var path = temp.Write("data.csv", "1,2");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddYears(2));
        clock.Ahead = TimeSpan.FromSeconds(10);

        Find(path).ShouldBe(Digest.OfText("1,2"));

        Knows(path).ShouldBeFalse();
    }

    [Fact]
    public void Any_path_can_be_kept()
    {
        var path = temp.Write(OperatingSystem.IsWindows() ? "a b ü 模.csv" : "line\nbreak \t ü 模 \U0001F600 \"q\".csv", "x");
        clock.Ahead = TimeSpan.FromSeconds(10);

        Find(path).ShouldBe(Digest.OfText("x"));

        Knows(path).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_written_when_nothing_changed()
    {
        var path = temp.Write("data.csv", "1,2");
        clock.Ahead = TimeSpan.FromSeconds(10);
        Find(path);
        File.SetLastWriteTimeUtc(IndexFile, DateTime.UnixEpoch);

        Find(path);

        File.GetLastWriteTimeUtc(IndexFile).ShouldBe(DateTime.UnixEpoch);
        Directory.GetFiles(temp["obj"]).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_damaged_index_is_ignored_and_replaced()
    {
        var path = temp.Write("data.csv", "1,2");
        clock.Ahead = TimeSpan.FromSeconds(10);
        Find(path);
        var good = File.ReadAllBytes(IndexFile);
        for (var at = 0; at < good.Length; at++)
        {
            var bad = good.ToArray();
            bad[at] ^= 0x10;
            File.WriteAllBytes(IndexFile, at % 2 == 0 ? bad : bad[..at]);

            Find(path).ShouldBe(Digest.OfText("1,2"));
            Knows(path).ShouldBeTrue();
        }
    }

    [Fact]
    public void An_index_that_cannot_be_written_does_no_harm()
    {
        var path = temp.Write("data.csv", "1,2");
        clock.Ahead = TimeSpan.FromSeconds(10);
        Directory.CreateDirectory(IndexFile);

        Find(path).ShouldBe(Digest.OfText("1,2"));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_read_again()
    {
        var path = temp.Write("data.csv", "1,2");
        var reads = 0;
        var index = new StatIndex(IndexFile, clock, (file, _) =>
        {
            var read = FileHash.Of(file);
            if (++reads == 1)
                File.WriteAllText(file, "1,2,3");
            return read;
        });

        Find(path, index).ShouldBe(Digest.OfText("1,2,3"));
        reads.ShouldBe(2);
    }

    [Fact]
    public void A_file_that_always_changes_while_it_is_read_is_an_error()
    {
        var path = temp.Write("data.csv", "1,2");
        var index = new StatIndex(IndexFile, clock, (file, _) =>
        {
            var read = FileHash.Of(file);
            File.AppendAllText(file, ",3");
            return read;
        });

        var error = Should.Throw<ArtifactException>(() => Find(path, index));

        error.Code.ShouldBe("MB6004");
        error.Message.ShouldContain(path);
    }

    [Fact]
    public async Task A_file_that_is_written_while_it_is_read_never_leaves_a_wrong_digest_behind()
    {
        var path = temp.Write("data.csv", new byte[2_000_000]);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            var bytes = new byte[2_000_000];
            for (byte round = 1; !stop.IsCancellationRequested; round++)
            {
                Array.Fill(bytes, round);
                File.WriteAllBytes(path, bytes);
            }
        }, TestContext.Current.CancellationToken);
        var index = new StatIndex(IndexFile, clock);
        for (var i = 0; i < 20; i++)
        {
            try
            {
                Find(path, index);
            }
            catch (ArtifactException exception)
            {
                exception.Code.ShouldBe("MB6004");
            }
        }
        await stop.CancelAsync();
        await writer;

        Find(path, index).ShouldBe(Digest.Of(File.ReadAllBytes(path)));
    }

    [Fact]
    public void Many_threads_share_one_index()
    {
        for (var i = 0; i < 100; i++)
            temp.Write($"data/{i}.csv", $"{i}");
        clock.Ahead = TimeSpan.FromSeconds(10);
        var index = new StatIndex(IndexFile, clock);

        Parallel.For(0, 400, i => Find(temp[$"data/{i % 100}.csv"], index).ShouldBe(Digest.OfText($"{i % 100}")));

        index.Save();
        Knows(temp["data/42.csv"]).ShouldBeTrue();
    }

    [Fact]
    public void Linux_and_portable_facts_agree()
    {
        var path = temp.Write("data.csv", "1,2");
        File.CreateSymbolicLink(temp["link"], path);
        foreach (var (name, follow) in new[] { ("data.csv", false), ("link", true), ("link", false), ("", false), ("nothing", false), ("data.csv/x", true) })
        {
            var native = FileFacts.Find(temp[name], follow);
            var portable = FileFacts.FindAnywhere(temp[name], follow);

            portable?.Kind.ShouldBe(native!.Value.Kind, name);
            (portable is null).ShouldBe(native is null, name);
            if (portable?.Kind == FileKind.File)
            {
                portable.Value.Stamp.Size.ShouldBe(native!.Value.Stamp.Size);
                (portable.Value.Stamp.Modified / 100).ShouldBe(native.Value.Stamp.Modified / 100);
            }
        }
    }
}
