using System.Diagnostics;
using System.Globalization;
using ModelBuild.Core.Definitions;

namespace ModelBuild.Execution;

/// <summary>How a stage's process ended.</summary>
/// <param name="ExitCode">As docs/stage-folder.md says; above 128 on Unix: 128 and the signal that killed it.</param>
/// <param name="TimedOut">It ran longer than its resources allow and was ended.</param>
readonly record struct StageExit(int ExitCode, TimeSpan Duration, bool TimedOut);

/// <summary>
/// Runs one stage's process in its folder: a clean environment, its log in a file, standard input as its lifeline,
/// and no process left when this returns.
/// </summary>
sealed class StageProcess(Action<string> onLog, Action<double, string> onProgress)
{
    const string ProgressMark = "##progress ";

    /// <summary>How long a process whose lifeline was cut may take to end by itself.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Environment variables that a stage inherits: how to find programs, libraries and the runtime. Nothing else is given.</summary>
    static readonly string[] Inherited =
        ["PATH", "HOME", "USERPROFILE", "SystemRoot", "SystemDrive", "windir", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ"];

    readonly Lock writing = new();

    /// <exception cref="OperationCanceledException">The build was cancelled; the process is gone.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public async Task<StageExit> RunAsync(
        IReadOnlyList<string> command, StageFolder folder, StageResources resources, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        CleanEnvironment(start, folder, resources);

        await using var log = new StreamWriter(folder.Log) { NewLine = "\n" };
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Receive(line.Data, log);
        process.ErrorDataReceived += (_, line) => Receive(line.Data, log);
        var clock = Stopwatch.StartNew();
        process.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (resources.Time is { } limit)
            stop.CancelAfter(limit);
        try
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            cancellation.ThrowIfCancellationRequested();
            return new(process.ExitCode, clock.Elapsed, TimedOut: true);
        }
        return new(process.ExitCode, clock.Elapsed, TimedOut: false);
    }

    static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        using (var grace = new CancellationTokenSource(Grace))
        {
            try
            {
                await process.WaitForExitAsync(grace.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                // It ignores its lifeline.
            }
        }
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    void Receive(string? line, StreamWriter log)
    {
        if (line is null)
            return;
        if (TryReadProgress(line, out var fraction, out var message))
        {
            onProgress(fraction, message);
            return;
        }
        lock (writing) // standard output and standard error arrive on two threads
            log.WriteLine(line);
        onLog(line);
    }

    static bool TryReadProgress(string line, out double fraction, out string message)
    {
        (fraction, message) = (0, "");
        if (!line.StartsWith(ProgressMark, StringComparison.Ordinal))
            return false;
        var rest = line.AsSpan(ProgressMark.Length);
        var space = rest.IndexOf(' ');
        if (!double.TryParse(space < 0 ? rest : rest[..space], NumberStyles.Float, CultureInfo.InvariantCulture, out fraction))
            return false;
        message = space < 0 ? "" : rest[(space + 1)..].ToString();
        return true;
    }

    static void CleanEnvironment(ProcessStartInfo start, StageFolder folder, StageResources resources)
    {
        foreach (var name in start.Environment.Keys.ToArray())
            if (!Inherited.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith("DOTNET_", StringComparison.Ordinal))
                start.Environment.Remove(name);
        start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = Path.Combine(folder.Path, "tmp");
        // Stages are short-lived processes: no instrumentation for a later recompilation, no diagnostics server.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (resources.MemoryBytes is { } memory)
            start.Environment["DOTNET_GCHeapHardLimit"] = memory.ToString("X", CultureInfo.InvariantCulture);
    }
}
