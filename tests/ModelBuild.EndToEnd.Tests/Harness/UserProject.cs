namespace ModelBuild.EndToEnd.Tests;

/// <summary>A project as a user has it, with a cache of its own, in a folder that keeps what its builds said.</summary>
sealed class UserProject(PackedPackage package, string home, string name)
{
    int builds;

    /// <summary>What its builds are given.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(package.Environment.Concat(Variables)) { ["MODELBUILD_CACHE"] = Cache };

    /// <summary>More environment variables for its builds.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>The folder of project, cache and logs.</summary>
    public string Home { get; } = home;

    public string Folder { get; init; } = Path.Combine(home, name);

    public string Cache { get; init; } = Path.Combine(home, "cache");

    public string Logs => Path.Combine(Home, "logs");

    public string Models => In("bin", "Debug", "net10.0", "models");

    public string State => In("obj", "Debug", "net10.0", "modelbuild");

    public string Data => In("data", name == "BreastCancer" ? "breast-cancer.csv" : "words.txt");

    public string Definition => In(name == "BreastCancer" ? "breast-cancer.model.yaml" : $"{name.ToLowerInvariant()}.model.yaml");

    public string ProjectFile => In(name + ".csproj");

    public string Runs => In(".modelbuild", "runs");

    public int RunRecords => Directory.Exists(Runs) ? Directory.GetFiles(Runs, "run.json", SearchOption.AllDirectories).Length : 0;

    public string In(params string[] path) => Path.Combine([Folder, .. path]);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), text);
    }

    /// <summary>Replaces the only occurrence of a text in a file.</summary>
    public static void Edit(string file, string old, string @new)
    {
        var text = File.ReadAllText(file);
        text.Split(old).Length.ShouldBe(2, $"'{old}' in {file}");
        File.WriteAllText(file, text.Replace(old, @new, StringComparison.Ordinal));
    }

    public void EditDefinition(string old, string @new) => Edit(Definition, old, @new);

    /// <summary>Gives its builds another environment variable.</summary>
    public UserProject With(string variable, string value)
    {
        Variables[variable] = value;
        return this;
    }

    public void ForgetRuns() => Folders.Delete(In(".modelbuild"));

    /// <summary>The same project and cache in another folder of the same home.</summary>
    public UserProject At(string folder) => new(package, Home, name) { Folder = Path.Combine(Home, folder), Cache = Cache, builds = builds + 100 };

    public Task<Build> TrainAsync(params string[] more) => BuildAsync(["-t:TrainModel", .. more]);

    /// <summary>Any start of the engine would fail: <see cref="A_build_of_a_model.Fails_without_a_stack_when_its_engine_is_not_there"/> proves it.</summary>
    public Task<Build> TrainWithoutEngineAsync(params string[] more) => TrainAsync(["-p:ModelBuildEngine=" + Path.Combine(Home, "no engine.dll"), .. more]);

    public Task<Build> BuildAsync(params string[] more) => DotnetAsync(["build", "--no-restore", .. more]);

    /// <summary>Runs the tool, as the package has it.</summary>
    public Task<Build> ToolAsync(params string[] arguments) => DotnetAsync(["exec", package.Tool, .. arguments]);

    public async Task<Build> DotnetAsync(params string[] arguments)
    {
        using var process = Start([], arguments, out var log);
        return await EndAsync(process, log);
    }

    /// <summary>A build that a test does something to while it runs.</summary>
    /// <param name="before">The program to start it with, or nothing.</param>
    public ChildProcess Start(IReadOnlyList<string> before, IReadOnlyList<string> arguments, out string log)
    {
        Directory.CreateDirectory(Logs);
        log = Path.Combine(Logs, $"{Interlocked.Increment(ref builds):000}");
        string[] command = [.. before, "dotnet", .. arguments];
        if (arguments[0] is "build" or "msbuild" or "restore" or "publish" or "pack" or "test" && !arguments.Any(argument => argument.StartsWith("-get", StringComparison.Ordinal)))
            command = [.. command, $"-bl:{log}.binlog", "-nodeReuse:false"];
        return ChildProcess.Start(command[0], command[1..], Folder, Environment);
    }

    public static async Task<Build> EndAsync(ChildProcess process, string log)
    {
        var (exitCode, text) = await process.EndAsync();
        await File.WriteAllTextAsync(log + ".txt", text);
        return new(exitCode, text, log);
    }
}
