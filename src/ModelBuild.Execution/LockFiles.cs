using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Store.State;

namespace ModelBuild.Execution;

/// <summary>The lock files of a project: what a locked build is held to, and what an accepted model leaves.</summary>
sealed class LockFiles(ModelProject project, IInputDigests digests, Action<Diagnostic> report)
{
    /// <summary>What a model is held to; null after an error. Its declared data is there.</summary>
    public LockFile? Hold(ModelPlan plan)
    {
        var (held, errors) = HeldModel.Of(plan, project, digests);
        foreach (var error in errors)
            report(error);
        return errors.Count == 0 ? held : null;
    }

    /// <summary>Writes down what an accepted model was made from, if the build is about that and something in it is new.</summary>
    /// <returns>The digest of the file that the build goes by; null where it is about none.</returns>
    public Digest? Keep(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, EvaluationMetrics? metrics)
    {
        var path = PathOf(plan);
        if (!ModelLock.IsAbout(project, plan))
            return project.Lock == LockMode.Locked ? LockFile.Find(plan.Definition.File, plan.Name, digests) : null;
        var content = ModelLock.Of(plan, nodes, metrics, project.BuildConfiguration).Write();
        // Of the configuration, which holds the model's lock: what a killed build left of it, the next one replaces or removes.
        var temporary = $"{path}.{Digest.OfText(project.StateFolder).Hex[..8]}.tmp";
        try
        {
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            {
                using (var file = File.Create(temporary))
                {
                    file.Write(content);
                    file.Flush(flushToDisk: true);
                }
                File.Move(temporary, path, overwrite: true);
            }
            else
                File.Delete(temporary); // both names may have outlived a power failure
            return Digest.Of(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            report(new("MB3043", Severity.Warning, new(path, 0, 0), $"the lock file of '{plan.Name}' cannot be written: {e.Message} Correct the permissions, or set ModelLockFile=false."));
            return LockFile.Find(plan.Definition.File, plan.Name, digests);
        }
    }

    static string PathOf(ModelPlan plan) => LockFile.PathOf(plan.Definition.File, plan.Name);
}
