using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Explaining;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.State;

/// <summary>What a build of a project would do and why, for each model that can be planned.</summary>
public sealed record ProjectExplanation(IReadOnlyList<ModelExplanation> Models, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Writes nothing but the stat index.</summary>
    /// <param name="cacheFolder">This machine's cache.</param>
    /// <param name="today">In UTC.</param>
    /// <param name="shared">Results of other machines. Default: none.</param>
    public static ProjectExplanation Of(ModelProject project, string cacheFolder, DateOnly today, ISharedResults? shared = null)
    {
        var index = new StatIndex(project.StatIndexFile);
        var digests = new AskedOnce(new InputDigests(index));
        var cache = new StageCache(cacheFolder);
        var plan = ProjectPlan.Load(project, digests);
        var diagnostics = new List<Diagnostic>(plan.Diagnostics);
        var models = new List<ModelExplanation>();
        foreach (var model in plan.Models)
        {
            // Without its data nothing is said of stages, and nothing can be compared.
            var held = project.Lock == LockMode.Locked && DeclaredData.Check(model.Graph, digests, []) ? HeldModel.Of(model, project, digests) : null;
            models.Add(ModelExplanation.Of(model, ModelStateFile.Read(project.StateFile(model.Name)), digests, cache, shared, held?.Lock, project, diagnostics, today));
            diagnostics.AddRange(held?.Errors ?? []);
        }
        index.Save();
        return new(models, diagnostics);
    }
}
