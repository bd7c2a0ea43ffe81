using System.Diagnostics;

namespace ModelBuild.Verification.Tests;

/// <summary>Another implementation, really run.</summary>
static class OtherProgram
{
    static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    /// <summary>Where this repository is.</summary>
    public static string Repository { get; } = Above(AppContext.BaseDirectory);

    /// <summary>Skips the test that needs it, saying so.</summary>
    public static void Need(string program) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe"))),
        $"{program} is not installed.");

    public static (int ExitCode, string Text) Run(string program, params IEnumerable<string> arguments) => Run(program, [], arguments);

    public static (int ExitCode, string Text) Run(string program, Dictionary<string, string?> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Guard))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }

    static string Above(string folder) => File.Exists(Path.Combine(folder, "ModelBuild.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
