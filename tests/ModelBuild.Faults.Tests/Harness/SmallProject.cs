using System.Reflection;
using System.Runtime.InteropServices;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Faults.Tests;

/// <summary>A project with one model of the small pipeline, and everything else that the engine is told about it, in one folder.</summary>
sealed class SmallProject
{
    public const string Model = "small";

    static readonly string Repository = Above(AppContext.BaseDirectory);
    static readonly string Configuration = typeof(SmallProject).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public SmallProject(string folder, string? cache = null)
    {
        (Folder, Cache) = (folder, cache ?? Path.Combine(folder, "cache"));
        Directory.CreateDirectory(folder);
        Write("rounds: 20");
        File.WriteAllText(Data, "to be or not to be\n");
    }

    /// <summary>A project that was never built, with the second version of the data.</summary>
    public static SmallProject Changed(string folder, string? cache = null)
    {
        var project = new SmallProject(folder, cache);
        project.Change(1);
        return project;
    }

    public string Folder { get; }
    public string Cache { get; init; }
    public string Definition => Path.Combine(Folder, Model + ".model.yaml");
    public string Lock => Path.Combine(Folder, Model + ".model.lock.json");
    public string Data => Path.Combine(Folder, "data.txt");
    public string State { get; init; } = "obj";
    public string StateFolder => Path.Combine(Folder, State);
    public string ModelsFolder => Path.Combine(Folder, "bin", "models");
    public string ModelFolder => Path.Combine(ModelsFolder, Model);
    public string Runs => Path.Combine(Folder, ".modelbuild", "runs");

    /// <summary>The folder that it shares results through; null for none.</summary>
    public string? Remote { get; set; }

    public static string Engine { get; } = Output("src", "dotnet-modelbuild", "dotnet-modelbuild.dll");

    public EngineRequest Request => new()
    {
        Goal = EngineGoal.Train,
        Project = new ModelProject
        {
            Name = "Small",
            Definitions = [new(Model, Definition)],
            ProjectAssemblies = [Output("tests", "SmallPipeline", "SmallPipeline.dll")],
            PackageAssemblies = [],
            BuiltInAssemblies = [],
            DepsFile = Output("tests", "SmallPipeline", "SmallPipeline.deps.json"),
            RuntimeConfig = Output("tests", "SmallPipeline", "SmallPipeline.runtimeconfig.json"),
            Environment = new EnvironmentFacets("10.0.0", "any"),
            StateFolder = StateFolder,
            ModelsFolder = ModelsFolder,
        },
        CacheFolder = Cache,
        RunsFolder = Runs,
        Runner = Output("src", "ModelBuild.Runner", "ModelBuild.Runner.dll"),
        Dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")),
        Remote = Remote is null ? null : new() { Place = Remote, SecretVariable = EngineRun.SecretVariable, Key = new(null, null) },
        OutputFiles = [Output("tests", "SmallPipeline", "SmallPipeline.dll"), Output("tests", "SmallPipeline", "ModelBuild.dll")],
    };

    /// <summary>The training fails once, half-way, and goes on from there in the next build.</summary>
    public void FailOnce() => Write("rounds: 20, failAt: 10");

    void Write(string train) => File.WriteAllText(Definition, $$"""
        pipeline: small
        data: data.txt
        train: { {{train}} }
        gates:
          - { metric: length, min: 64 }

        """);

    /// <summary>Another input: every stage has another key.</summary>
    public void Change(int number) => File.WriteAllText(Data, $"to be or not to be {number}\n");

    static string Output(string root, string project, string file) => Path.Combine(Repository, root, project, "bin", Configuration, "net10.0", file);

    static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "ModelBuild.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
