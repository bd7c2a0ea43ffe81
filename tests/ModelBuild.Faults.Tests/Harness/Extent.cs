using System.Runtime.InteropServices;
using ModelBuild.Store.Inputs;
using StepTracer;

namespace ModelBuild.Faults.Tests;

/// <summary>How much is tried: a sample by default, everything with <c>MODELBUILD_FAULTS=full</c>; and what can be tried here.</summary>
static class Extent
{
    static readonly Lazy<string?> TracerFailure = new(TryTracer);

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("MODELBUILD_FAULTS") == "full";

    /// <summary>Every item in full, else a few at equal distances.</summary>
    public static IEnumerable<int> Of(int count, int sample) =>
        IsFull || count <= sample ? Enumerable.Range(0, count) : Enumerable.Range(0, sample).Select(i => (int)((i + 0.5) * count / sample));

    public static void SkipWithoutTracer() => Assert.SkipWhen(TracerFailure.Value is not null, TracerFailure.Value ?? "");

    public static void SkipUnlessRoot(string why) => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", why);

    /// <summary>Digests of what is there, whatever an index remembers.</summary>
    public static InputDigests Unindexed() => new(new StatIndex("/nowhere/stat-index"));

    /// <summary>Tells how much was tried.</summary>
    public static void Tell(string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        if (IsFull)
            Console.WriteLine(what);
    }

    static string? TryTracer()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return "counting system calls needs Linux on x86-64";
        var steps = Path.GetTempFileName();
        using var tracer = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "dotnet", [typeof(Step).Assembly.Location, "--root", "/nowhere", "--steps", steps, "--", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = tracer.StandardError.ReadToEnd();
        tracer.WaitForExit();
        File.Delete(steps);
        return tracer.ExitCode == 0 ? null : $"this machine does not let a process trace its child: {said.Split('\n')[0]}";
    }
}
