using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Enumeration;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Benchmarks;

/// <summary>What it costs to see that no file of many changed, against listing the same folders and asking for size and time of each file.</summary>
static class UnchangedBenchmark
{
    const double Limit = 1.3;
    const double MemoryLimit = 400;

    public static bool Run(DataFolder data, int rounds, int folders, int files)
    {
        var folder = data.ManyFiles(folders, files, 16);
        var index = data.Path("stat-index");
        Thread.Sleep(TimeSpan.FromSeconds(2.5)); // what is newer is not remembered
        Check(folder, index);

        var look = Sample.Milliseconds("list and stat, in parallel");
        var own = Sample.Milliseconds("InputDigests.Find");
        var lookCpu = Sample.Milliseconds("the first's processor time");
        var ownCpu = Sample.Milliseconds("the second's processor time");
        var ratio = new Sample("ratio of a round", "x", 3);
        var memory = new Sample("greatest memory of its process", "MB", 0);
        var reads = new Sample("its reads of any file", "calls", 0);
        for (var round = 0; round < rounds; round++)
        {
            var without = DataFolder.Measure(() => Look(folder));
            var with = DataFolder.Measure(() => Check(folder, index));
            look.Add(without.Wall);
            own.Add(with.Wall);
            lookCpu.Add(without.Cpu);
            ownCpu.Add(with.Cpu);
            ratio.Add(with.Wall / without.Wall);
            if (!OperatingSystem.IsLinux())
                continue;
            var numbers = MeasuredProcess.Run(folder, new Dictionary<string, string>(),
                "exec", typeof(UnchangedBenchmark).Assembly.Location, "unchanged-once", folder, index).Output.Split(' ');
            memory.Add(double.Parse(numbers[0], CultureInfo.InvariantCulture));
            reads.Add(double.Parse(numbers[1], CultureInfo.InvariantCulture));
        }
        Sample.PrintHeader($"unchanged, {folders * files} files", rounds);
        foreach (var sample in new[] { look, own, lookCpu, ownCpu, ratio })
            sample.Print();
        var good = ratio.Judge(Limit);
        if (!OperatingSystem.IsLinux())
            return good;
        memory.Print();
        reads.Print();
        // One call for each MB of the index, and what the runtime itself reads while it starts to use this.
        return good & memory.Judge(MemoryLimit) & reads.Judge(Math.Ceiling(new FileInfo(IndexOf(index)).Length / 1e6) + 100);
    }

    /// <summary>In a process of its own: prints its greatest memory in MB and how often it read while it looked.</summary>
    public static void Once(string folder, string index)
    {
        var before = Number("/proc/self/io", "syscr:");
        Check(folder, index);
        var reads = Number("/proc/self/io", "syscr:") - before;
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{Number("/proc/self/status", "VmHWM:") * 1024 / 1e6} {reads} "));
    }

    static void Check(string folder, string file)
    {
        var index = new StatIndex(file);
        new InputDigests(index).Find(folder);
        index.Save();
    }

    static string IndexOf(string file) => Directory.GetFiles(file + ".folders").Single();

    /// <summary>The plainest that .NET has: neither names nor objects are made of the files.</summary>
    static void Look(string root)
    {
        using var folders = new BlockingCollection<string> { root };
        var open = 1;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            var sum = 0L;
            foreach (var folder in folders.GetConsumingEnumerable())
            {
                var listing = new FileSystemEnumerable<string?>(folder, Entry, new() { AttributesToSkip = FileAttributes.None });
                foreach (var found in listing.OfType<string>())
                {
                    Interlocked.Increment(ref open);
                    folders.Add(found);
                }
                if (Interlocked.Decrement(ref open) == 0)
                    folders.CompleteAdding();
            }

            string? Entry(ref FileSystemEntry entry)
            {
                if (entry.IsDirectory)
                    return entry.ToFullPath();
                sum = unchecked(sum + entry.Length + entry.LastWriteTimeUtc.Ticks);
                return null;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    static long Number(string file, string name) => File.ReadLines(file)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))
        .Single();
}
