using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelBuild.Core.Graph;
using ModelBuild.Execution.Confinement;

namespace ModelBuild.Execution;

/// <summary>How a stage's process ended.</summary>
/// <param name="ExitCode">As docs/stage-folder.md says; above 128 on Unix: 128 and the signal that killed it.</param>
/// <param name="TimedOut">It ran longer than its resources allow and was ended.</param>
/// <param name="StoodBy">It ended while it stood by, so this says nothing about the stage.</param>
sealed record StageExit(int ExitCode, TimeSpan Duration, bool TimedOut, bool StoodBy);

/// <summary>
/// Runs one stage's process in its folder: a clean environment, its log in a file, standard input as its lifeline,
/// and no process left when this returns.
/// </summary>
/// <param name="start">Starts the process, free or confined.</param>
sealed class StageProcess(Action<Process> start, Action<string> onLog, Action<double, string> onProgress)
{
    const string ProgressMark = "##progress ";
    const string CheckpointsVariable = "MODELBUILD_CHECKPOINTS";

    /// <summary>How long a process whose lifeline was cut may take to end by itself, and the output of an ended one to arrive.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The longest time that a timer takes; nobody waits for it.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Environment variables that a stage inherits: how to find programs, libraries and the runtime.</summary>
    static readonly string[] Inherited =
    [
        "PATH", "SystemRoot", "SystemDrive", "windir", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
        "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT",
    ];

    readonly Lock writing = new();
    readonly List<string> heldBack = [];
    bool holdsBack;
    bool ended;
    IOException? logFailure;

    /// <param name="checkpoints">An existing folder, for a program that does not read stage.json.</param>
    /// <param name="ready">For a program that waits for a word on standard input: when to say it. Only then the stage's time begins.</param>
    /// <exception cref="OperationCanceledException">The build or <paramref name="ready"/> was cancelled; the process is gone.</exception>
    /// <exception cref="IOException">Its log cannot be written.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started, and was not to stand by.</exception>
    public async Task<StageExit> RunAsync(
        IReadOnlyList<string> command, StageFolder folder, StageNode node, string? checkpoints, Task? ready, CancellationToken cancellation)
    {
        var resources = node.Resources;
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        CleanEnvironment(info, folder, node);
        if (checkpoints is not null)
            info.Environment[CheckpointsVariable] = checkpoints;

        await using var log = new StreamWriter(folder.Log) { NewLine = "\n" };
        using var process = new Process { StartInfo = info };
        var clock = Stopwatch.StartNew();
        try
        {
            start(process);
        }
        catch (System.ComponentModel.Win32Exception) when (ready is not null)
        {
            return new(-1, clock.Elapsed, TimedOut: false, StoodBy: true);
        }
        holdsBack = ready is not null;
        // Not Process's own events: with them, WaitForExitAsync waits for whoever else holds the streams, however long that lives.
        var reading = Task.WhenAll(ReceiveLines(process.StandardOutput, log), ReceiveLines(process.StandardError, log));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (timedOut, stoodBy) = (false, false);
        try
        {
            if (ready is not null)
            {
                await Task.WhenAny(ready, process.WaitForExitAsync(stop.Token));
                if (ready.IsCompleted)
                    await ready;
                stoodBy = !ready.IsCompleted || !TrySayReady(process);
                if (!stoodBy)
                    HoldBackNoMore(log);
                clock.Restart();
            }
            if (resources.Time is { } limit)
                stop.CancelAfter(limit < Longest ? limit : Longest);
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            timedOut = true;
        }
        Close(process.StandardInput);
        var duration = clock.Elapsed;
        await LeaveNothingAsync(reading, folder);
        cancellation.ThrowIfCancellationRequested();
        if (ready is { IsCanceled: true })
            throw new OperationCanceledException();
        return new(process.ExitCode, duration, timedOut, stoodBy);
    }

    /// <returns>False when it ended while it stood by.</returns>
    static bool TrySayReady(Process process)
    {
        try
        {
            process.StandardInput.WriteLine();
            process.StandardInput.Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    static void Close(StreamWriter input)
    {
        try
        {
            input.Close();
        }
        catch (IOException)
        {
            // Nobody took what was said.
        }
    }

    /// <summary>What a process says while it stands by is the stage's only if the stage comes to run.</summary>
    void HoldBackNoMore(StreamWriter log)
    {
        lock (writing)
        {
            holdsBack = false;
            foreach (var line in heldBack)
                Receive(line, log);
        }
    }

    /// <summary>Ends what the process started and left behind, and takes what is still in its streams.</summary>
    async Task LeaveNothingAsync(Task reading, StageFolder folder)
    {
        StageLeftovers.End(folder);
        try
        {
            await reading.WaitAsync(Grace);
        }
        catch (TimeoutException)
        {
            // Somebody whom we cannot see holds the streams; what they say from now on is not this stage's.
        }
        lock (writing)
            ended = true;
        if (logFailure is not null)
            throw new IOException($"The stage's log cannot be written: {logFailure.Message}", logFailure);
    }

    static async Task EndAsync(Process process)
    {
        Close(process.StandardInput);
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

    /// <summary>On a thread of its own: reading a pipe asynchronously brings up all of sockets first.</summary>
    Task ReceiveLines(StreamReader stream, StreamWriter log) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                while (stream.ReadLine() is { } line)
                    Receive(line, log);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The process was given up.
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    void Receive(string line, StreamWriter log)
    {
        lock (writing) // standard output and standard error arrive on two threads
        {
            if (ended)
                return;
            if (holdsBack)
            {
                heldBack.Add(line);
                return;
            }
            if (TryReadProgress(line, out var fraction, out var message))
            {
                onProgress(fraction, message);
                return;
            }
            try
            {
                log.WriteLine(line);
            }
            catch (IOException e)
            {
                logFailure ??= e; // read on: a process whose output nobody takes would stop in the middle
            }
            onLog(line);
        }
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

    static void CleanEnvironment(ProcessStartInfo start, StageFolder folder, StageNode node)
    {
        foreach (var name in start.Environment.Keys.ToArray())
            if (!Inherited.Contains(name, StringComparer.OrdinalIgnoreCase) && !node.Access.Variables.Contains(name))
                start.Environment.Remove(name);
        if (folder.IsConfined && start.Environment.TryGetValue("PATH", out var path))
            start.Environment["PATH"] = SystemFiles.Executable(path ?? "");
        start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = folder.Temporary;
        start.Environment[OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME"] = folder.Temporary;
        // Not the user's: what a stage leaves must not depend on where it runs.
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C.UTF-8";
        // No instrumentation for a later recompilation, and no diagnostics server: most stages are over before either pays.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (node.Resources.MemoryBytes is { } memory)
            start.Environment["DOTNET_GCHeapHardLimit"] = memory.ToString("X", CultureInfo.InvariantCulture);
    }
}
