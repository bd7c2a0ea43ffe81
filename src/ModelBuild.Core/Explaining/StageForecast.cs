using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Explaining;

/// <summary>What a build would do with a stage.</summary>
public enum Outlook
{
    /// <summary>Nothing: its result is that of the last build.</summary>
    UpToDate,

    /// <summary>Take its result from the cache, this machine's or a remote one.</summary>
    Restored,

    /// <summary>Run it.</summary>
    Runs,

    /// <summary>That depends on the output of a stage that runs.</summary>
    MayRun,
}

/// <param name="Reason">What differs from the last build, or what it waits for; empty where it is up to date.</param>
/// <param name="LastTime">How long it took when it last ran; null where that is not known.</param>
public sealed record StageForecast(NodeId Node, Outlook Outlook, string Reason, TimeSpan? LastTime)
{
    /// <summary>Where its result is restored from and who vouches for it, in words; null where that is this machine's cache.</summary>
    public string? Origin { get; init; }

    const string Accepted = "the cache (the lock file's digest)";
    const string Gone = "its result is no longer in the cache";

    /// <summary>One for each stage in the order of the graph. The declared data must be there (<see cref="DeclaredData"/>).</summary>
    /// <param name="state">What the last good build left, if anything.</param>
    /// <param name="shared">Asked for what is not in the cache; null for nobody.</param>
    /// <param name="locked">What the outputs must be; null where nothing says so.</param>
    /// <param name="isUpToDate">Whether a build would do nothing at all. One that does anything takes all results from the cache, where one may be no longer.</param>
    public static IReadOnlyList<StageForecast> Of(StageGraph graph, ModelState? state, IInputDigests digests, IStageResults cache, ISharedResults? shared, LockFile? locked, bool isUpToDate)
    {
        var forecasts = new List<StageForecast>();
        var outputs = new Dictionary<NodeId, Digest>();
        foreach (var node in graph.Nodes)
        {
            var last = state?.Nodes.GetValueOrDefault(node.Id);
            if (node.Inputs.OfType<NodeInput>().FirstOrDefault(input => !outputs.ContainsKey(input.Node)) is { } waits)
            {
                forecasts.Add(new(node.Id, Outlook.MayRun, $"it waits for the output of {waits.Node}{Besides(node, last)}", last?.Result.Duration));
                continue;
            }
            var manifest = StageKeyWriter.Write(node, source => outputs[source], data => digests.Find(data.Path)!.Value);
            var wanted = locked?.OutputOf(node.Id);
            if (node.Volatile && wanted is null)
            {
                forecasts.Add(new(node.Id, Outlook.Runs, $"it {UpToDateCheck.EveryBuild}", last?.Result.Duration));
                continue;
            }
            var known = isUpToDate ? last!.Result : Fitting(cache.Find(manifest.Key), wanted);
            string? origin = null;
            if (known is null && wanted is { } output && cache.HasOutput(output))
                (known, origin) = (new(output, default, null, last?.Result.Duration ?? TimeSpan.Zero), Accepted);
            else if (known is null && shared?.FindShared(manifest.Key) is { } there && Fitting(there.Result, wanted) is { } fitting)
                (known, origin) = (fitting, there.Origin);
            var reason = state is null ? UpToDateCheck.NeverBuilt : state.FirstDifference(node, manifest);
            if (reason is null && (known is null || origin is not null))
                reason = Gone;
            var outlook = reason is null ? Outlook.UpToDate : known is null ? Outlook.Runs : Outlook.Restored;
            forecasts.Add(new(node.Id, outlook, reason ?? "", (known ?? last?.Result)?.Duration) { Origin = origin });
            if (known is not null)
                outputs[node.Id] = known.Output;
        }
        return forecasts;

        static StageResult? Fitting(StageResult? result, Digest? wanted) => wanted is null || result?.Output == wanted ? result : null;

        // What it waits for may come out as it was; what differs besides will not.
        string Besides(StageNode node, NodeState? last)
        {
            if (last is null || node.Inputs.OfType<NodeInput>().Any(input => !outputs.ContainsKey(input.Node) && !state!.Nodes.ContainsKey(input.Node)))
                return "";
            var manifest = StageKeyWriter.Write(node, source => outputs.TryGetValue(source, out var known) ? known : state!.Nodes[source].Result.Output, data => digests.Find(data.Path)!.Value);
            return state!.FirstDifference(node, manifest) is { } difference ? $", and {difference}" : "";
        }
    }
}
