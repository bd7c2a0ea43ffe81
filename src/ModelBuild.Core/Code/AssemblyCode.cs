using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Code;

/// <summary>
/// Identifies a stage by all code of the project's own assemblies, the content of every package assembly beside them, and the
/// settings of the runtime that runs them: coarser than what the stage can reach, never finer. A declared algorithm version stands for the code of its stage.
/// </summary>
/// <param name="projectAssemblies">Paths of the project's own assemblies and of those of the projects that it references.</param>
/// <param name="packageAssemblies">Paths of the assemblies that packages bring, without ModelBuild's own.</param>
/// <param name="builtInAssemblies">Paths of ModelBuild's own; they count where the project's own code calls them.</param>
/// <param name="runtimeConfig">Path of the project's <c>*.runtimeconfig.json</c>.</param>
/// <param name="digests">Reads package assemblies.</param>
public sealed class AssemblyCode(
    IReadOnlyList<string> projectAssemblies, IReadOnlyList<string> packageAssemblies, IReadOnlyList<string> builtInAssemblies,
    string runtimeConfig, IInputDigests digests) : ICodeIdentity
{
    IReadOnlyList<KeyPart>? parts;

    public IReadOnlyList<KeyPart> Of(StageDescription stage) => stage.AlgorithmVersion == 0
        ? parts ??= [.. ProjectParts(), .. BuiltInParts(), .. PackageParts(), .. RuntimeSettings.Of(runtimeConfig)]
        : [new("algorithm", stage.Member, stage.AlgorithmVersion.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    IEnumerable<KeyPart> ProjectParts() => CodeOf(projectAssemblies);

    // By code rather than content: the package has them portable and compiled ahead of time, which is the same code.
    IEnumerable<KeyPart> BuiltInParts() => projectAssemblies.Any(CallsBuiltIn) ? CodeOf(builtInAssemblies) : [];

    bool CallsBuiltIn(string path)
    {
        using var assembly = ManagedAssembly.Open(path);
        return builtInAssemblies.Any(builtIn => assembly.References(Path.GetFileNameWithoutExtension(builtIn)));
    }

    static IEnumerable<KeyPart> CodeOf(IReadOnlyList<string> assemblies) => assemblies
        .Select(path => new KeyPart("code", Path.GetFileNameWithoutExtension(path), CodeDigest.Of(path).ToString()))
        .OrderBy(part => part.Name, StringComparer.Ordinal);

    IEnumerable<KeyPart> PackageParts() => packageAssemblies
        .Select(path => new KeyPart("package", Path.GetFileName(path), digests.Find(path)?.ToString() ?? "missing"))
        .OrderBy(part => part.Name, StringComparer.Ordinal)
        .ThenBy(part => part.Value, StringComparer.Ordinal);
}
