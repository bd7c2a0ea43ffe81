using System.Diagnostics;

namespace ModelBuild.Tool;

/// <summary>The <c>dotnet</c> program of the user's SDK.</summary>
static class Sdk
{
    /// <summary>Runs a command of it; its errors go where ours do.</summary>
    public static (int ExitCode, string Output) Run(IEnumerable<string> arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        using var dotnet = Process.Start(new ProcessStartInfo(host, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = dotnet.StandardOutput.ReadToEnd();
        dotnet.WaitForExit();
        return (dotnet.ExitCode, output);
    }
}
