using System.Diagnostics;

namespace ModelBuild.Benchmarks;

/// <summary>A temporary folder for data that is made up. Deleted when disposed.</summary>
sealed class DataFolder : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("modelbuild-benchmarks-").FullName;

    /// <summary>Where nothing is yet.</summary>
    public string Path(string name) => System.IO.Path.Combine(root, name);

    public string BigFile(int mebibytes)
    {
        var path = Path("big");
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        using var file = File.Create(path);
        for (var i = 0; i < mebibytes; i++)
        {
            bytes[0] = (byte)i;
            file.Write(bytes);
        }
        return path;
    }

    /// <summary>So many folders with so many files each, all of them different.</summary>
    public string ManyFiles(int folders, int files, int size)
    {
        Console.WriteLine($"writing {folders * files} files to {root}");
        var path = Path("data");
        Parallel.For(0, folders, folder =>
        {
            var place = Directory.CreateDirectory(System.IO.Path.Combine(path, $"{folder:d4}")).FullName;
            var bytes = new byte[size];
            new Random(folder).NextBytes(bytes);
            for (var i = 0; i < files; i++)
            {
                BitConverter.TryWriteBytes(bytes, i);
                File.WriteAllBytes(System.IO.Path.Combine(place, $"sample-{i:d6}.bin"), bytes);
            }
        });
        return path;
    }

    /// <summary>Wall and processor time of something that this process does, in milliseconds.</summary>
    public static (double Wall, double Cpu) Measure(Action action)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        action();
        return (clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
    }

    public void Dispose()
    {
        foreach (var data in Directory.GetDirectories(root))
            Parallel.ForEach(Directory.GetDirectories(data), folder => Directory.Delete(folder, recursive: true));
        Directory.Delete(root, recursive: true);
    }
}
