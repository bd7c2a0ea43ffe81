using ModelBuild.Core.Code;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Core.Planning;

/// <summary>Everything that the build knows about a project with model definitions. All paths are absolute.</summary>
public sealed record ModelProject
{
    /// <summary>Shown in messages.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<DefinitionFile> Definitions { get; init; }

    /// <summary>What lies over the definitions. Read where the build runs, since nobody else has its variables. Default: nothing.</summary>
    public ConfigurationSources Configuration { get; init; } = ConfigurationSources.None;

    /// <summary>The project's own assembly first, then those of referenced projects.</summary>
    public required IReadOnlyList<string> ProjectAssemblies { get; init; }

    /// <summary>What the project's own assembly was compiled from, and the project's file: for answers without a build. Default: not known.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Assemblies from packages, in the project's runtime closure.</summary>
    public required IReadOnlyList<string> PackageAssemblies { get; init; }

    /// <summary>Assemblies that ship in ModelBuild's own package: their pipelines can be named, and keyed by their algorithm versions.</summary>
    public required IReadOnlyList<string> BuiltInAssemblies { get; init; }

    /// <summary>What the project has copied beside its assembly for its code to read. Default: nothing.</summary>
    public IReadOnlyList<ContentFile> Content { get; init; } = [];

    /// <summary><c>*.deps.json</c> and <c>*.runtimeconfig.json</c> of the project: the closure in which stages run.</summary>
    public required string DepsFile { get; init; }

    public required string RuntimeConfig { get; init; }

    public required EnvironmentFacets Environment { get; init; }

    /// <summary>What becomes of lock files.</summary>
    public LockMode Lock { get; init; } = LockMode.Update;

    /// <summary>The build configuration: its code is what lock files are about.</summary>
    public string BuildConfiguration { get; init; } = "";

    /// <summary>Disposable state: <c>obj/CONFIGURATION/FRAMEWORK/modelbuild</c>.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Where models are materialised, a folder for each: <c>bin/CONFIGURATION/FRAMEWORK/models</c>.</summary>
    public required string ModelsFolder { get; init; }

    /// <summary>Where reports are written, a folder for each model; empty for the model's own folder.</summary>
    public string ReportsFolder { get; init; } = "";

    /// <summary>Whether a model without a gate that can fail is refused.</summary>
    public bool RequiresGates { get; init; }

    /// <summary>The revision that work is merged into; null where nobody says.</summary>
    public string? BaseRevision { get; init; }

    /// <summary>How champions are taken from packages; null for not at all.</summary>
    public ChampionOrder? Champions { get; init; }

    /// <summary>The reports of a model.</summary>
    public string ReportsOf(string model) => ReportsFolder.Length > 0 ? Path.Combine(ReportsFolder, model) : Path.Combine(ModelFolder(model), ModelFiles.Reports);

    /// <summary>What the last good build of a model left; see <see cref="ModelState"/>.</summary>
    public string StateFile(string model) => Path.Combine(StateFolder, model + ".state.json");

    /// <summary>Held while a model's folder is replaced or packed.</summary>
    public string LockFile(string model) => Path.Combine(StateFolder, model + ".lock");

    /// <summary>What <c>ExplainModel</c> last said of a model.</summary>
    public string ExplanationFile(string model) => Path.Combine(StateFolder, model + ".explain.txt");

    /// <summary>The schema that was last inferred from a model's data.</summary>
    public string SchemaFile(string model) => Path.Combine(StateFolder, model + ".schema.yaml");

    /// <summary>By what the last plan found nothing to do; see <see cref="PlanRecord"/>.</summary>
    public string PlanFile => Path.Combine(StateFolder, "plan");

    /// <summary>Remembers the digests of files by their facts.</summary>
    public string StatIndexFile => Path.Combine(StateFolder, "stat-index");

    /// <summary>Reads the code of the project's stages afresh.</summary>
    public ICodeIdentity Code(IInputDigests digests) => new CodeWithContent(
        new ClosureCode(ProjectAssemblies, PackageAssemblies, BuiltInAssemblies, RuntimeConfig, digests), Content, digests);

    public string ModelFolder(string model) => Path.Combine(ModelsFolder, model);
}

/// <summary>A file that the project has copied beside its assembly.</summary>
/// <param name="TargetPath">Relative to that folder, with <c>/</c> between names.</param>
/// <param name="Path">Where it is then.</param>
public sealed record ContentFile(string TargetPath, string Path);

/// <summary>A <c>NAME.model.yaml</c> file.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Path">Absolute.</param>
public sealed record DefinitionFile(string Name, string Path)
{
    /// <summary>What no file's name may have on some system, next to control characters.</summary>
    public const string Forbidden = "< > : \" / \\ | ? *";

    /// <summary>Whether a folder can be named like the model; a dot in front is for folders that are not finished.</summary>
    public bool HasUsableName =>
        Name.Length > 0 && Name[0] != '.' && Name[^1] is not ('.' or ' ')
        && !Name.Any(c => char.IsControl(c) || (c != ' ' && Forbidden.Contains(c)));
}
