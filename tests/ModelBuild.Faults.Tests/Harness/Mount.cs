using System.Diagnostics;

namespace ModelBuild.Faults.Tests;

/// <summary>A file system of a test's own in the place of a folder, nearly full; as root, on Linux.</summary>
sealed class Mount : IDisposable
{
    const int Kilobytes = 4096;

    readonly string folder;

    /// <param name="free">In KiB; a file takes 4 or a multiple of it.</param>
    public Mount(string folder, int free)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        Extent.SkipUnlessRoot("mounting a small file system needs root");
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size={Kilobytes}k", "tmpfs", folder) == 0, "this root may not mount");
        File.WriteAllBytes(Filler, new byte[(Kilobytes - free) * 1024]);
    }

    string Filler => Path.Combine(folder, "filler");

    public void MakeSpace() => File.Delete(Filler);

    public void Dispose() => Run("umount", "-l", folder);

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
