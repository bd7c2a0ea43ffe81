using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ModelBuild.Tasks.Tests;

/// <summary>A project as the targets describe it to the task, with a shell script in the engine's place.</summary>
sealed class TaskProject : IDisposable
{
    const string Good = "pipeline: tabular\ntask: regression\ndata: { path: data.csv, label: y }\n";

    public TaskProject()
    {
        Write("p.csproj", "");
        Write("p.runtimeconfig.json", """{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}""");
        Write("diagnostics.md", "");
        Write("m.model.yaml", Good);
        Write("data.csv", "x,y\n1,2\n");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelbuild-tasks-").FullName;

    public RecordingEngine Said { get; } = new();

    public string In(string path) => Path.Combine(Folder, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), text);
    }

    /// <summary>The engine is started as <c>dotnet exec ENGINE engine</c> in its own folder; here that makes the shell run a file named exec.</summary>
    public void Engine(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell in the engine's place, which Windows does not have");
        Write("engine/exec", script);
    }

    public RunStages Task(string goal = "Train", params string[] definitions) => Described(new RunStages { Goal = goal }, definitions);

    public ExplainModel Explain(params string[] definitions) => Described(new ExplainModel(), definitions);

    public DescribeTests Describe(params string[] definitions)
    {
        var task = Described(new DescribeTests(), definitions);
        task.Project.SetMetadata("Assembly", "bin/p.dll");
        return task;
    }

    T Described<T>(T task, string[] definitions) where T : ProjectTask
    {
        task.BuildEngine = Said;
        task.Definitions = [.. definitions.Select(path => new TaskItem(path))];
        task.References = [new TaskItem(typeof(Tabular.TabularPipeline).Assembly.Location)];
        task.Project = new TaskItem(In("p.csproj"), new Dictionary<string, string>
        {
            ["Assembly"] = typeof(TaskProject).Assembly.Location,
            ["DepsFile"] = "p.deps.json",
            ["RuntimeConfig"] = "p.runtimeconfig.json",
            ["RuntimeIdentifier"] = "any",
            ["StateFolder"] = "state",
            ["ModelsFolder"] = "models",
            ["CacheFolder"] = "cache",
            ["LockFile"] = "true",
            ["LockedMode"] = "false",
            ["RequireGates"] = "false",
            ["BuildConfiguration"] = "Release",
            ["Engine"] = "engine/dotnet-modelbuild.dll",
            ["Runner"] = "runner.dll",
            ["Dotnet"] = "/bin/sh",
            ["HelpPage"] = "diagnostics.md",
            ["StageConfinement"] = "enforce",
        });
        return task;
    }

    public static bool Run(RunStages task)
    {
        using (task)
            return task.Execute();
    }

    /// <summary>The only error.</summary>
    public BuildErrorEventArgs Error => Said.Errors.ShouldHaveSingleItem();

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
