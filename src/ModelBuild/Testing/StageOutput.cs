using System.Reflection;

namespace ModelBuild.Testing;

/// <summary>What one instance of a stage returned, as its readers get it: read anew for each of them, or kept in memory.</summary>
/// <param name="Instance">The item; empty for a stage that runs once.</param>
/// <param name="Type">The artifact's type.</param>
/// <param name="Folder">Where it was written; null in memory.</param>
/// <param name="Artifact">The artifact itself; null where it was written.</param>
/// <param name="Context">What the stage reported; null for an output that was given.</param>
sealed record StageOutput(string Instance, Type Type, string? Folder, IArtifact? Artifact, TestStageContext? Context)
{
    public object Read()
    {
        if (Artifact is not null)
            return Artifact;
        using var culture = new BuildCulture();
        return typeof(StageOutput).GetMethod(nameof(ReadArtifact), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(Type).Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [Folder], culture: null)!;
    }

    /// <summary>Writes the artifact, unless it shall stay in memory and can.</summary>
    public static StageOutput Keep(string instance, IArtifact artifact, string folder, bool inMemory, TestStageContext? context)
    {
        if (inMemory && artifact is not IFileBacked)
            return new(instance, artifact.GetType(), null, artifact, context);
        using var culture = new BuildCulture();
        artifact.Write(Directory.CreateDirectory(folder).FullName);
        return new(instance, artifact.GetType(), folder, null, context);
    }

    static object ReadArtifact<T>(string folder) where T : IArtifact<T> => T.Read(folder);
}
