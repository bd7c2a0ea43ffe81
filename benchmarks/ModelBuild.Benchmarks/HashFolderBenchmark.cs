using System.Diagnostics;
using System.Security.Cryptography;
using ModelBuild.Store;

namespace ModelBuild.Benchmarks;

/// <summary>The digest of a folder of small files, against a loop over the same files on one thread.</summary>
static class HashFolderBenchmark
{
    const double Limit = 0.65;
    const int FileSize = 10 * 1024;

    public static bool Run(DataFolder data, int rounds, int files)
    {
        var folder = data.ManyFiles(1, files, FileSize);
        var loop = Sample.Milliseconds("File.ReadAllBytes, SHA256.HashData");
        var own = Sample.Milliseconds("InputDigests.Hash");
        var ratio = new Sample("ratio of a round", "x", 3);

        Loop(folder);
        InputDigests.Hash(folder);
        for (var round = 0; round < rounds; round++)
        {
            var without = Measure(() => Loop(folder));
            var with = Measure(() => InputDigests.Hash(folder));
            loop.Add(without);
            own.Add(with);
            ratio.Add(with / without);
        }
        Sample.PrintHeader($"hash-folder, {files} files of {FileSize} bytes", rounds);
        foreach (var sample in new[] { loop, own, ratio })
            sample.Print();
        return ratio.Judge(Limit);
    }

    static void Loop(string folder)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            SHA256.HashData(File.ReadAllBytes(file), hash);
    }

    static double Measure(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }
}
