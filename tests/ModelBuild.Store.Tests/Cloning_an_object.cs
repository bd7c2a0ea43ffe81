using System.Diagnostics;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

/// <summary>On a file system that can share blocks between files: a small XFS in a file.</summary>
public sealed class Cloning_an_object : IDisposable
{
    const int Size = 8 << 20;

    readonly TemporaryFolder temp;
    readonly bool mounted;

    public Cloning_an_object()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a file system needs root");
        Assert.SkipUnless(File.Exists("/usr/sbin/mkfs.xfs") || File.Exists("/sbin/mkfs.xfs"), "there is no mkfs.xfs; tests/interop/install installs it");
        temp = new();
        using (var image = File.Create(temp["image"]))
            image.SetLength(320L << 20); // the smallest that XFS takes
        Directory.CreateDirectory(temp["disk"]);
        mounted = Run("mkfs.xfs", "-q", "-m", "reflink=1", temp["image"]) == 0 && Run("mount", "-o", "loop", temp["image"], temp["disk"]) == 0;
        Assert.SkipUnless(mounted, "this root may not mount");
    }

    public void Dispose()
    {
        if (mounted)
            Run("umount", temp["disk"]);
        temp.Dispose();
    }

    [Fact]
    public void Takes_no_space_and_shares_nothing_that_one_could_change()
    {
        var store = new ContentStore(temp["disk/store"]);
        var bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        var digest = store.AddBytes(bytes);
        var before = Free();

        store.CopyFile(digest, temp["disk/models/weights.bin"]);

        (before - Free()).ShouldBeLessThan(Size / 4);
        File.ReadAllBytes(temp["disk/models/weights.bin"]).ShouldBe(bytes);
        using (var edited = File.OpenWrite(temp["disk/models/weights.bin"]))
            edited.Write("mine"u8);
        store.ReadBytes(digest).ShouldBe(bytes);
    }

    [Fact]
    public void Finds_out_that_it_is_damaged()
    {
        var store = new ContentStore(temp["disk/store"]);
        var digest = store.AddBytes("weights"u8);
        var path = temp[$"disk/store/cas/{digest.Hex[..2]}/{digest.Hex}"];
        File.Delete(path);
        File.WriteAllText(path, "weightz");

        Should.Throw<MissingObjectException>(() => store.CopyFile(digest, temp["disk/weights"]));

        File.Exists(path).ShouldBeFalse();
        File.Exists(temp["disk/weights"]).ShouldBeFalse();
    }

    long Free() => new DriveInfo(temp["disk"]).AvailableFreeSpace;

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
