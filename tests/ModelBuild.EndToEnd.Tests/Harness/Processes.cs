using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>Engines and runners on this machine that belong to a test: its folder is in their command line or their environment.</summary>
static class Processes
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Tests of signals need them, and /proc to look for what is left.</summary>
    public static void SkipWithoutSignals() => Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc, which this platform does not have");

    public static IReadOnlyList<int> Engines(string home) => Find(home, "dotnet-modelbuild.dll");

    public static IReadOnlyList<int> Runners(string home) => Find(home, "ModelBuild.Runner.dll");

    /// <summary>Questions to a feed.</summary>
    public static IReadOnlyList<int> Downloads(string home) => [.. Find(home, "package\0download")];

    /// <param name="stage">For instance <c>words.train</c>, which its folder is named after.</param>
    public static IReadOnlyList<int> Runners(string home, string stage) =>
        [.. Runners(home).Where(id => Read(id, "cmdline").Contains($"/{stage}-", StringComparison.Ordinal))];

    /// <param name="target">A process, or the negative number of a process group.</param>
    public static void Send(int signal, int target) => kill(target, signal).ShouldBe(0, $"kill({target}, {signal})");

    /// <summary>The same to one that may have ended meanwhile.</summary>
    public static void TrySend(int signal, int target) => _ = kill(target, signal);

    /// <summary>Waits, for a bounded time, until something is so that no event tells of.</summary>
    public static async Task UntilAsync(Func<bool> so, Func<string> what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var clock = Stopwatch.StartNew();
        while (!so())
        {
            (clock.Elapsed < Patience).ShouldBeTrue($"after {Patience}: {what()}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task UntilNoneIsLeftAsync(string home) => UntilAsync(
        () => Engines(home).Count + Runners(home).Count == 0,
        () => $"engines {string.Join(' ', Engines(home))} and runners {string.Join(' ', Runners(home))} are left");

    /// <summary>Clears up after a test that failed to.</summary>
    public static void EndAll(string home)
    {
        foreach (var id in OperatingSystem.IsLinux() ? [.. Engines(home), .. Runners(home)] : Array.Empty<int>())
            _ = kill(id, Kill);
    }

    static List<int> Find(string home, string program) => [.. Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && Read(id, "cmdline") is var command && command.Contains(program, StringComparison.Ordinal)
            && (command.Contains(home, StringComparison.Ordinal) || Read(id, "environ").Contains(home, StringComparison.Ordinal)))];

    static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended, or is somebody else's
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int kill(int target, int signal);
}
