using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;

namespace ModelBuild.Core.Planning;

/// <summary>Decides, without starting anything, whether a model is what its inputs say.</summary>
public static class UpToDateCheck
{
    /// <summary>The reason for work on a model that has no state.</summary>
    public const string NeverBuilt = "it was not built here before";

    /// <summary>The first reason for work on a model, or null when there is none.</summary>
    /// <param name="state">What the last good build left, if anything.</param>
    /// <param name="diagnostics">Receives errors that no work can mend: data that is not there.</param>
    /// <param name="today">In UTC.</param>
    public static string? FirstReason(
        ModelPlan plan, ModelState? state, IInputDigests digests, ModelProject project, List<Diagnostic> diagnostics, DateOnly today)
    {
        if (FirstReason(plan.Graph, state, digests, diagnostics) is { } reason)
            return reason;
        if (state!.Nodes.Count > plan.Graph.Nodes.Count) // all of these are in the state
            return $"{state.Nodes.Keys.Except(plan.Graph.Nodes.Select(node => node.Id)).First()} is no longer in the pipeline";
        if (plan.Model.ToString() != state.ModelStage)
            return $"the model is the output of {plan.Model} now, and was that of {state.ModelStage}";
        if ((plan.Evaluation?.ToString() ?? "") != state.EvaluationStage)
            return "another stage is judged";
        if (plan.Gates(digests) != state.Gates)
            return "gates or waivers changed";
        if (plan.Champion(digests, project) != state.Champion)
            return "the champion is another one";
        if (state.WaivedUntil is { } last && today > last)
            return $"a waiver ended on {Waiver.Text(last)}";
        if (digests.FindFolder(project.ModelFolder(plan.Name)) != state.Model)
            return "the model's folder is missing or was changed";
        // Beside the model they are part of its folder.
        var reports = project.ReportsFolder.Length > 0 ? digests.FindFolder(project.ReportsOf(plan.Name)) : null;
        if (reports != state.Reports || (project.ReportsFolder.Length > 0 && reports is null))
            return "the reports are missing or were changed";
        return (project.Lock == LockMode.Locked || ModelLock.IsAbout(project, plan)) && LockFile.Find(plan.Definition.File, plan.Name, digests) != state.Lock
            ? "the lock file is missing or says something else"
            : null;
    }

    /// <summary>The reason for work that no state can take away: a stage that looks outside, or a feed that says which champion there is. Null where there is none.</summary>
    public static string? LooksOutside(ModelPlan plan, ModelState? state, ModelProject project) =>
        plan.AsksForChampion || (plan.HasChampion && state is { LooksForChampion: true })
            ? "a feed is asked for the champion in every build"
            : LooksOutside(plan.Graph.Nodes.Concat(plan.GateNodes), project);

    /// <summary>The same of stages alone. Null in a locked build, which takes what was accepted.</summary>
    public static string? LooksOutside(IEnumerable<StageNode> nodes, ModelProject project)
    {
        if (project.Lock == LockMode.Locked)
            return null;
        foreach (var node in nodes)
            if (node.Volatile)
                return $"{node.Id} {EveryBuild}";
        return null;
    }

    /// <summary>Why a stage runs that looks outside.</summary>
    public const string EveryBuild = "looks outside in every build";

    /// <summary>The first reason to run a stage of <paramref name="graph"/>, or null when there is none.</summary>
    public static string? FirstReason(StageGraph graph, ModelState? state, IInputDigests digests, List<Diagnostic> diagnostics)
    {
        if (!DeclaredData.Check(graph, digests, diagnostics))
            return "declared data is missing";
        if (state is null)
            return NeverBuilt;
        foreach (var node in graph.Nodes)
        {
            if (!state.Nodes.TryGetValue(node.Id, out var last))
                return $"{node.Id} is new";
            // An earlier difference was returned already, so the outputs of the sources are those of the state.
            var manifest = StageKeyWriter.Write(node, source => state.Nodes[source].Result.Output, data => digests.Find(data.Path)!.Value);
            if (manifest.Key != last.Manifest.Key)
                return $"{node.Id}: {state.FirstDifference(node, manifest)}";
        }
        return null;
    }
}

/// <summary>The data that a definition declares must be there before anything starts.</summary>
public static class DeclaredData
{
    /// <returns>False, with an error for each declaration that cannot be used, when there is one.</returns>
    public static bool Check(StageGraph graph, IInputDigests digests, List<Diagnostic> diagnostics)
    {
        var before = diagnostics.Count;
        foreach (var data in graph.Nodes.SelectMany(node => node.Inputs.OfType<DataInput>()).DistinctBy(data => $"{data.Place}\n{data.Path}"))
        {
            try
            {
                if (digests.Find(data.Path) is null)
                    diagnostics.Add(Diagnostic.Error("MB2060", data.Place,
                        $"there is no file or folder '{data.Path}'. Paths are relative to the definition's folder; fetch the data or correct the path."));
            }
            catch (ArtifactException e)
            {
                diagnostics.Add(Diagnostic.Error(e.Code, data.Place, e.Message));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                diagnostics.Add(Diagnostic.Error("MB2061", data.Place, $"the data cannot be read: {e.Message} Correct its permissions or the path."));
            }
        }
        return diagnostics.Count == before;
    }
}
