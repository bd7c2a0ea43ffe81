using System.Text.Json;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Protocol;

/// <summary>An <see cref="EngineRequest"/> as JSON; by hand for the reason that <see cref="EventJson"/> is.</summary>
static class RequestJson
{
    public static void Write(Utf8JsonWriter json, EngineRequest request)
    {
        json.WriteStartObject();
        json.WriteNumber("version", request.Version);
        json.WriteString("goal", Name(request.Goal));
        json.WritePropertyName("project");
        WriteProject(json, request.Project);
        json.WriteString("cacheFolder", request.CacheFolder);
        json.WriteString("runsFolder", request.RunsFolder);
        json.WriteString("runner", request.Runner);
        json.WriteString("dotnet", request.Dotnet);
        json.WriteBoolean("confined", request.Confinement == StageConfinement.Enforce);
        List(json, "outputFiles", request.OutputFiles);
        List(json, "models", request.Models);
        if (request.Remote is { } remote)
            OrderJson.Write(json, remote);
        if (request.Pack is { } pack)
            OrderJson.Write(json, pack);
        if (request.Place is { } place)
            OrderJson.Write(json, place);
        if (request.Push is { } push)
            OrderJson.Write(json, push);
        json.WriteEndObject();
    }

    public static void WriteProject(Utf8JsonWriter json, ModelProject project)
    {
        json.WriteStartObject();
        json.WriteString("name", project.Name);
        json.WriteStartArray("definitions");
        foreach (var definition in project.Definitions)
        {
            json.WriteStartObject();
            json.WriteString("name", definition.Name);
            json.WriteString("path", definition.Path);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteConfiguration(json, project.Configuration);
        List(json, "projectAssemblies", project.ProjectAssemblies);
        List(json, "sources", project.Sources);
        List(json, "packageAssemblies", project.PackageAssemblies);
        List(json, "builtInAssemblies", project.BuiltInAssemblies);
        json.WriteStartArray("content");
        foreach (var file in project.Content)
        {
            json.WriteStartObject();
            json.WriteString("targetPath", file.TargetPath);
            json.WriteString("path", file.Path);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("depsFile", project.DepsFile);
        json.WriteString("runtimeConfig", project.RuntimeConfig);
        json.WriteStartObject("environment");
        json.WriteString("runtime", project.Environment.Runtime);
        json.WriteString("rid", project.Environment.Rid);
        json.WriteBoolean("invariant", project.Environment.IsInvariant);
        json.WriteEndObject();
        json.WriteString("lock", Name(project.Lock));
        json.WriteString("buildConfiguration", project.BuildConfiguration);
        json.WriteString("stateFolder", project.StateFolder);
        json.WriteString("modelsFolder", project.ModelsFolder);
        json.WriteString("reportsFolder", project.ReportsFolder);
        json.WriteBoolean("requiresGates", project.RequiresGates);
        if (project.BaseRevision is { } revision)
            json.WriteString("baseRevision", revision);
        if (project.Champions is { } champions)
            OrderJson.Write(json, champions);
        json.WriteEndObject();
    }

    static void List(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static void WriteConfiguration(Utf8JsonWriter json, ConfigurationSources configuration)
    {
        json.WriteStartObject("configuration");
        json.WriteString("environment", configuration.Environment);
        json.WriteStartArray("variables");
        foreach (var variable in configuration.Variables)
        {
            json.WriteStartObject();
            json.WriteString("name", variable.Name);
            json.WriteString("value", variable.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("items");
        foreach (var item in configuration.Items)
        {
            json.WriteStartObject();
            json.WriteString("text", item.Text);
            json.WriteString("definition", item.Definition);
            json.WriteString("file", item.File);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("property", configuration.Property);
        json.WriteString("sample", configuration.Sample);
        json.WriteEndObject();
    }

    /// <exception cref="JsonException">It is no request of this version.</exception>
    public static EngineRequest Read(JsonMembers json)
    {
        if (json.Whole("version") is var version && version != EngineRequest.CurrentVersion)
            throw new JsonException($"The request has version {version}; this engine reads version {EngineRequest.CurrentVersion}.");
        return new()
        {
            Goal = ReadGoal(json.Text("goal")),
            Project = ReadProject(json.Object("project")),
            CacheFolder = json.Text("cacheFolder"),
            RunsFolder = json.Text("runsFolder"),
            Runner = json.Text("runner"),
            Dotnet = json.Text("dotnet"),
            Confinement = json.Flag("confined") ? StageConfinement.Enforce : StageConfinement.Off,
            OutputFiles = json.Texts("outputFiles"),
            Models = json.Texts("models"),
            Remote = json.ObjectOrNull("remote") is { } remote ? OrderJson.ReadRemote(remote) : null,
            Pack = json.ObjectOrNull("pack") is { } pack ? OrderJson.ReadPack(pack) : null,
            Place = json.ObjectOrNull("place") is { } place ? OrderJson.ReadPlace(place) : null,
            Push = json.ObjectOrNull("push") is { } push ? OrderJson.ReadPush(push) : null,
        };
    }

    static string Name(EngineGoal goal) => goal switch
    {
        EngineGoal.Train => "Train",
        EngineGoal.Validate => "Validate",
        EngineGoal.InferSchema => "InferSchema",
        EngineGoal.Explain => "Explain",
        EngineGoal.ListGates => "ListGates",
        EngineGoal.Pack => "Pack",
        EngineGoal.Place => "Place",
        EngineGoal.Push => "Push",
        _ => throw new ArgumentOutOfRangeException(nameof(goal), goal, message: null),
    };

    static EngineGoal ReadGoal(string text) => text switch
    {
        "Train" => EngineGoal.Train,
        "Validate" => EngineGoal.Validate,
        "InferSchema" => EngineGoal.InferSchema,
        "Explain" => EngineGoal.Explain,
        "ListGates" => EngineGoal.ListGates,
        "Pack" => EngineGoal.Pack,
        "Place" => EngineGoal.Place,
        "Push" => EngineGoal.Push,
        var unknown => throw new JsonException($"There is no goal '{unknown}'."),
    };

    static string Name(LockMode mode) => mode switch
    {
        LockMode.Off => "Off",
        LockMode.Update => "Update",
        LockMode.Locked => "Locked",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, message: null),
    };

    static LockMode ReadLock(string text) => text switch
    {
        "Off" => LockMode.Off,
        "Update" => LockMode.Update,
        "Locked" => LockMode.Locked,
        var unknown => throw new JsonException($"There is no mode '{unknown}' of lock files."),
    };

    public static ModelProject ReadProject(JsonMembers json)
    {
        var environment = json.Object("environment");
        return new()
        {
            Name = json.Text("name"),
            Definitions = json.Objects("definitions").ConvertAll(definition => new DefinitionFile(definition.Text("name"), definition.Text("path"))),
            Configuration = ReadConfiguration(json.Object("configuration")),
            ProjectAssemblies = json.Texts("projectAssemblies"),
            Sources = json.Texts("sources"),
            PackageAssemblies = json.Texts("packageAssemblies"),
            BuiltInAssemblies = json.Texts("builtInAssemblies"),
            Content = json.Objects("content").ConvertAll(file => new ContentFile(file.Text("targetPath"), file.Text("path"))),
            DepsFile = json.Text("depsFile"),
            RuntimeConfig = json.Text("runtimeConfig"),
            Environment = new(environment.Text("runtime"), environment.Text("rid"), environment.Flag("invariant")),
            Lock = ReadLock(json.Text("lock")),
            BuildConfiguration = json.Text("buildConfiguration"),
            StateFolder = json.Text("stateFolder"),
            ModelsFolder = json.Text("modelsFolder"),
            ReportsFolder = json.Text("reportsFolder"),
            RequiresGates = json.Flag("requiresGates"),
            BaseRevision = json.TextOrNull("baseRevision"),
            Champions = json.ObjectOrNull("champions") is { } champions ? OrderJson.ReadChampions(champions) : null,
        };
    }

    static ConfigurationSources ReadConfiguration(JsonMembers json) => new(
        json.Text("environment"),
        json.Objects("variables").ConvertAll(variable => new SetVariable(variable.Text("name"), variable.Text("value"))),
        json.Objects("items").ConvertAll(item => new SetItem(item.Text("text"), item.Text("definition"), item.Text("file"))),
        json.Text("property"))
    {
        Sample = json.Text("sample"),
    };
}
