using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution;

namespace ModelBuild.Tool;

/// <summary>The engine as a process: request in, events out, end-of-file on standard input means stop.</summary>
static class EngineCommand
{
    /// <summary>Over standard input and output. Ctrl+C and a request to terminate stop it, too.</summary>
    public static int Run()
    {
        // On another processor, beside reading the request: the first digest loads the system's cryptography.
        _ = Task.Run(() => Digest.Of([]));
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return Run(Console.OpenStandardInput(), Console.OpenStandardOutput(), stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // the process ends when its stages have
            stop.Cancel();
        }
    }

    static int Run(Stream input, Stream output, CancellationToken signal)
    {
        var reader = new StreamReader(input, Encoding.UTF8);
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
        EngineRequest request;
        try
        {
            request = EngineRequest.FromJson(reader.ReadLine() ?? "");
        }
        catch (JsonException e)
        {
            Console.Error.WriteLine($"modelbuild engine: no request could be read from standard input: {e.Message}");
            return ExitCode.WrongUsage;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signal);
        new Thread(() =>
        {
            try
            {
                while (reader.ReadLine() is not null)
                {
                    // Nothing more is ever said; only the end counts.
                }
            }
            catch (IOException)
            {
                // A broken pipe is an end, too.
            }
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // All is done; the process is about to end.
            }
        }) { IsBackground = true, Name = "lifeline" }.Start();

        var listening = true;
        try
        {
            return Do(request, Say, stop.Token) ? 0 : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
        catch (ArtifactException e)
        {
            Say(new DiagnosticEvent(Diagnostic.Error(e.Code, new(e.Path, 0, 0), e.Message)));
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Disk full, no permission, a folder that vanished: the message names the path, the stack would not help.
            Say(new DiagnosticEvent(Diagnostic.Error("MB6005", new(request.Project.StateFolder, 0, 0),
                $"the build cannot read or write what it needs: {e.Message} Free space or correct permissions, then build again; nothing half-written counts.")));
            return ExitCode.Failed;
        }

        void Say(EngineEvent happened)
        {
            try
            {
                if (listening)
                    writer.WriteLine(happened.ToJson());
            }
            catch (IOException)
            {
                listening = false; // the build process is gone; end-of-file on standard input follows
            }
        }
    }

    static bool Do(EngineRequest request, Action<EngineEvent> say, CancellationToken stop) => request.Goal switch
    {
        EngineGoal.Pack or EngineGoal.Place or EngineGoal.Push => PackageGoals.Run(request, say, stop),
        EngineGoal.ListGates => ListedGates.Tell(request, say),
        _ when request.Remote is { } remote => RemoteGoal.Run(request, remote, say, stop),
        EngineGoal.Explain => Explaining.RunAsync(request, say, access: null, stop).GetAwaiter().GetResult(),
        _ => TrainGoal.Run(request, say, remote: null, stop),
    };
}
