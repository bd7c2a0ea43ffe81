using System.Collections.Concurrent;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Remote;
using ModelBuild.Store;

namespace ModelBuild.Execution;

/// <summary>What all models of one build share.</summary>
/// <param name="Remote">Null for none.</param>
/// <param name="NewRunner">A runner of stages that tells somebody else.</param>
sealed record Workbench(
    IInputDigests Digests, ContentStore Store, StageCache Cache, WorkFolders Work, RemoteCache? Remote, Func<Action<EngineEvent>, StageRunner> NewRunner, StageRunner Runner)
{
    /// <summary>The keys of stages that ran in this build, also before it had to begin anew since the store had lost something.</summary>
    public ConcurrentDictionary<Digest, bool> Made { get; } = new();

    /// <summary>Stages that run now, by key. Another one for each attempt.</summary>
    public ConcurrentDictionary<Digest, Lazy<Task<StageResult?>>> Running { get; init; } = new();

    /// <param name="last">The last good build, for the reasons.</param>
    /// <param name="locked">What the outputs must be; null where nothing says so.</param>
    public ModelRun NewRun(ModelPlan plan, ModelState? last, LockFile? locked, Action<EngineEvent> report) =>
        new(plan, last, Digests, Store, Cache, locked, Remote, Runner, Running, Made, report);

    /// <summary>Brings a node up to date that is not of the model's graph. Its failure is an answer and no error of the build.</summary>
    /// <param name="given">Up to date, and what the node reads.</param>
    public async Task<(NodeState? State, string Why)> RunBesideAsync(
        ModelPlan plan, StageNode node, IReadOnlyDictionary<NodeId, NodeState> given, Action<EngineEvent> report, CancellationToken cancellation)
    {
        var why = "it did not end.";
        var runner = NewRunner(Tell);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var run = new ModelRun(plan, null, Digests, Store, Cache, null, Remote, runner, new(), Made, Tell) { Given = given };
                if (await run.RunAsync(StageGraph.Of(node), cancellation) is not { } nodes)
                    return (null, why);
                var state = nodes[node.Id];
                if (Remote is not null)
                    await Remote.BringAsync(state.Manifest.Key);
                if (Store.IsWhole(state.Result.Output))
                    return (state, "");
                Cache.Remove(state.Manifest.Key);
                if (attempt == 2)
                    return (null, "the store loses what it gave.");
            }
        }
        finally
        {
            await runner.LeaveNothingAsync();
        }

        void Tell(EngineEvent happened)
        {
            if (happened is DiagnosticEvent { Diagnostic: { Severity: Core.Diagnostics.Severity.Error } error })
                why = error.Message;
            else
                report(happened);
        }
    }
}
