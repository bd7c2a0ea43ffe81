using System.Collections.Concurrent;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Remote;
using ModelBuild.Store;

namespace ModelBuild.Execution;

/// <summary>Brings the nodes of one model up to date: each as soon as its inputs are known, several at a time.</summary>
/// <param name="locked">What the outputs must be; null where nothing says so.</param>
/// <param name="remote">Knows results of other machines; null for none.</param>
/// <param name="running">Stages that run now, by key: two models that need the same one share it.</param>
/// <param name="made">The keys of stages that ran in this build, also before it had to begin anew since the store had lost something.</param>
/// <param name="last">The last good build, for the reasons.</param>
sealed class ModelRun(
    ModelPlan plan, ModelState? last, IInputDigests digests, ContentStore store, StageCache cache, LockFile? locked, RemoteCache? remote, StageRunner runner,
    ConcurrentDictionary<Digest, Lazy<Task<StageResult?>>> running, ConcurrentDictionary<Digest, bool> made, Action<EngineEvent> report)
{
    readonly Dictionary<NodeId, Task<NodeState?>> nodes = [];
    readonly Dictionary<NodeId, TaskCompletionSource<bool>> working = []; // true: its stage runs; false: it is done without
    volatile bool failed;
    int run;
    int restored;

    /// <summary>Nodes that are up to date and that others read. Default: none.</summary>
    public IReadOnlyDictionary<NodeId, NodeState> Given { get; init; } = new Dictionary<NodeId, NodeState>();

    /// <summary>How many nodes really ran.</summary>
    public int Ran => run;

    /// <summary>How many nodes have a result of another build than the last good one.</summary>
    public int Restored => restored;

    /// <summary>The nodes of <paramref name="graph"/>, all up to date; or null, with the errors reported.</summary>
    /// <exception cref="MissingObjectException">The store lost something that the cache names.</exception>
    public async Task<IReadOnlyDictionary<NodeId, NodeState>?> RunAsync(StageGraph graph, CancellationToken cancellation)
    {
        foreach (var node in graph.Nodes)
            working[node.Id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // They look each other up, so none begins before all are there.
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var node in graph.Nodes)
            nodes[node.Id] = BringUpToDateAsync(node, begin.Task, cancellation);
        begin.SetResult();
        try
        {
            await Task.WhenAll(nodes.Values);
        }
        catch
        {
            failed = true;
            throw;
        }
        return failed ? null : nodes.ToDictionary(node => node.Key, node => node.Value.Result!);
    }

    async Task<NodeState?> BringUpToDateAsync(StageNode node, Task begin, CancellationToken cancellation)
    {
        await begin;
        StagePlace? standby = null;
        try
        {
            // What it reads is being made now, so it will most likely run next.
            var soon = false;
            foreach (var input in node.Inputs.OfType<NodeInput>().Where(input => !Given.ContainsKey(input.Node)))
                soon |= await working[input.Node].Task && !nodes[input.Node].IsCompleted;
            if (soon && !failed)
                standby = runner.StandBy(plan, node, cancellation);
            return await FindOrRunAsync(node, standby, cancellation);
        }
        finally
        {
            working[node.Id].TrySetResult(false);
            if (standby is not null)
                runner.Leave(standby);
        }
    }

    async Task<NodeState?> FindOrRunAsync(StageNode node, StagePlace? standby, CancellationToken cancellation)
    {
        var outputs = new Dictionary<NodeId, Digest>();
        var inputs = new List<NodeState>();
        foreach (var input in node.Inputs.OfType<NodeInput>())
        {
            if ((Given.GetValueOrDefault(input.Node) ?? await nodes[input.Node]) is not { } source)
                return null;
            outputs[input.Node] = source.Result.Output;
            inputs.Add(source);
        }
        var data = new Dictionary<string, ArtifactDigest>();
        foreach (var declared in node.Inputs.OfType<DataInput>())
        {
            if (digests.Find(declared.Path) is { } found)
            {
                data[declared.Name] = found;
                continue;
            }
            failed = true;
            report(new DiagnosticEvent(Diagnostic.Error("MB3014", declared.Place, $"'{declared.Path}' vanished while the build ran, and stage '{node.Id}' needs it. Put it back and build again.")));
            return null;
        }
        var manifest = StageKeyWriter.Write(node, source => outputs[source], declared => data[declared.Name]);

        var wanted = locked?.OutputOf(node.Id);
        // What looks outside runs again, but once in a build and not where its output was accepted.
        var mayRepeat = !node.Volatile || wanted is not null || made.ContainsKey(manifest.Key);
        if (mayRepeat && cache.Find(manifest.Key) is { } known && (wanted is null || wanted == known.Output) && cache.Touch(manifest.Key))
        {
            if (made.ContainsKey(manifest.Key))
                Interlocked.Increment(ref run);
            else
                Found(known);
            return new(manifest, known) { Listing = node.Listing };
        }
        if (failed)
            return null;
        // Another machine's key may be another, and its output is the accepted one all the same.
        if (wanted is { } output && store.IsWhole(output))
        {
            report(new StageFinishedEvent(plan.Name, node.Id.ToString(), StageOutcome.UpToDate, 0, manifest.Key.ToString()));
            return new(manifest, new(output, store.AddBytes([]), null, TimeSpan.Zero)) { Listing = node.Listing };
        }
        if (mayRepeat && remote is not null && await remote.FindAsync(manifest.Key) is { } there && (wanted is null || wanted == there.Result.Output))
        {
            Found(there.Result, remote.Name, there.Signer);
            return new(manifest, there.Result) { Listing = node.Listing };
        }
        if (wanted is { } accepted && remote is not null && await remote.FindFolderAsync(manifest.Key, accepted))
        {
            var brought = new StageResult(accepted, store.AddBytes([]), null, TimeSpan.Zero);
            Found(brought, remote.Name, "the lock file's digest");
            return new(manifest, brought) { Listing = node.Listing };
        }
        var own = new Lazy<Task<StageResult?>>(RunAsync);
        var shared = running.GetOrAdd(manifest.Key, own);
        if (shared != own)
        {
            if (standby is not null)
                runner.Leave(standby);
            working[node.Id].TrySetResult(true);
        }
        var result = await shared.Value;
        if (result is null)
        {
            failed = true;
            return null;
        }
        Interlocked.Increment(ref run);
        if (wanted is not null && wanted != result.Output)
        {
            failed = true;
            report(new DiagnosticEvent(Diagnostic.Error("MB3042", node.Place,
                $"stage '{node.Id}' gave {result.Output}, and the lock file says {wanted}, from the same code, options and data. It is not deterministic or depends on the machine; restore the accepted output from a cache, or train without ModelLockedMode and commit the lock file.")));
            return null;
        }
        return new(manifest, result) { Listing = node.Listing };

        void Found(StageResult known, string? place = null, string? signer = null)
        {
            var isLast = place is null && last?.Nodes.GetValueOrDefault(node.Id)?.Manifest.Key == manifest.Key;
            if (!isLast)
                Interlocked.Increment(ref restored);
            report(new StageFinishedEvent(plan.Name, node.Id.ToString(), isLast ? StageOutcome.UpToDate : StageOutcome.Restored,
                known.Duration.TotalSeconds, manifest.Key.ToString(), place, signer));
        }

        async Task<StageResult?> RunAsync()
        {
            if (remote is not null)
                await Task.WhenAll(inputs.Select(input => remote.BringAsync(input.Manifest.Key)));
            var fresh = await runner.RunAsync(plan, node, manifest, source => outputs[source], declared => data[declared.Name], digests, Reason(node, manifest),
                standby, () => working[node.Id].TrySetResult(true), cancellation);
            if (fresh is null)
                return null;
            made[manifest.Key] = true;
            if (!node.Volatile)
                remote?.Upload(manifest.Key, fresh);
            return fresh;
        }
    }

    string Reason(StageNode node, KeyManifest manifest) =>
        node.Volatile ? $"it {UpToDateCheck.EveryBuild}"
        : last is null || !last.Nodes.ContainsKey(node.Id) ? "no result in the cache"
        : last.FirstDifference(node, manifest) ?? "its result is no longer in the cache";
}
