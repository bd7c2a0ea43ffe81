using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Confinement;
using ModelBuild.Store;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Execution;

/// <summary>Runs one node: makes its folder, runs its process, and commits what it left.</summary>
/// <param name="landlock">The version that confines stages; null where they run free.</param>
/// <param name="readHere">Trusts nothing that this process did not read itself: what a result is recorded for is read, once in a run.</param>
sealed class StageRunner(
    EngineRequest request, int? landlock, ContentStore store, StageCache cache, WorkFolders work, CheckpointFolders checkpoints, ResourceBudget budget, RunRecord record,
    IInputDigests readHere, Action<EngineEvent> report)
{
    /// <summary>A stage that says that a retry may help is tried so often in all.</summary>
    const int Attempts = 3;

    const int UserFailure = 3;
    const int WorthARetry = 4;

    readonly ConcurrentBag<Task> leaving = [];
    readonly Lock standingBy = new();
    StagePlace? standby;

    /// <summary>
    /// Starts the process of a node whose inputs are being made, so that it is ready when they are: a runtime starts while
    /// another stage works. Null where that cannot be, or while another one stands by.
    /// </summary>
    public StagePlace? StandBy(ModelPlan plan, StageNode node, CancellationToken cancellation)
    {
        if (node.Program is not MethodProgram || budget.Refuse(node.Resources) is not null)
            return null;
        // What it is allowed is the file that is at a path when it starts; data that is put in its place meanwhile would be refused.
        if (landlock is not null && node.Inputs.Any(input => input is DataInput))
            return null;
        lock (standingBy)
        {
            if (standby is { StandsBy: true })
                return null;
            try
            {
                standby = Place(plan, node, null, cancellation); // where its checkpoints are depends on its inputs
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null; // only speed is lost; should the stage come to run, it will say what is wrong
            }
            standby.StandBy();
            return standby;
        }
    }

    /// <summary>Tidies up behind a stage while others go on.</summary>
    public void Leave(StagePlace place) => leaving.Add(Task.Run(place.LeaveAsync));

    /// <summary>Waits until everything is tidied up.</summary>
    public Task LeaveNothingAsync() => Task.WhenAll(leaving);

    /// <summary>The result, committed to store and cache; or null, with its errors reported.</summary>
    /// <param name="outputs">The tree digests of the nodes that it reads.</param>
    /// <param name="data">The digests of the declared data in <paramref name="manifest"/>.</param>
    /// <param name="digests">Knows the digests of files that nobody touched.</param>
    /// <param name="prepared">What <see cref="StandBy"/> gave for the node, if anything; the caller leaves it.</param>
    /// <param name="started">Called when the stage begins to work.</param>
    /// <exception cref="MissingObjectException">An input is no longer what the cache says; the caller rebuilds it.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public async Task<StageResult?> RunAsync(
        ModelPlan plan, StageNode node, KeyManifest manifest, Func<NodeId, Digest> outputs, Func<DataInput, ArtifactDigest> data,
        IInputDigests digests, string reason, StagePlace? prepared, Action started, CancellationToken cancellation)
    {
        if (budget.Refuse(node.Resources) is { } refusal)
            return Fail("MB3015", $"stage '{node.Id}' cannot run: {refusal}. Change its `resources` or run it elsewhere.");
        using var share = await budget.AcquireAsync(node.Resources, cancellation);
        report(new StageStartedEvent(plan.Name, node.Id.ToString(), reason));
        // Null while another build tries the same: then each attempt has a folder of its own, which goes with it.
        using var kept = checkpoints.TryTake(manifest.Key, [.. node.Inputs.OfType<DataInput>().Select(declared => declared.Path)], cancellation);
        // Its process may live on, and write; another build's sweep would only come before that one's next stage.
        if (kept is { WasInterrupted: true })
            work.Sweep(StageLeftovers.EndIn);
        // What is there now is what the key says; whether it stays so, also not to become what it was again, the file system can tell.
        IReadOnlyList<string> read = [.. node.Inputs.OfType<DataInput>().Select(declared => declared.Path)];
        var stamps = InputStamps.Of(read);
        if (FindChange(node, data, digests) is { } before)
            return Fail("MB3014", before.Message, before.Place);
        for (var attempt = 1; ; attempt++)
        {
            var place = attempt == 1 && prepared is not null && prepared.TryKeep(kept) ? prepared : Place(plan, node, kept, cancellation);
            using var leave = place == prepared ? null : new Leaving(this, place);
            var folder = place.Folder;
            if (place == prepared)
                folder.Describe(Limited(node), kept?.Path);
            foreach (var input in node.Inputs)
                Provide(input, Path.Combine(folder.Inputs, input.Name), outputs);
            StageExit exit;
            kept?.Begin();
            try
            {
                var running = place.RunAsync();
                started();
                exit = await running;
            }
            catch (OperationCanceledException)
            {
                Settle();
                throw;
            }
            catch (Win32Exception e)
            {
                return Fail("MB3012", $"stage '{node.Id}' cannot be started: {e.Message}{(folder.IsConfined ? Refusals.OfProgram(e) : "")}");
            }
            if (exit.StoodBy)
            {
                (prepared, attempt) = (null, 0); // as if none had
                continue;
            }
            var log = record.KeepLog(plan.Name, node.Id, folder.Log);
            var done = exit is { TimedOut: false, ExitCode: 0 } && Directory.Exists(folder.Output);
            if (!done)
                Settle();
            if (exit is { TimedOut: false, ExitCode: WorthARetry } && attempt < Attempts)
                continue;
            if (!done)
            {
                foreach (var diagnostic in Explain(plan, node, folder, exit, log))
                    report(new DiagnosticEvent(diagnostic));
                return Finish(StageOutcome.Failed, exit.Duration);
            }
            if ((FindChange(node, data, readHere) ?? FindTouch(node, read, stamps) ?? FindCodeChange(plan, node)) is { } change)
            {
                kept?.Delete(); // made from something else than the key says
                return Fail("MB3014", change.Message, change.Place);
            }

            StageResult result;
            try
            {
                result = Commit(folder, exit.Duration);
            }
            catch (ArtifactException e)
            {
                return Fail(e.Code, $"stage '{node.Id}' left an output that cannot be kept: {e.Message} Log: {log}");
            }
            cache.Add(manifest.Key, result);
            kept?.Delete();
            Finish(StageOutcome.Ran, exit.Duration);
            return result;
        }

        void Settle()
        {
            if (kept is { Exists: true } && FindCodeChange(plan, node) is not null)
                kept.Delete();
            else
                kept?.Settle();
        }

        StageResult? Fail(string code, string message, Mark? place = null)
        {
            report(new DiagnosticEvent(Diagnostic.Error(code, place ?? node.Place, message)));
            return Finish(StageOutcome.Failed, TimeSpan.Zero);
        }

        StageResult? Finish(StageOutcome outcome, TimeSpan duration)
        {
            report(new StageFinishedEvent(plan.Name, node.Id.ToString(), outcome, duration.TotalSeconds, manifest.Key.ToString()));
            return null;
        }
    }

    StageNode Limited(StageNode node) => node with { Resources = budget.Limit(node.Resources) };

    StagePlace Place(ModelPlan plan, StageNode node, CheckpointFolder? kept, CancellationToken cancellation)
    {
        var place = work.Create($"{plan.Name}.{node.Id.Stage}");
        var folder = StageFolder.Of(place.Path, landlock is not null);
        string? forCommand = null, spare = null;
        Action<Process> start = process => process.Start();
        try
        {
            folder.Prepare(Limited(node), kept?.Path);
            if (node.Program is CommandProgram)
                forCommand = Directory.CreateDirectory(kept?.Path ?? folder.Checkpoints).FullName;
            if (landlock is { } version)
            {
                var own = new List<string> { folder.Path };
                if (kept is not null && MayKeepCheckpoints(node))
                    own.Add(Directory.CreateDirectory(kept.Path).FullName);
                else if (MayKeepCheckpoints(node))
                    own.Add(Directory.CreateDirectory(spare = Path.Combine(place.Path, "checkpoints")).FullName);
                var reach = StageReach.Of(node, request, Directory.CreateDirectory(store.Objects).FullName, own, CountsContent(plan, node));
                start = process => ConfinedStart.Start(process, reach, version);
            }
        }
        catch
        {
            place.Dispose();
            throw;
        }
        var process = new StageProcess(
            start,
            line => report(new StageLogEvent(plan.Name, node.Id.ToString(), line)),
            (fraction, message) => report(new StageProgressEvent(plan.Name, node.Id.ToString(), fraction, message)));
        return new(place, folder, spare, ready => process.RunAsync(Command(node, folder, standsBy: ready is not null), folder, node, forCommand, ready, cancellation));
    }

    static bool MayKeepCheckpoints(StageNode node) =>
        node.Program is not MethodProgram { Parameters: var parameters } || parameters.Any(parameter => parameter is ContextParameter);

    static bool CountsContent(ModelPlan plan, StageNode node) =>
        plan.Definition.Pipeline.Stages.First(stage => stage.Name == node.Id.Stage).AlgorithmVersion == 0;

    IReadOnlyList<string> Command(StageNode node, StageFolder folder, bool standsBy) => node.Program switch
    {
        CommandProgram command when folder.IsConfined =>
            [SystemFiles.Find(command.Command[0], Environment.GetEnvironmentVariable("PATH") ?? ""), .. command.Command.Skip(1)],
        CommandProgram command => command.Command,
        MethodProgram =>
        [
            request.Dotnet, "exec", "--depsfile", request.Project.DepsFile, "--runtimeconfig", request.Project.RuntimeConfig,
            request.Runner, .. standsBy ? ["--standby"] : Array.Empty<string>(), folder.Path,
        ],
        _ => throw new ArgumentException($"Unknown kind of program: {node.Program}", nameof(node)),
    };

    void Provide(StageInput input, string place, Func<NodeId, Digest> outputs)
    {
        switch (input)
        {
            case NodeInput { Node: var source }:
                Directory.CreateDirectory(Path.GetDirectoryName(place)!); // of a parameter that collects several
                store.Link(new(ArtifactKind.Folder, outputs(source)), place);
                break;
            case DataInput data when OperatingSystem.IsWindows():
                StageInputCopy.Copy(data.Path, place); // links need a privilege there
                break;
            case DataInput data:
                File.CreateSymbolicLink(place, data.Path);
                break;
        }
    }

    /// <summary>Says which data is no longer what the stage's key says. Such a result must not be recorded.</summary>
    static (string Message, Mark Place)? FindChange(StageNode node, Func<DataInput, ArtifactDigest> data, IInputDigests digests)
    {
        foreach (var declared in node.Inputs.OfType<DataInput>())
        {
            ArtifactDigest? now = null;
            try
            {
                now = digests.Find(declared.Path);
            }
            catch (Exception e) when (e is ArtifactException or IOException or UnauthorizedAccessException)
            {
                // Whatever is there now is not what was there before.
            }
            if (now != data(declared))
                return ($"'{declared.Path}' changed while the build ran ({data(declared)} before, {now?.ToString() ?? "nothing"} now), and stage '{node.Id}' reads it, so no result was recorded. Build again.",
                    declared.Place);
        }
        return null;
    }

    /// <summary>Whether somebody wrote to data and put back what was there: what the stage read then, nobody knows.</summary>
    static (string Message, Mark Place)? FindTouch(StageNode node, IReadOnlyList<string> read, string stamps) => InputStamps.Of(read) == stamps
        ? null
        : ($"data of stage '{node.Id}' was written while it ran, and is what it was again: nobody knows what the stage read, so no result was recorded. Build again.",
            node.Inputs.OfType<DataInput>().First().Place);

    (string Message, Mark Place)? FindCodeChange(ModelPlan plan, StageNode node)
    {
        if (node.Program is MethodProgram)
        {
            var stage = plan.Definition.Pipeline.Stages.First(stage => stage.Name == node.Id.Stage);
            var same = false;
            try
            {
                same = request.Project.Code(readHere).Of(stage).Parts.SequenceEqual(node.Code);
            }
            catch (Exception e) when (e is NotAnAssemblyException or ArtifactException or IOException or UnauthorizedAccessException or JsonException)
            {
                // Another build is writing them.
            }
            if (!same)
                return ($"the project's assemblies changed while stage '{node.Id}' ran, so its result was not recorded. Build again.", node.Place);
        }
        return null;
    }

    /// <summary>Objects first, the entry that names them last (by the caller): a crash in between leaves unused objects, never a dangling entry.</summary>
    StageResult Commit(StageFolder folder, TimeSpan duration) => new(
        store.AddFolder(folder.Output, move: true),
        store.AddFile(folder.Log, move: true),
        File.Exists(folder.Metrics) ? store.AddFile(folder.Metrics, move: true) : null,
        duration);

    static IReadOnlyList<Diagnostic> Explain(ModelPlan plan, StageNode node, StageFolder folder, StageExit exit, string log)
    {
        if (exit.TimedOut)
            return [Error("MB3013", $"stage '{node.Id}' ran longer than its `resources.time` of {node.Resources.Time} and was ended. Log: {log}")];
        if (exit.ExitCode == UserFailure && folder.ReadErrors(node, plan.Definition.Locate) is { Count: > 0 } errors)
            return [.. errors.Select(error => error.Code switch
            {
                "MB3001" => error with { Message = $"stage '{node.Id}' failed: {error.Message} Log: {log}" },
                "MB3030" or "MB3031" => error with { Message = $"stage '{node.Id}' {error.Message} Log: {log}" },
                _ => error,
            })];
        var hint = folder.IsConfined ? Refusals.InLog(folder.LastWords()) : "";
        return exit.ExitCode switch
        {
            0 => [Error("MB3011", $"stage '{node.Id}' ended its process with exit code 0 before its output was complete (Environment.Exit?). Return the output instead.{hint} Log: {log}")],
            UserFailure => [Error("MB3001", $"stage '{node.Id}' failed.{hint} Log: {log}")],
            WorthARetry => [Error("MB3010", $"stage '{node.Id}' asked for a retry {Attempts} times.{hint} Log: {log}")],
            > 128 and < 160 => [Error("MB3010", $"stage '{node.Id}' was ended by signal {exit.ExitCode - 128}{Signal(exit.ExitCode - 128)}.{hint} Log: {log}")],
            var code => [Error("MB3010", $"stage '{node.Id}' ended its process with exit code {code} (Environment.Exit?). Throw an exception to fail with a message.{hint} Log: {log}")],
        };

        Diagnostic Error(string code, string message) => Diagnostic.Error(code, node.Place, message);
    }

    static string Signal(int number) => number switch
    {
        6 => " (SIGABRT: the runtime gave up; the log says why)",
        9 => " (SIGKILL: somebody ended it, or memory ran out)",
        11 => " (SIGSEGV: native code failed)",
        15 => " (SIGTERM: somebody ended it)",
        _ => "",
    };

    sealed class Leaving(StageRunner runner, StagePlace place) : IDisposable
    {
        public void Dispose() => runner.Leave(place);
    }
}
