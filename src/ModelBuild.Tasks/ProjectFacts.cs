using System.Collections;
using Microsoft.Build.Framework;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;
using ModelBuild.Store;

namespace ModelBuild.Tasks;

/// <summary>Turns what MSBuild hands to a <see cref="ProjectTask"/> into a <see cref="ModelProject"/>. Paths are rooted with the project's folder.</summary>
sealed class ProjectFacts(ITaskItem project, ITaskItem[] definitions, ITaskItem[] references, ITaskItem[] overrides)
{
    const string DefinitionSuffix = ".model.yaml";

    /// <summary>Our own assemblies: the author's API is in no key, and the pipelines of the others can be named.</summary>
    const string Api = "ModelBuild.dll";
    static readonly string[] BuiltIn = ["ModelBuild.Prediction.dll", "ModelBuild.Tabular.dll"];

    public string Name { get; } = Path.GetFileNameWithoutExtension(project.ItemSpec);

    public string Folder { get; } = Path.GetDirectoryName(project.ItemSpec)!;

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
            else if (reference.GetMetadata("ReferenceSourceTarget") == "ProjectReference" && Path.GetExtension(path) == ".dll")
                own.Add(path);
            else
                packages.Add(path);
        }
        return new ModelProject
        {
            Name = Name,
            Definitions = [.. definitions.Select(item => new DefinitionFile(ModelName(item.ItemSpec), Rooted(item.ItemSpec)))],
            Configuration = new(
                this[ConfigurationSources.EnvironmentProperty].Trim(), Variables(),
                [.. overrides.Select(item => new SetItem(item.ItemSpec, item.GetMetadata("Definition"), item.GetMetadata("DefiningProjectFullPath")))],
                this[ConfigurationSources.Set]),
            ProjectAssemblies = own,
            PackageAssemblies = packages,
            BuiltInAssemblies = builtIn,
            DepsFile = PathOf("DepsFile"),
            RuntimeConfig = RuntimeConfig,
            Environment = new(InstalledRuntime.Find(RuntimeConfig, PathOf("Dotnet")), this["RuntimeIdentifier"]),
            StateFolder = PathOf("StateFolder"),
            ModelsFolder = PathOf("ModelsFolder"),
        };
    }

    /// <summary>No other variable is read, so none that holds a secret is passed on.</summary>
    static List<SetVariable> Variables()
    {
        var variables = new List<SetVariable>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (variable.Key is string name && name.StartsWith(ConfigurationSources.VariablePrefix, StringComparison.OrdinalIgnoreCase))
                variables.Add(new(name, variable.Value as string ?? ""));
        return variables;
    }

    /// <summary>Managed or native; <c>libx.so.2</c> is one, too.</summary>
    static bool IsLibrary(string file) => Path.GetExtension(file) is ".dll" or ".so" or ".dylib" || file.Contains(".so.", StringComparison.Ordinal);

    static string ModelName(string path)
    {
        var file = Path.GetFileName(path);
        return file.EndsWith(DefinitionSuffix, StringComparison.OrdinalIgnoreCase) ? file[..^DefinitionSuffix.Length] : Path.GetFileNameWithoutExtension(file);
    }

    string Rooted(string path) => Path.GetFullPath(path, Folder);
}
