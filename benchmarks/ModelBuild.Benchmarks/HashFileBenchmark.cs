using System.Diagnostics;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Benchmarks;

/// <summary>The digest of one big file, against <c>openssl dgst -sha256</c>.</summary>
static class HashFileBenchmark
{
    const double Limit = 1.11; // at least 0.9 of its throughput

    public static bool Run(DataFolder data, int rounds, int mebibytes)
    {
        var file = data.BigFile(mebibytes);
        var openssl = Sample.Milliseconds("openssl dgst -sha256");
        var own = Sample.Milliseconds("InputDigests.Hash");
        var ratio = new Sample("ratio of a round", "x", 3);

        var expected = OpenSsl(file).Digest;
        for (var round = 0; round < rounds; round++)
        {
            var without = OpenSsl(file).Milliseconds;
            var clock = Stopwatch.StartNew();
            var digest = InputDigests.Hash(file);
            var with = clock.Elapsed.TotalMilliseconds;
            if (digest!.Value.Digest.Hex != expected)
                throw new InvalidOperationException($"The digests of {file} differ: {digest} and {expected}.");
            openssl.Add(without);
            own.Add(with);
            ratio.Add(with / without);
        }
        Sample.PrintHeader($"hash-file, {mebibytes} MiB", rounds);
        foreach (var sample in new[] { openssl, own, ratio })
            sample.Print();
        return ratio.Judge(Limit);
    }

    static (string Digest, double Milliseconds) OpenSsl(string file)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-r", file]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output.Split(' ')[0], clock.Elapsed.TotalMilliseconds);
    }
}
