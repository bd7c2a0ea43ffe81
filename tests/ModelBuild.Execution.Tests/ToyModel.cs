using ModelBuild.Core.Configuration;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Pipelines;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Remote;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Execution.Tests;

/// <summary>A model whose stages are shell scripts, in a temporary project: the real engine without MSBuild or C# stages.</summary>
sealed class ToyModel : IDisposable
{
    readonly List<StageNode> nodes = [];
    readonly List<GateDeclaration> gates = [];
    string dotnet = "no dotnet", runner = "none", toys = "none";
    IReadOnlyList<ContentFile> content = [];

    public ToyModel()
    {
        Root = Directory.CreateTempSubdirectory("modelbuild tests ").FullName;
        Data = Path.Combine(Root, "data.txt");
        File.WriteAllText(Data, "one\n");
    }

    public string Root { get; }
    public string Data { get; }
    public string Cache => Path.Combine(Root, "cache");
    public string Counter => Path.Combine(Root, "ran.txt");
    public string ModelFolder => Path.Combine(Root, "bin", "models", "toy");

    /// <summary>Off unless a test says otherwise: the scripts of <see cref="Stage"/> write down that they ran where no stage may write.</summary>
    public StageConfinement Confinement { get; set; } = StageConfinement.Off;

    /// <summary>The version of Landlock that the kernel is taken to have.</summary>
    public int? Landlock { get; set; }

    public List<EngineEvent> Events { get; } = [];
    public string LockFile => Path.Combine(Root, "toy.model.lock.json");
    public LockMode Lock { get; set; } = LockMode.Update;
    public string Environment { get; set; } = "";
    public string BuildConfiguration { get; set; } = "Release";

    /// <summary>The remote cache of its builds.</summary>
    public RemoteAccess? Remote { get; set; }

    public IEnumerable<Diagnostic> Diagnostics => Events.OfType<DiagnosticEvent>().Select(e => e.Diagnostic);
    public IEnumerable<Diagnostic> Errors => Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>The names of the stages that really ran, in all runs, in the order of their start: each script writes its own.</summary>
    public string[] Ran => File.Exists(Counter) ? File.ReadAllLines(Counter) : [];

    /// <summary>Adds a stage: a script that finds inputs/NAME and writes into output/.</summary>
    /// <param name="inputs"><c>data</c> for the data file, else the name of a stage.</param>
    public ToyModel Stage(string name, string script, string[]? inputs = null, StageResources? resources = null, params (string Path, string Json)[] options)
    {
        nodes.RemoveAll(node => node.Id == new NodeId(name));
        nodes.Add(new(new(name), new CommandProgram(["/bin/sh", "-c", $"echo {name} >> '{Counter}'; mkdir output.partial && {script}\nr=$?; [ $r = 0 ] && mv output.partial output; exit $r"]))
        {
            Inputs = [.. (inputs ?? []).Select(input => input == "data" ? (StageInput)new DataInput("data", Data, Place(2)) : new NodeInput(input, new(input)))],
            Settings = options.Length == 0
                ? new Dictionary<string, SettingValue>()
                : new Dictionary<string, SettingValue>
                {
                    ["options"] = new("{" + string.Join(",", options.Select(option => $"\"{option.Path}\":{option.Json}")) + "}",
                        [.. options.Select(option => KeyValuePair.Create(option.Path, option.Json))]),
                },
            Place = Place(3),
            Resources = resources ?? new(),
        });
        return this;
    }

    /// <summary>Has a stage look outside in every build.</summary>
    public ToyModel Volatile(string name)
    {
        var at = nodes.FindIndex(node => node.Id == new NodeId(name));
        nodes[at] = nodes[at] with { Volatile = true };
        return this;
    }

    /// <summary>Adds an instance of a repeated stage: a script, as <see cref="Stage"/> has it.</summary>
    /// <param name="inputs">Names of inputs, and the nodes whose output they are.</param>
    public ToyModel Instance(NodeId id, string script, params (string Name, NodeId Node)[] inputs)
    {
        Stage(id.Stage, script);
        var plain = nodes[^1];
        nodes[^1] = plain with { Id = id, Inputs = [.. inputs.Select(input => new NodeInput(input.Name, input.Node))] };
        return this;
    }

    /// <summary>Adds a stage that is a method: <see cref="PlayDotnet"/>'s script runs instead, which reads NAME.sh.</summary>
    /// <param name="context">Whether it takes the stage context, and may so keep checkpoints.</param>
    public ToyModel Method(string name, string script, string[] inputs, StageResources? resources = null, bool context = false)
    {
        Stage(name, "", inputs, resources);
        nodes[^1] = nodes[^1] with
        {
            Program = new MethodProgram("Toys", "Toy", name, 1, context ? [new ContextParameter("context")] : []),
            Code = [new("algorithm", $"Toy.{name}", "1")],
        };
        File.WriteAllText(Path.Combine(Root, name + ".sh"), script);
        return this;
    }

    /// <summary>Puts a shell script in the place of dotnet; it finds <see cref="Root"/> in <c>$ROOT</c>.</summary>
    public void PlayDotnet(string script)
    {
        dotnet = Path.Combine(Root, "dotnet");
        File.WriteAllText(dotnet, $"#!/bin/sh\nROOT='{Root}'\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Adds a stage that is a command, and what it has access to. Its data is <see cref="Data"/>.</summary>
    public ToyModel Command(string name, string[] command, string[]? inputs = null, StageAccess? access = null)
    {
        Stage(name, "", inputs);
        nodes[^1] = nodes[^1] with { Program = new CommandProgram(command), Access = access ?? new() };
        return this;
    }

    /// <summary>Adds a stage that is a method of <see cref="ToyPipelines.ConfinedPipeline"/>, run by the real runner.</summary>
    /// <param name="options">What it is to try.</param>
    public ToyModel CSharp(string name, string method, string options = "{}", string[]? inputs = null, StageAccess? access = null, StageResources? resources = null)
    {
        Stage(name, "", inputs, resources);
        var code = typeof(ToyPipelines.ConfinedPipeline).GetMethod(method)!;
        nodes[^1] = nodes[^1] with
        {
            Program = new MethodProgram("ToyPipelines", code.DeclaringType!.FullName!, method, code.MetadataToken, [.. code.GetParameters().Select(Parameter)]),
            Settings = new Dictionary<string, SettingValue> { ["options"] = new(options, []) },
            Code = [new("algorithm", $"Toy.{name}", "1")],
            Access = access ?? new(),
        };
        // Beside this project's own output.
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;
        string Output(string project) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..", project, "bin", configuration, "net10.0"));
        runner = Path.Combine(Output("../src/ModelBuild.Runner"), "ModelBuild.Runner.dll");
        toys = Path.Combine(Output("ToyPipelines"), "ToyPipelines");
        dotnet = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return this;

        static StageParameter Parameter(System.Reflection.ParameterInfo parameter) => parameter.ParameterType.Name switch
        {
            "DataSource" => new DataParameter(parameter.Name!),
            "StageContext" => new ContextParameter(parameter.Name!),
            "Text" => new ArtifactParameter(parameter.Name!, "Text"),
            _ => new SettingParameter(parameter.Name!, "train", new StringSetting(), Optional: false),
        };
    }

    /// <summary>Has the project copy a file for its code.</summary>
    public void Copy(string targetPath, string path) => content = [.. content, new(targetPath, path)];

    public ToyModel Gate(string metric, double? min = null, double? max = null)
    {
        gates.RemoveAll(gate => gate.Name == metric);
        gates.Add(new(metric, new MetricSubject(metric, null), Place(9)) { Min = min, Max = max, Demands = [new("metric", $"\"{metric}\""), new("min", min is null ? "null" : Wording.Number(min.Value)), new("max", max is null ? "null" : Wording.Number(max.Value))] });
        return this;
    }

    /// <summary>Against the champion, in accuracy.</summary>
    /// <param name="change">The gate as it is otherwise.</param>
    public ToyModel ChampionGate(double maxRegression, Func<GateComparison, GateComparison>? change = null)
    {
        var comparison = new GateComparison(new ChampionReference(), new MaxRegression(new(maxRegression, IsRelative: false)));
        gates.RemoveAll(gate => gate.Name == "accuracy-champion");
        gates.Add(new("accuracy-champion", new MetricSubject("accuracy", true), Place(9)) { Comparison = change is null ? comparison : change(comparison), Demands = [new("against", "\"champion\"")] });
        return this;
    }

    /// <summary>Where its champion may come from; what a definition has that says nothing, by default.</summary>
    public IReadOnlyList<ChampionSource>? Champion { get; set; }

    public IReadOnlyList<Waiver> Waivers { get; set; } = [];

    public bool RequiresGates { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public Mark At(int line) => Place(line);

    /// <summary>A model whose accuracy the data says: two lines, the rows and the accuracy.</summary>
    public ToyModel WithAccuracy() => this
        .Stage("prepare", "head -n 1 inputs/data > output.partial/rows.txt", ["data"])
        .Stage("train", "tail -n 1 inputs/data > output.partial/model.txt", ["data"])
        .Stage("evaluate", """echo "{\"rows\": $(cat inputs/prepare/rows.txt), \"metrics\": {\"accuracy\": $(cat inputs/train/model.txt)}, \"slices\": []}" > output.partial/evaluation.json""", ["prepare", "train"]);

    public void Accuracy(string rows, string accuracy) => File.WriteAllText(Data, $"{rows}\n{accuracy}\n");

    /// <summary>The three stages that most tests need: prepare → train → evaluate with an accuracy of 0.9.</summary>
    public ToyModel WithThreeStages() => this
        .Stage("prepare", "tr a-z A-Z < inputs/data > output.partial/table.txt", ["data"])
        .Stage("train", "cat inputs/prepare/table.txt options.json > output.partial/model.txt", ["prepare"])
        .Stage("evaluate", """echo '{"rows": 10, "metrics": {"accuracy": 0.9}, "slices": []}' > output.partial/evaluation.json""", ["train"]);

    public ModelPlan Plan(string name = "toy")
    {
        var stages = nodes.DistinctBy(node => node.Id.Stage).Select(node => new StageDescription(node.Id.Stage, node.Id.Stage, node.Program is MethodProgram ? 1 : 0,
            node.Id.Stage == "evaluate" ? "ModelBuild.Evaluation" : "Toy", []) { Assembly = "Toys", Type = "Toy" }).ToList();
        var definition = new BoundDefinition(name, Path.Combine(Root, "toy.model.yaml"), new YamlMapping(Place(1), []),
            new PipelineDescription("toy", "Toy", "Toy", "train", "validate", stages), 0,
            [.. stages.Select(stage => new BoundStage(stage, new Dictionary<string, SettingValue>(), new Dictionary<string, DataDeclaration>(), new()))],
            new Dictionary<string, FacetPolicy>(), [.. gates]) { Waivers = Waivers };
        if (Champion is not null)
            definition = definition with { Champion = Champion };
        return new(definition, StageGraph.Order(nodes));
    }

    public EngineRequest Request(EngineGoal goal = EngineGoal.Train) => new()
    {
        Goal = goal,
        Project = new ModelProject
        {
            Name = "Toys",
            Definitions = [],
            ProjectAssemblies = [],
            Content = content,
            PackageAssemblies = [],
            BuiltInAssemblies = [],
            DepsFile = toys + ".deps.json",
            RuntimeConfig = toys + ".runtimeconfig.json",
            Environment = new EnvironmentFacets("10.0.0", "any"),
            Configuration = ConfigurationSources.None with { Environment = Environment },
            Lock = Lock,
            BuildConfiguration = BuildConfiguration,
            RequiresGates = RequiresGates,
            StateFolder = Path.Combine(Root, "obj"),
            ModelsFolder = Path.Combine(Root, "bin", "models"),
        },
        CacheFolder = Cache,
        RunsFolder = Path.Combine(Root, ".modelbuild", "runs"),
        Runner = runner,
        Confinement = Confinement,
        OutputFiles = [toys + ".dll", Path.Combine(Path.GetDirectoryName(toys) ?? "", "ModelBuild.dll")],
        Dotnet = dotnet,
    };

    public Task<bool> BuildAsync() => BuildAsync(EngineGoal.Train);

    public Task<bool> BuildAsync(EngineGoal goal) => BuildUntilAsync(goal, TestContext.Current.CancellationToken);

    /// <summary>Models of the same stages under several names.</summary>
    public Task<bool> BuildAsync(params string[] models) =>
        BuildAsync(EngineGoal.Train, [.. models.Select(Plan)], TestContext.Current.CancellationToken);

    public Task<bool> BuildUntilAsync(EngineGoal goal, CancellationToken cancellation) => BuildAsync(goal, [Plan()], cancellation);

    async Task<bool> BuildAsync(EngineGoal goal, IReadOnlyList<ModelPlan> plans, CancellationToken cancellation)
    {
        Events.Clear();
        var digests = new InputDigests(new StatIndex(Path.Combine(Root, "obj", "stat-index"), TimeProvider.System));
        var engine = new Engine(Request(goal), Events.Add, Time, Remote);
        return await (Landlock is { } version ? new Engine(Request(goal), Events.Add, Time, Remote) { Landlock = version } : engine).RunAsync(plans, digests, cancellation);
    }

    /// <summary>As if on another machine, which has the sources and nothing else; what ran there before is not counted.</summary>
    public void MoveToAnotherMachine()
    {
        foreach (var folder in new[] { "cache", "obj", "bin", ".modelbuild" })
            if (Directory.Exists(Path.Combine(Root, folder)))
                Directory.Delete(Path.Combine(Root, folder), recursive: true);
        File.Delete(Counter);
    }

    public string Model(string file) => File.ReadAllText(Path.Combine(ModelFolder, file));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    Mark Place(int line) => new(Path.Combine(Root, "toy.model.yaml"), line, 3);
}
