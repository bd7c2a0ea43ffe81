using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;

namespace ModelBuild.TestAdapter.Tests;

/// <summary>The output of a project as its build leaves it, with a shell script in the engine's place.</summary>
sealed class DescribedFolder : IDisposable
{
    public const string Definition = "/p/m.model.yaml";

    public DescribedFolder(params string[] models)
    {
        if (models.Length == 0)
            models = ["m"];
        Write(Source, "");
        Write("Contoso.Churn.modeltests.json", JsonSerializer.Serialize(new
        {
            version = 1,
            dotnet = "/bin/sh",
            engine = In("engine/dotnet-modelbuild.dll"),
            variablePrefix = "MODELBUILD__",
            request = new
            {
                version = 1,
                goal = "Train",
                project = new
                {
                    name = "Contoso.Churn",
                    definitions = models.Select(model => new { name = model, path = $"/p/{model}.model.yaml" }),
                    configuration = new { variables = Array.Empty<string>() },
                },
                models = Array.Empty<string>(),
            },
        }));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelbuild-adapter-").FullName;

    public string Source => In("Contoso.Churn.dll");

    public string Requests => File.Exists(In("engine/requests")) ? File.ReadAllText(In("engine/requests")) : "";

    public string In(string path) => Path.Combine(Folder, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), text);
    }

    /// <summary>What the engine says when it lists and when it trains, and what it then does.</summary>
    public void Engine(IEnumerable<EngineEvent> lists, IEnumerable<EngineEvent> trains, string andThen = "", string andThenLists = "")
    {
        // The engine is started as `dotnet exec ENGINE engine` in its own folder; here that makes the shell run a file named exec.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell in the engine's place, which Windows does not have");
        Write("engine/lists", string.Concat(lists.Select(said => said.ToJson() + "\n")));
        Write("engine/trains", string.Concat(trains.Select(said => said.ToJson() + "\n")));
        Write("engine/exec", $$"""
            read -r request
            echo "$request" >> requests
            case "$request" in
              *'"goal":"ListGates"'*) cat lists; {{andThenLists}};;
              *) cat trains; {{andThen}};;
            esac
            """.Replace("; ;;", ";;", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static GateListedEvent Gate(string name, int line = 3, string model = "m") => new(model, name, new(Definition, line, 5));

    public static GateJudgedEvent Judged(string name, Verdict verdict, string? of = null, string model = "m", int line = 3) =>
        new(model, name, verdict, $"{name} 0.5", new(Definition, line, 5))
        {
            Finding = verdict is Verdict.Passed or Verdict.NotJudged ? "" : $"{name} is low",
            Code = verdict is Verdict.Passed or Verdict.NotJudged ? "" : "MB4001",
            Declared = of ?? name,
        };

    /// <summary>The engine says it right after the gate was judged.</summary>
    public static DiagnosticEvent Finding(GateJudgedEvent judged) =>
        new(new(judged.Code, judged.Verdict == Verdict.Failed ? Severity.Error : Severity.Warning, judged.Place, judged.Finding));

    public static DiagnosticEvent Error(string code, string message) => new(Diagnostic.Error(code, new("/p/data.csv", 7, 2), message));
}
