using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Code;

/// <summary>
/// Identifies a stage by all code of the project's own assemblies and the content of every package assembly beside them:
/// coarser than what the stage can reach, never finer. A declared algorithm version stands for the code of its stage.
/// </summary>
/// <param name="projectAssemblies">Paths of the project's own assemblies and of those of the projects that it references.</param>
/// <param name="packageAssemblies">Paths of the assemblies that packages bring, without ModelBuild's own.</param>
/// <param name="digests">Reads package assemblies.</param>
public sealed class AssemblyCode(
    IReadOnlyList<string> projectAssemblies, IReadOnlyList<string> packageAssemblies, IInputDigests digests) : ICodeIdentity
{
    IReadOnlyList<KeyPart>? parts;

    public IReadOnlyList<KeyPart> Of(PipelineDescription pipeline, StageDescription stage) => stage.AlgorithmVersion == 0
        ? parts ??= [.. ProjectParts(), .. PackageParts()]
        : [new("algorithm", $"{pipeline.Type}.{stage.Method}", stage.AlgorithmVersion.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    IEnumerable<KeyPart> ProjectParts() => projectAssemblies
        .Select(path => new KeyPart("code", Path.GetFileNameWithoutExtension(path), CodeDigest.Of(path).ToString()))
        .OrderBy(part => part.Name, StringComparer.Ordinal);

    IEnumerable<KeyPart> PackageParts() => packageAssemblies
        .Select(path => new KeyPart("package", Path.GetFileName(path), digests.Find(path)?.ToString() ?? "missing"))
        .OrderBy(part => part.Name, StringComparer.Ordinal)
        .ThenBy(part => part.Value, StringComparer.Ordinal);
}
