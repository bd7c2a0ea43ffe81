using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Locking;

/// <summary>What a build does with lock files.</summary>
public enum LockMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Writes what an accepted model was made from. Default.</summary>
    Update,

    /// <summary>Refuses to train anything but what they say.</summary>
    Locked,
}

/// <summary>Makes lock files of builds, and holds builds to them.</summary>
public static class ModelLock
{
    /// <summary>Whether a build of a model is the one that its lock file is about: nothing lies over the definition.</summary>
    public static bool IsAbout(ModelProject project, ModelPlan plan) =>
        project.Lock == LockMode.Update && project.Configuration.Environment.Length == 0 && plan.Definition.Overrides.Count == 0;

    /// <summary>The lock file of a model whose gates have passed.</summary>
    /// <param name="configuration">The build configuration.</param>
    public static LockFile Of(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, EvaluationMetrics? metrics, string configuration)
    {
        var stages = new Dictionary<string, LockedStage>();
        foreach (var stage in nodes.GroupBy(node => node.Key.Stage))
            stages[stage.Key] = new(
                LockedStage.FactsOf(stage.ToDictionary(node => node.Key.Instance, node => node.Value.Manifest)),
                stage.ToDictionary(node => node.Key.Instance, node => node.Value.Result.Output));
        var values = new Dictionary<string, double>();
        foreach (var metric in metrics?.Metrics ?? [])
            values.TryAdd(metric.Name, metric.Value);
        return new(IsKeyedByCode(plan) ? configuration : null, stages, values, [.. plan.Definition.Gates.Where(gate => HasPassed(plan, gate)).Select(gate => gate.Name)]);
    }

    /// <summary>What needs neither a champion nor a clock and would have refused the model: it is accepted, so it holds.</summary>
    static bool HasPassed(ModelPlan plan, GateDeclaration gate) =>
        gate.IsReproducible && gate.Severity == Severity.Error && !gate.LetsFewPass
        && !plan.Definition.Waivers.Any(waiver => waiver.Gate == gate.Name || waiver.Gate.StartsWith(gate.Name + " [", StringComparison.Ordinal));

    /// <summary>What of a plan is not what the lock file says; empty where it is all the same.</summary>
    /// <param name="path">Of the lock file.</param>
    /// <param name="configuration">The build configuration.</param>
    /// <param name="data">The digest of declared data.</param>
    public static IReadOnlyList<Diagnostic> Differences(LockFile locked, string path, ModelPlan plan, string configuration, Func<DataInput, ArtifactDigest> data)
    {
        if (IsKeyedByCode(plan) && locked.Configuration != configuration)
            return [Diagnostic.Error("MB3041", new(plan.Definition.File, 1, 1),
                $"'{path}' is about code of the configuration {locked.Configuration ?? "(none)"}, and this build is {configuration}. Build with -c {locked.Configuration ?? configuration}, or train in {configuration} without ModelLockedMode and commit the lock file.")];
        var differences = new List<Diagnostic>();
        var stages = plan.Graph.Nodes.GroupBy(node => node.Id.Stage).ToList();
        foreach (var stage in stages)
        {
            // The outputs of other stages are no facts of this one.
            var facts = LockedStage.FactsOf(stage.ToDictionary(node => node.Id.Instance, node => StageKeyWriter.Write(node, _ => None, data)));
            var old = locked.Stages.TryGetValue(stage.Key, out var known) ? known.Facts : new Dictionary<string, string>();
            foreach (var fact in facts.Keys.Union(old.Keys).Order(StringComparer.Ordinal))
            {
                var (now, before) = (facts.GetValueOrDefault(fact), old.GetValueOrDefault(fact));
                if (now != before)
                {
                    Add(stage.First(), $"{Named(fact, stage.Key)} is {now ?? "not set"}, and the lock file says {before ?? "nothing of it"}");
                    break; // the first of a stage says enough
                }
            }
        }
        foreach (var stage in locked.Stages.Keys.Except(stages.Select(stage => stage.Key)).Order(StringComparer.Ordinal))
            differences.Add(Refuse(new(plan.Definition.File, 1, 1), $"the lock file has a stage '{stage}', which is not in the pipeline or switched off"));
        return differences;

        void Add(StageNode node, string what) => differences.Add(Refuse(node.Place, what));

        Diagnostic Refuse(Mark place, string what) => Diagnostic.Error("MB3041", place,
            $"{what} ('{path}'). In locked mode nothing else is trained: commit what TrainModel writes there without ModelLockedMode, where the gates hold or are waived, or take the change back.");
    }

    static readonly Digest None = Digest.Of([]);

    static string Named(string fact, string stage) => fact.Contains('.') && !fact.Contains(' ') ? fact : $"{fact} of stage '{stage}'";

    static bool IsKeyedByCode(ModelPlan plan) => plan.Graph.Nodes.Any(node => node.Listing is not null);
}
