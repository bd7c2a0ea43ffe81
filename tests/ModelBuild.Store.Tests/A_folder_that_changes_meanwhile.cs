using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

public sealed class A_folder_that_changes_meanwhile : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly TestClock clock = new() { Ahead = TimeSpan.FromSeconds(10) };
    readonly FolderReads folder;

    public A_folder_that_changes_meanwhile()
    {
        folder = new(temp, clock);
        temp.Write("data/a.csv", "1");
        temp.Write("data/b/c.csv", "2");
        temp.Write("data/b/d.csv", "3");
    }

    public void Dispose() => temp.Dispose();

    public static TheoryData<string> Changes => ["edit", "edit another", "append", "add", "remove", "rename", "swap", "file to folder", "folder to file", "remove folder", "swap folder"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Once_has_the_digest_of_what_it_is_afterwards(string change)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file cannot be moved there");
        foreach (var after in new[] { false, true })
        {
            Reset();
            var once = 0;
            void Hook(string path)
            {
                if (Path.GetFileName(path) == "c.csv" && Interlocked.Increment(ref once) == 1)
                    Do(change, 0);
            }

            if (after)
                folder.AfterReading = Hook;
            else
                folder.BeforeReading = Hook;
            folder.Find("data").ShouldBe(FolderReads.Expected(temp["data"]));
            once.ShouldBeGreaterThan(0);

            (folder.BeforeReading, folder.AfterReading) = (_ => { }, _ => { });
            folder.Find("data").ShouldBe(FolderReads.Expected(temp["data"]));
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void All_the_time_has_no_digest(string change)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file cannot be moved there");
        clock.Ahead = TimeSpan.Zero; // so that all is read again
        var times = 0;
        folder.AfterReading = path =>
        {
            if (Path.GetFileName(path) == "a.csv")
            {
                temp.Write("data/a.csv", new string('x', ++times)); // else only the one change would be seen
                Do(change, times);
            }
        };

        var error = Should.Throw<ArtifactException>(() => folder.Find("data"));

        error.Code.ShouldBe("MB6004");
        error.Path.ShouldStartWith(temp["data"]);
        folder.AfterReading = _ => { };
        folder.Find("data").ShouldBe(FolderReads.Expected(temp["data"]));
    }

    [Fact]
    public void So_that_a_link_takes_the_place_of_a_file_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var secret = temp.Write("secret", "9");
        folder.BeforeReading = path =>
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, secret);
        };

        Should.Throw<ArtifactException>(() => folder.Find("data")).Code.ShouldBe("MB6002");
    }

    [Fact]
    public void And_is_gone_has_no_digest()
    {
        folder.BeforeReading = _ =>
        {
            if (Directory.Exists(temp["data"]))
                Directory.Move(temp["data"], temp["elsewhere"]);
        };

        Should.Throw<ArtifactException>(() => folder.Find("data")).Code.ShouldBe("MB6004");
        folder.Find("data").ShouldBeNull();
    }

    [Fact]
    public void Costs_no_second_reading_of_what_stayed()
    {
        var once = 0;
        folder.AfterReading = path =>
        {
            if (Path.GetFileName(path) == "c.csv" && once++ == 0)
                temp.Write("data/new.csv", "4");
        };

        folder.Find("data").ShouldBe(FolderReads.Expected(temp["data"]));

        folder.Read.Length.ShouldBe(4);
    }

    [Fact]
    public void And_a_file_that_cannot_be_read_is_an_error_of_its_own()
    {
        folder.BeforeReading = path => throw new UnauthorizedAccessException($"no {path}");

        Should.Throw<UnauthorizedAccessException>(() => folder.Find("data"));
    }

    [Fact]
    public async Task Under_load_never_leaves_a_wrong_digest_behind()
    {
        using var stop = new CancellationTokenSource();
        clock.Ahead = TimeSpan.Zero;
        var writer = Task.Run(() =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                temp.Write($"data/b/{round % 5}.csv", $"{round}");
                File.Delete(temp[$"data/b/{(round + 2) % 5}.csv"]);
                if (Directory.Exists(temp["data/e"]))
                    Directory.Delete(temp["data/e"], recursive: true);
                else
                    temp.Write($"data/e/f/{round}.csv", $"{round}");
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 50; i++)
        {
            try
            {
                folder.Find("data");
            }
            catch (ArtifactException error)
            {
                error.Code.ShouldBe("MB6004");
            }
        }
        await stop.CancelAsync();
        await writer;

        folder.Find("data").ShouldBe(FolderReads.Expected(temp["data"]));
    }

    void Reset()
    {
        if (Directory.Exists(temp["data"]))
            Directory.Delete(temp["data"], recursive: true);
        temp.Write("data/a.csv", "1");
        temp.Write("data/b/c.csv", "2");
        temp.Write("data/b/d.csv", "3");
    }

    void Do(string change, int round)
    {
        switch (change)
        {
            case "edit":
                temp.Write("data/b/c.csv", $"changed {round}");
                break;
            case "edit another":
                temp.Write("data/a.csv", $"changed {round}");
                break;
            case "append":
                File.AppendAllText(temp["data/b/c.csv"], "more");
                break;
            case "add":
                temp.Write($"data/b/new-{round}.csv", "");
                break;
            case "remove":
                File.Delete(temp["data/b/c.csv"]);
                break;
            case "rename":
                if (Directory.Exists(temp["data/b"]))
                    Directory.Move(temp["data/b"], temp[$"data/b-{round}"]);
                break;
            case "swap":
                File.Move(temp["data/a.csv"], temp["data/x.csv"]);
                File.Move(temp["data/b/c.csv"], temp["data/a.csv"]);
                File.Move(temp["data/x.csv"], temp["data/b/c.csv"]);
                break;
            case "file to folder":
                File.Delete(temp["data/b/c.csv"]);
                temp.Write("data/b/c.csv/inside", "2");
                break;
            case "folder to file":
                Directory.Delete(temp["data/b"], recursive: true);
                temp.Write("data/b", "2");
                break;
            case "remove folder":
                Directory.Delete(temp["data/b"], recursive: true);
                break;
            case "swap folder":
                temp.Write("other/a.csv", $"other {round}");
                Directory.Move(temp["data"], temp[$"old-{Guid.NewGuid()}"]);
                Directory.Move(temp["other"], temp["data"]);
                break;
        }
    }
}
