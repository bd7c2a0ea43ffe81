using System.Security.Cryptography;
using ModelBuild.Store.Inputs;

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
        var loopCpu = Sample.Milliseconds("the first's processor time");
        var ownCpu = Sample.Milliseconds("the second's processor time");
        var ratio = new Sample("ratio of a round", "x", 3);

        Loop(folder);
        InputDigests.Hash(folder);
        for (var round = 0; round < rounds; round++)
        {
            var without = DataFolder.Measure(() => Loop(folder));
            var with = DataFolder.Measure(() => InputDigests.Hash(folder));
            loop.Add(without.Wall);
            own.Add(with.Wall);
            loopCpu.Add(without.Cpu);
            ownCpu.Add(with.Cpu);
            ratio.Add(with.Wall / without.Wall);
        }
        Sample.PrintHeader($"hash-folder, {files} files of {FileSize} bytes", rounds);
        foreach (var sample in new[] { loop, own, loopCpu, ownCpu, ratio })
            sample.Print();
        return ratio.Judge(Limit);
    }

    static void Loop(string folder)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            SHA256.HashData(File.ReadAllBytes(file), hash);
    }
}
