using Microsoft.Build.Framework;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Confinement;
using ModelBuild.Store;

namespace ModelBuild.Tasks;

/// <summary>Turns what MSBuild hands to a <see cref="ProjectTask"/> into a <see cref="ModelProject"/>. Paths are rooted with the project's folder.</summary>
sealed class ProjectFacts(ITaskItem project, ITaskItem[] definitions, ITaskItem[] references, ITaskItem[] content, ITaskItem[] overrides)
{
    const string DefinitionSuffix = ".model.yaml";

    /// <summary>Our own assemblies: the author's API is in no key, and the pipelines of the others can be named.</summary>
    const string Api = "ModelBuild.dll";
    static readonly string[] BuiltIn = ["ModelBuild.Prediction.dll", "ModelBuild.Sql.dll", "ModelBuild.Tabular.dll"];

    public string Name { get; } = Path.GetFileNameWithoutExtension(project.ItemSpec);

    public string Folder { get; } = Path.GetDirectoryName(project.ItemSpec)!;

    /// <summary>The environment that models are made for; empty for none.</summary>
    public string Environment => this[ConfigurationSources.EnvironmentProperty].Trim();

    /// <summary>How packages get their versions: <c>project</c> or <c>auto</c>.</summary>
    public string VersionMode => this["VersionMode"];

    /// <summary>Whether stages may reach only what they declare; null where the mode is none that there is.</summary>
    public StageConfinement? Confinement =>
        ConfinementMode.Equals("enforce", StringComparison.OrdinalIgnoreCase) ? StageConfinement.Enforce
        : ConfinementMode.Equals("off", StringComparison.OrdinalIgnoreCase) ? StageConfinement.Off
        : null;

    public string ConfinementMode => this["StageConfinement"];

    /// <summary>What of that the platform cannot see to, in words; null where it can do all, or was not asked to.</summary>
    public string? ConfinementLimit => Confinement == StageConfinement.Off ? null : LandlockVersion.Limit(LandlockVersion.OfThisMachine());

    /// <summary>What is wrong with the properties about lock files, if anything is.</summary>
    public string? WrongLock =>
        Flag("LockedMode") is null ? $"ModelLockedMode is {Wording.Quote(this["LockedMode"])}, and must be true or false"
        : Flag("LockFile") is null ? $"ModelLockFile is {Wording.Quote(this["LockFile"])}, and must be true or false"
        : Flag("LockedMode") == true && Flag("LockFile") == false ? "ModelLockedMode is true, and ModelLockFile is false. Without lock files nothing can be locked; remove one of the two"
        : null;

    /// <summary>What is wrong with the properties about gates, if anything is.</summary>
    public string? WrongGates =>
        this["RequireGates"].Length > 0 && Flag("RequireGates") is null ? $"ModelRequireGates is {Wording.Quote(this["RequireGates"])}, and must be true or false"
        : this["BaseRevision"] is ['-', ..] ? $"ModelBaseRevision is {Wording.Quote(this["BaseRevision"])}, and no revision begins with a hyphen"
        : OrNull("ReportsFolder") is { } reports && new[] { PathOf("ModelsFolder"), PathOf("StateFolder") }.FirstOrDefault(folder => IsWithin(Rooted(reports), folder)) is { } own
            ? $"ModelReportsDirectory is {Wording.Quote(reports)}, and '{own}' is where the build puts its own files"
        : null;

    static bool IsWithin(string path, string folder) =>
        (Path.TrimEndingDirectorySeparator(path) + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    public string RuntimeConfig => PathOf("RuntimeConfig");

    public string CacheFolder => WellKnownFolders.Cache(this["CacheFolder"], Folder);

    /// <summary>The page of diagnostic codes that help links point to; null where it is not shipped.</summary>
    public string? HelpPage => PathOf("HelpPage") is var page && File.Exists(page) ? page : null;

    /// <summary>What the targets say of the project under this name; empty where they say nothing.</summary>
    public string this[string name] => project.GetMetadata(name);

    public string PathOf(string name) => Rooted(this[name]);

    public ModelProject Read()
    {
        var own = new List<string> { PathOf("Assembly") };
        var packages = new List<string>();
        var builtIn = new List<string>();
        foreach (var reference in references)
        {
            var path = Rooted(reference.ItemSpec);
            var file = Path.GetFileName(path);
            if (!IsLibrary(file) || file == Api)
                continue;
            if (BuiltIn.Contains(file))
            {
                // The package has it twice, portable and compiled ahead of time for a platform; they are the same code.
                if (!builtIn.Exists(known => Path.GetFileName(known) == file))
                    builtIn.Add(path);
            }
            else if (IsOfProject(reference) && Path.GetExtension(path) == ".dll")
            {
                if (!IsSatellite(file)) // content: there is one of each name for each culture
                    own.Add(path);
            }
            else
                packages.Add(path);
        }
        return new ModelProject
        {
            Name = Name,
            Content = ReadContent(),
            Definitions = [.. definitions.Select(item => new DefinitionFile(ModelName(item.ItemSpec), Rooted(item.ItemSpec)))],
            Configuration = new(
                Environment, SetVariable.OfThisProcess(),
                [.. overrides.Select(item => new SetItem(item.ItemSpec, item.GetMetadata("Definition"), item.GetMetadata("DefiningProjectFullPath")))],
                this[ConfigurationSources.Set])
            {
                Sample = this[ConfigurationSources.SampleProperty].Trim(),
            },
            ProjectAssemblies = own,
            PackageAssemblies = packages,
            BuiltInAssemblies = builtIn,
            DepsFile = PathOf("DepsFile"),
            RuntimeConfig = RuntimeConfig,
            Environment = new(InstalledRuntime.Find(RuntimeConfig, PathOf("Dotnet")), this["RuntimeIdentifier"], IsInvariant),
            Lock = Lock,
            BuildConfiguration = this["BuildConfiguration"],
            StateFolder = PathOf("StateFolder"),
            ModelsFolder = PathOf("ModelsFolder"),
            ReportsFolder = OrNull("ReportsFolder") is { } reports ? Rooted(reports) : "",
            RequiresGates = Flag("RequireGates") == true,
            BaseRevision = OrNull("BaseRevision"),
            Champions = new()
            {
                Feed = Feed,
                ProjectFolder = Folder,
                TrustedKeys = OrNull("TrustedKeys") is { } keys ? Rooted(keys) : null,
                Key = Key,
            },
        };
    }

    /// <summary>What the project, and the projects and packages that it references, have copied beside its assembly to be read.</summary>
    List<ContentFile> ReadContent()
    {
        var folder = OutputFolder;
        var files = new List<ContentFile>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in content)
            Add(item.GetMetadata("TargetPath") is { Length: > 0 } target ? target : Path.GetFileName(item.ItemSpec));
        foreach (var reference in references)
            if (IsContent(reference))
                Add(TargetPathOf(reference));
        return files;

        void Add(string target)
        {
            target = target.Replace('\\', '/');
            if (!IsForStarting(target) && known.Add(target))
                files.Add(new(target, Path.GetFullPath(target, folder)));
        }
    }

    /// <summary>Everything else that is beside the project's assembly since it was built.</summary>
    public List<string> ReadOutputFiles()
    {
        var folder = OutputFolder;
        var assembly = PathOf("Assembly");
        var files = new List<string> { assembly, Path.ChangeExtension(assembly, ".pdb"), Path.ChangeExtension(assembly, ".xml") };
        foreach (var reference in references)
            if (!IsContent(reference))
                files.Add(Path.GetFullPath(TargetPathOf(reference), folder));
        return files;
    }

    string OutputFolder => Path.GetDirectoryName(PathOf("Assembly"))!;

    static string TargetPathOf(ITaskItem reference) => Path.Combine(reference.GetMetadata("DestinationSubDirectory").Replace('\\', '/'), Path.GetFileName(reference.ItemSpec));

    /// <summary>What the host starts a program by, here one that the project references: no stage reads it, and it changes with every package.</summary>
    static bool IsForStarting(string file) =>
        file.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".runtimeconfig.json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a reference is no code, but something that code may read.</summary>
    bool IsContent(ITaskItem reference)
    {
        var file = Path.GetFileName(reference.ItemSpec);
        return IsSatellite(file) ? IsOfProject(reference)
            : !IsLibrary(file) && !(Path.GetExtension(file) is ".pdb" or ".xml" && IsAboutCode(reference.ItemSpec));
    }

    /// <summary>Whether a file has the symbols or the documentation of an assembly beside it, and says nothing that it does not.</summary>
    bool IsAboutCode(string path)
    {
        var assembly = Path.ChangeExtension(path, ".dll");
        foreach (var reference in references)
            if (reference.ItemSpec.Equals(assembly, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Resources for a culture.</summary>
    static bool IsSatellite(string file) => file.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase);

    static bool IsOfProject(ITaskItem reference) => reference.GetMetadata("ReferenceSourceTarget") == "ProjectReference";

    /// <summary>
    /// Where packages are published: a folder, a URL or the name of a source; null where none is set. A path is as whoever
    /// started the build wrote it, so it is rooted with the folder in which that was.
    /// </summary>
    public FeedOrder? Feed => OrNull("Feed") is { } feed
        ? new(FeedOrder.SourceOf(feed, OrNull("StartupFolder") ?? Folder), Folder, OrNull("ApiKeyVariable"), Flag("AllowInsecureConnections") == true)
        : null;

    /// <summary>The remote cache, or what is wrong with its settings; neither where none is set.</summary>
    public (RemoteOrder? Order, Diagnostic? Error) ReadRemoteOrder() => new RemoteSettings(
        this["RemoteCache"].Trim(), this["RemoteCacheMode"].Trim(), this["RemoteCacheSecretVariable"].Trim(), this["RemoteCacheTrustedKeys"].Trim(),
        this["RemoteCacheTokenVariable"].Trim(), Flag("RemoteCacheAllowInsecureConnections") == true).Read(project.ItemSpec, Key);

    /// <summary>Who signs.</summary>
    public KeyOrder Key => new(OrNull("SigningKeyFile") is { } key ? Rooted(key) : null, OrNull("SigningKeyPasswordVariable"));

    public PackOrder ReadPackOrder() => new()
    {
        Packages = [.. definitions.Select(ReadPackageName)],
        VersionMode = VersionMode,
        Feed = Feed,
        Key = Key,
        ProjectFile = project.ItemSpec,
        Configuration = this["Configuration"],
        Commit = OrNull("Commit"),
        Repository = OrNull("Repository"),
    };

    public PlaceOrder ReadPlaceOrder(IReadOnlyList<PackedModel> packages) => new() { Packages = packages, Folder = PathOf("PackageFolder"), Key = Key };

    /// <summary>Only where there is a feed.</summary>
    public PushOrder ReadPushOrder(IReadOnlyList<string> packages) => new() { Packages = [.. packages.Select(Rooted)], Feed = Feed!, Key = Key };

    /// <summary>The project's id for its only model, the id and the model's name for one of several; or what the item says.</summary>
    PackageName ReadPackageName(ITaskItem definition)
    {
        var name = ModelName(definition.ItemSpec);
        return new(
            name,
            definition.GetMetadata("PackageId") is { Length: > 0 } id ? id : definitions.Length == 1 ? this["PackageId"] : $"{this["PackageId"]}.{name}",
            definition.GetMetadata("PackageVersion") is { Length: > 0 } version ? version : this["PackageVersion"]);
    }

    LockMode Lock => Flag("LockedMode") == true ? LockMode.Locked : Flag("LockFile") == true ? LockMode.Update : LockMode.Off;

    bool? Flag(string name) => this[name] is var text && text.Equals("true", StringComparison.OrdinalIgnoreCase) ? true
        : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? false : null;

    string? OrNull(string name) => this[name] is { Length: > 0 } text ? text : null;

    /// <summary>The one variable of the runtime that stages are given and that changes what they do: where there is no ICU, they start with nothing else.</summary>
    static bool IsInvariant => System.Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is { } value
        && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Managed or native; <c>libx.so.2</c> is one, too.</summary>
    static bool IsLibrary(string file) => Path.GetExtension(file) is ".dll" or ".so" or ".dylib" || file.Contains(".so.", StringComparison.Ordinal);

    static string ModelName(string path)
    {
        var file = Path.GetFileName(path);
        return file.EndsWith(DefinitionSuffix, StringComparison.OrdinalIgnoreCase) ? file[..^DefinitionSuffix.Length] : Path.GetFileNameWithoutExtension(file);
    }

    /// <summary>Absolute paths, each once.</summary>
    public IReadOnlyList<string> Rooted(ITaskItem[] items)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
            paths.Add(Rooted(item.ItemSpec));
        return [.. paths];
    }

    string Rooted(string path) => Path.GetFullPath(path, Folder);
}
