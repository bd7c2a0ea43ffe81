using FsCheck;
using FsCheck.Fluent;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Tests;

public sealed class Digests_of_folders : IDisposable
{
    static readonly string[] Names = ["a", "B", "a.b", "a b", "ä", "\uFF5E", "\U0001F600", "data", "x1", "x10", "x2", ".hidden"];

    readonly TemporaryFolder temp = new();
    readonly TestClock clock = new() { Ahead = TimeSpan.FromSeconds(10) };
    readonly FolderReads folder;

    public Digests_of_folders() => folder = new(temp, clock);

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Are_the_same_by_many_threads_and_by_the_plainest_code()
    {
        var paths = Gen.NonEmptyListOf(Gen.Zip(Gen.Elements(Names).NonEmptyListOf(), Gen.Choose(0, 70_000)));
        var round = 0;
        Prop.ForAll(paths.ToArbitrary(), files =>
        {
            var data = Directory.CreateDirectory(temp[$"data-{round++}"]).FullName;
            foreach (var (names, size) in files)
                TryWrite(Path.Combine(data, Path.Combine([.. names])), size);

            var expected = FolderReads.Expected(data);
            InputDigests.Hash(data)!.Value.Digest.ShouldBe(expected);
            folder.Find(data).ShouldBe(expected);
            _ = folder.Read;
            folder.Find(data).ShouldBe(expected);
            folder.Read.ShouldBeEmpty();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Stay_right_whatever_happens_between_builds()
    {
        Directory.CreateDirectory(temp["data"]);
        var random = new Random(7);
        for (var step = 0; step < 150; step++)
        {
            var path = Path.Combine([temp["data"], .. random.GetItems(Names, random.Next(1, 4))]);
            var touched = 1;
            switch (random.Next(6))
            {
                case 0 when File.Exists(path):
                    File.Delete(path);
                    break;
                case 1 when Directory.Exists(path):
                    Directory.Delete(path, recursive: true);
                    TryWrite(path, step);
                    break;
                case 2 when File.Exists(path):
                    File.Delete(path);
                    TryWrite(Path.Combine(path, "inside"), step);
                    break;
                case 3 when Directory.Exists(path):
                    var other = temp[$"data/moved-{step}"];
                    Directory.Move(path, other);
                    touched = Directory.GetFiles(other, "*", SearchOption.AllDirectories).Length;
                    break;
                case 4 when File.Exists(path):
                    File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-step));
                    break;
                default:
                    TryWrite(path, step + 1000);
                    break;
            }

            folder.Find("data").ShouldBe(FolderReads.Expected(temp["data"]), $"after step {step}");
            folder.Read.Length.ShouldBeLessThanOrEqualTo(touched, $"after step {step}");
        }
    }

    [Fact]
    public void Of_many_folders_and_of_many_files_in_one_are_right()
    {
        for (var i = 0; i < 8300; i++)
            temp.Write($"data/many/{i}", BitConverter.GetBytes(i));
        for (var i = 0; i < 300; i++)
            temp.Write($"data/folders/{i % 20}/{i}/file", BitConverter.GetBytes(i));
        temp.Write("data/big", new byte[3_000_000]);
        var expected = FolderReads.Expected(temp["data"]);

        folder.Find("data").ShouldBe(expected);
        folder.Read.Length.ShouldBe(8601);
        folder.Find("data").ShouldBe(expected);
        folder.Read.ShouldBeEmpty();

        temp.Write("data/many/4711", "changed");
        folder.Find("data").ShouldBe(FolderReads.Expected(temp["data"]));
        folder.Read.ShouldBe([Path.Combine("data", "many", "4711")]);
    }

    [Fact]
    public void Of_deep_folders_are_right()
    {
        var path = temp["data"];
        var names = (OperatingSystem.IsWindows() ? 200 : 3900 - path.Length) / 2;
        path = Path.Combine([path, .. Enumerable.Repeat("d", names)]);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "f"), "deep");
        var expected = Digest.OfText($"file {Digest.OfText("deep")} 4 f\n");
        for (var i = 0; i < names; i++)
            expected = Digest.OfText($"folder {expected} d\n");

        folder.Find("data").ShouldBe(expected);
        folder.Read.ShouldHaveSingleItem();
        folder.Find("data").ShouldBe(expected);
        folder.Read.ShouldBeEmpty();
    }

    [Fact]
    public void Of_an_empty_folder_are_those_of_an_empty_list()
    {
        Directory.CreateDirectory(temp["data"]);

        folder.Find("data").ShouldBe(Digest.OfText(""));
        folder.Find("data").ShouldBe(Digest.OfText(""));
    }

    [Fact]
    public void Take_little_memory_for_each_file()
    {
        const int Files = 4000; // which one thread looks at
        for (var i = 0; i < Files; i++)
            temp.Write($"data/sample-{i:d6}", "x");
        folder.Find("data");
        _ = Allocated(() => folder.Find("data"));

        new FileInfo(folder.FileOf("data")).Length.ShouldBeLessThan(120 * Files);
        // The file, a buffer as large for what is seen, and the names.
        Allocated(() => folder.Find("data")).ShouldBeLessThan(400 * Files);

        static long Allocated(Action action)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("link")]
    [InlineData("pipe")]
    [InlineData("bad\\name")]
    public void Of_what_cannot_be_an_artifact_are_refused_before_anything_is_read(string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes what only Linux has");
        temp.Write("data/a", "a");
        temp.Write("data/z/z", "z");
        var path = temp[$"data/z/{kind}"];
        if (kind == "link")
            File.CreateSymbolicLink(path, temp["data/a"]);
        else if (kind == "pipe")
            System.Diagnostics.Process.Start("mkfifo", path).WaitForExit();
        else
            File.WriteAllText(path, "");

        var error = Should.Throw<ArtifactException>(() => folder.Find("data"));

        error.Code.ShouldBe(kind == "bad\\name" ? "MB6003" : "MB6002");
        error.Path.ShouldBe(path);
        folder.Read.ShouldBeEmpty();
    }

    /// <summary>Where a file is in the way of a folder or the other way round, nothing happens.</summary>
    static void TryWrite(string path, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!Directory.Exists(path))
                File.WriteAllBytes(path, bytes);
        }
        catch (IOException)
        {
        }
    }
}
