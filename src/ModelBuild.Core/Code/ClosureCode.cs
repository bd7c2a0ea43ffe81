using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Code;

/// <summary>
/// Identifies a stage by the code that it can reach in the project's own assemblies, the content of the package assemblies that
/// it reaches, and the settings of the runtime. A declared algorithm version stands for the code of its stage, and for all of packages but what
/// <c>[DependsOn]</c> names. Not thread-safe.
/// </summary>
/// <param name="projectAssemblies">Paths of the project's own assemblies and of those of the projects that it references.</param>
/// <param name="packageAssemblies">Paths of the assemblies that packages bring, without ModelBuild's own.</param>
/// <param name="builtInAssemblies">Paths of ModelBuild's own; they are followed where the project's own code calls them.</param>
/// <param name="runtimeConfig">Path of the project's <c>*.runtimeconfig.json</c>.</param>
/// <param name="digests">Reads package assemblies.</param>
public sealed class ClosureCode(
    IReadOnlyList<string> projectAssemblies, IReadOnlyList<string> packageAssemblies, IReadOnlyList<string> builtInAssemblies,
    string runtimeConfig, IInputDigests digests) : ICodeIdentity
{
    // Makes serializers look at which members may be null.
    const string Nullability = "System.Text.Json.Serialization.RespectNullableAnnotationsDefault";

    CodeGraph? graph;
    KeyPart[]? runtimeSettings;

    public StageCode Of(StageDescription stage)
    {
        if (stage.AlgorithmVersion != 0)
            return new([new("algorithm", stage.Member, stage.AlgorithmVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. Packages(Named(stage))], null);
        graph ??= new(projectAssemblies, builtInAssemblies, packageAssemblies);
        runtimeSettings ??= [.. RuntimeSettings.Of(runtimeConfig)];
        var closure = graph.ClosureOf(stage.Assembly, stage.Token, Array.Exists(runtimeSettings, part => part is { Name: Nullability, Value: not "false" }));
        return new([new(KeyManifest.Code, "", closure.Listing.Digest.ToString()), .. Packages(closure.Packages), .. runtimeSettings], closure.Listing);
    }

    /// <summary>The managed assemblies alone, which are the same for every platform: a version stands for its stage on all of them.</summary>
    IEnumerable<string> Named(StageDescription stage) => packageAssemblies
        .Where(path => Path.GetExtension(path) == ".dll" && stage.Packages.Contains(Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase));

    IEnumerable<KeyPart> Packages(IEnumerable<string> paths) => paths
        .Select(path => new KeyPart("package", Path.GetFileName(path), digests.Find(path)?.ToString() ?? "missing"))
        .OrderBy(part => part.Name, StringComparer.Ordinal)
        .ThenBy(part => part.Value, StringComparer.Ordinal);
}
