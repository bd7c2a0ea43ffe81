using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;

namespace ModelBuild.Store.State;

/// <summary>What a model of a locked build is held to.</summary>
/// <param name="Lock">Its lock file; null where there is none that can be used.</param>
/// <param name="Errors">Why the build refuses it; empty where it does not.</param>
public sealed record HeldModel(LockFile? Lock, IReadOnlyList<Diagnostic> Errors)
{
    /// <param name="plan">Its declared data is there.</param>
    public static HeldModel Of(ModelPlan plan, ModelProject project, IInputDigests digests)
    {
        var path = LockFile.PathOf(plan.Definition.File, plan.Name);
        LockFile locked;
        try
        {
            locked = LockFile.Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse($"there is no lock file '{path}'");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return Refuse($"the lock file '{path}' cannot be used: {e.Message}");
        }
        return new(locked, ModelLock.Differences(locked, path, plan, project.BuildConfiguration, data => digests.Find(data.Path)!.Value));

        HeldModel Refuse(string why) => new(null,
            [Diagnostic.Error("MB3040", new(plan.Definition.File, 1, 1), $"ModelLockedMode is set, and {why}. Train without it once, and commit the lock file.")]);
    }
}
