namespace ModelBuild.Store.Tests;

public sealed class Work_folders : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly WorkFolders folders;

    public Work_folders() => folders = new(temp["store"]);

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Have_names_of_their_own_and_are_deleted_when_disposed()
    {
        var one = folders.Create("train");
        var two = folders.Create("train");
        File.WriteAllText(Path.Combine(one.Path, "x"), "x");
        Directory.CreateDirectory(Path.Combine(one.Path, "deep", "er"));

        one.Path.ShouldNotBe(two.Path);
        Path.GetFileName(one.Path).ShouldStartWith("train-");
        one.Dispose();
        one.Dispose();
        Directory.Exists(one.Path).ShouldBeFalse();
        Directory.Exists(two.Path).ShouldBeTrue();
        two.Dispose();
    }

    [Fact]
    public void Are_deleted_without_what_links_in_them_point_at()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        temp.Write("precious/file", "x");
        var work = folders.Create("train");
        Directory.CreateSymbolicLink(Path.Combine(work.Path, "link"), temp["precious"]);
        File.CreateSymbolicLink(Path.Combine(work.Path, "dangling"), temp["nowhere"]);

        work.Dispose();

        Directory.Exists(work.Path).ShouldBeFalse();
        File.Exists(temp["precious/file"]).ShouldBeTrue();
    }

    [Fact]
    public void Are_deleted_even_if_their_stage_made_them_read_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes");
            return;
        }
        var work = folders.Create("train");
        var inner = Directory.CreateDirectory(Path.Combine(work.Path, "inner")).FullName;
        File.WriteAllText(Path.Combine(inner, "x"), "x");
        File.SetUnixFileMode(inner, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        work.Dispose();

        Directory.Exists(work.Path).ShouldBeFalse();
    }

    [Fact]
    public void In_use_survive_a_sweep()
    {
        using var work = folders.Create("train");
        File.WriteAllText(Path.Combine(work.Path, "x"), "x");

        new WorkFolders(temp["store"]).Sweep();

        File.Exists(Path.Combine(work.Path, "x")).ShouldBeTrue();
        Directory.GetDirectories(temp["store/work"]).ShouldHaveSingleItem();
    }

    [Fact]
    public void Without_a_lock_are_swept()
    {
        temp.Write("store/work/old/file", "x");

        folders.Sweep();

        Directory.GetDirectories(temp["store/work"]).ShouldBeEmpty();
    }

    [Fact]
    public void Are_shown_before_they_are_swept()
    {
        temp.Write("store/work/old/file", "x");
        using var work = folders.Create("train");
        var shown = new List<string>();

        folders.Sweep(path =>
        {
            File.Exists(Path.Combine(path, "file")).ShouldBeTrue();
            shown.Add(path);
        });

        shown.ShouldBe([temp["store/work/old"]]);
    }

    [Fact]
    public void Of_a_killed_process_are_swept_and_of_a_living_one_are_not()
    {
        using var writer = Writer.Start(temp["store"], "lock");
        var path = writer.StandardOutput.ReadLine()!;
        folders.Sweep();
        File.Exists(Path.Combine(path, "half.txt")).ShouldBeTrue();

        writer.Kill();
        writer.WaitForExit();
        folders.Sweep();

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Can_be_made_while_others_sweep()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 30; i++)
            {
                if (worker % 2 == 0)
                {
                    folders.Sweep();
                    continue;
                }
                using var work = folders.Create("train");
                File.WriteAllText(Path.Combine(work.Path, "x"), "x");
                File.Exists(Path.Combine(work.Path, "x")).ShouldBeTrue();
            }
        })));

        folders.Sweep();
        Directory.GetDirectories(temp["store/work"]).ShouldBeEmpty();
    }
}
