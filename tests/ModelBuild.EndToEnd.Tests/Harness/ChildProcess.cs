using System.Diagnostics;
using System.Text;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>A process of a test: its environment free of the surrounding build's, its words kept, ended when it takes too long.</summary>
sealed class ChildProcess : IDisposable
{
    /// <summary>No assertion: it only keeps a hanging process from hanging the tests.</summary>
    static readonly TimeSpan Guard = TimeSpan.FromMinutes(4);

    readonly Process process;
    readonly StringBuilder text = new();
    readonly string command;

    ChildProcess(ProcessStartInfo start)
    {
        command = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheBuildAround).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(start);
    }

    /// <summary>Waits for the end. What it printed is complete then, whoever else still holds its streams.</summary>
    public async Task<(int ExitCode, string Text)> EndAsync()
    {
        using var guard = new CancellationTokenSource(Guard);
        try
        {
            await process.WaitForExitAsync(guard.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Ended after {Guard}: {command}\n{Words()}", e);
        }
        return (process.ExitCode, Words());
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    static bool IsOfTheBuildAround(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("MODELBUILD", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_HOST_PATH" or "Configuration" or "Platform" or "CI";

    string Words()
    {
        lock (text)
            return text.ToString();
    }

    void Keep(string? line)
    {
        if (line is not null)
            lock (text)
                text.Append(line).Append('\n');
    }
}
