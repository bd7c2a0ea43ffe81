using System.Diagnostics;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

public sealed class Killing_a_process_that_adds : IDisposable
{
    readonly TemporaryFolder temp = new();
    readonly ContentStore store;
    readonly StageCache cache;

    public Killing_a_process_that_adds() => (store, cache) = (new(temp["store"]), new(temp["store"]));

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Leaves_whole_objects_and_whole_entries()
    {
        var random = new Random(11);
        for (var round = 0; round < 12; round++)
        {
            using var writer = Writer.Start(temp["store"], $"{round % 4}");
            for (var lines = random.Next(1, 12); lines > 0; lines--)
                writer.StandardOutput.ReadLine().ShouldNotBeNull();
            writer.Kill();
            writer.WaitForExit();

            VerifyAll();
        }
        Entries().ShouldNotBeEmpty();
    }

    [Fact]
    public void Of_two_that_add_the_same_leaves_the_other_one_right()
    {
        using var one = Writer.Start(temp["store"], "7");
        using var two = Writer.Start(temp["store"], "7");
        for (var lines = 0; lines < 15; lines++)
            one.StandardOutput.ReadLine().ShouldNotBeNull();
        one.Kill();
        one.WaitForExit();
        for (var lines = 0; lines < 15; lines++)
            two.StandardOutput.ReadLine().ShouldNotBeNull();
        two.Kill();
        two.WaitForExit();

        VerifyAll();
        cache.Find(Digest.OfText("7 12")).ShouldNotBeNull();
    }

    [Fact]
    public void A_full_disk_leaves_whole_objects_and_whole_entries()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a small file system needs root");
        Directory.CreateDirectory(temp["store"]);
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", temp["store"]]))
        {
            mount.WaitForExit();
            Assert.SkipUnless(mount.ExitCode == 0, "this root may not mount");
        }
        try
        {
            using var writer = Writer.Start(temp["store"], "3");
            var said = writer.StandardOutput.ReadToEnd();
            writer.WaitForExit();

            said.ShouldContain("stopped:");
            said.ShouldContain("space");
            Entries().ShouldNotBeEmpty();
            VerifyAll();
            Directory.GetFileSystemEntries(temp["store/tmp"]).ShouldBeEmpty();
        }
        finally
        {
            using var unmount = Process.Start("umount", ["-l", temp["store"]]);
            unmount.WaitForExit();
        }
    }

    string[] Entries() => Directory.Exists(temp["store/ac"]) ? Directory.GetFiles(temp["store/ac"], "*", SearchOption.AllDirectories) : [];

    void VerifyAll()
    {
        foreach (var path in Directory.Exists(temp["store/cas"]) ? Directory.GetFiles(temp["store/cas"], "*", SearchOption.AllDirectories) : [])
            Digest.Of(File.ReadAllBytes(path)).Hex.ShouldBe(Path.GetFileName(path));
        foreach (var path in Entries())
        {
            var result = cache.Find(Digest.Parse("sha256:" + Path.GetFileName(path))).ShouldNotBeNull();
            store.ReadBytes(result.Log);
            var files = store.ListFolder(result.Output);
            files.Count.ShouldBe(2);
            foreach (var (_, digest, size) in files)
                store.ReadBytes(digest).Length.ShouldBe((int)size);
        }
    }
}
