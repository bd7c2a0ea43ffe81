using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelBuild.Benchmarks;

/// <summary>A dotnet process from its start to its end.</summary>
/// <param name="Wall">Milliseconds that it took.</param>
/// <param name="Cpu">Milliseconds of processor time of it and its children; NaN elsewhere than on Linux.</param>
readonly partial record struct MeasuredProcess(double Wall, double Cpu, string Output)
{
    const int Children = -1; // RUSAGE_CHILDREN

    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static MeasuredProcess Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the process that runs this has for itself would be another build's.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var cpu = ChildrenCpu();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        clock.Stop();
        return process.ExitCode == 0
            ? new(clock.Elapsed.TotalMilliseconds, ChildrenCpu() - cpu, output)
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed in {folder}:\n{output}{errors.Result}");
    }

    /// <summary>User and system time of all children that ended, https://man7.org/linux/man-pages/man2/getrusage.2.html.</summary>
    static double ChildrenCpu()
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        var usage = new long[18];
        return GetUsage(Children, usage) == 0 ? (usage[0] + usage[2]) * 1e3 + (usage[1] + usage[3]) / 1e3 : double.NaN;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, [Out] long[] usage);
}
