using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace ModelBuild.Runner.Tests;

/// <summary>A stage folder for one toy stage, and the real runner in a process of its own.</summary>
sealed class StageFolder : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("modelbuild-runner-").FullName;

    public StageFolder(string method, params string[] parameters)
    {
        Directory.CreateDirectory(Path.Combine(Root, "inputs"));
        Write("options.json", "{}");
        WriteStage("ToyPipelines", "ToyPipelines.ToyPipeline", method, parameters);
    }

    public string Root => Path.Combine(root, "stage");

    public void WriteStage(string assembly, string type, string method, params string[] parameters) => Write("stage.json", $$"""
        {
          "version": 1,
          "stage": "train",
          "instance": "",
          "program": { "assembly": "{{assembly}}", "type": "{{type}}", "method": "{{method}}", "token": {{TokenOf(type, method)}} },
          "seed": -9223372036854775808,
          "resources": { "cpus": 3 },
          "parameters": [
            {{string.Join(", ", parameters.Select(parameter => parameter.Split(':')).Select(parts => $$"""{ "name": "{{parts[0]}}", "kind": "{{parts[1]}}", "section": "{{parts.ElementAtOrDefault(2) ?? "train"}}", "count": {{parts.ElementAtOrDefault(3) ?? "0"}} }"""))}}
          ]
        }
        """);

    static int TokenOf(string type, string method) =>
        typeof(ToyPipelines.ToyPipeline).Assembly.GetType(type)?.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.MetadataToken ?? 0x06FFFFFF;

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, name))!);
        File.WriteAllText(Path.Combine(Root, name), text);
    }

    /// <summary>Adds a member to stage.json.</summary>
    public void Describe(string member) => Write("stage.json", Read("stage.json").Replace("\"version\": 1,", $"\"version\": 1, {member},", StringComparison.Ordinal));

    public string Read(string name) => File.ReadAllText(Path.Combine(Root, name));

    public bool HasOutput => Directory.Exists(Path.Combine(Root, "output"));

    public string Output => Read("output/text.txt");

    /// <summary>The only line of errors.jsonl, or all of them.</summary>
    public string Errors => Read("errors.jsonl").TrimEnd('\n');

    public string Log { get; private set; } = "";

    /// <summary>The toys' own closure, and a runner folder with nothing but the runner: what it references comes from the user.</summary>
    public Process Start(params string[] options)
    {
        var runner = Path.Combine(root, "runner", "ModelBuild.Runner.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(runner)!);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "ModelBuild.Runner.dll"), runner, overwrite: true);
        // The toys' own output, beside this project's: the copy here has no deps.json.
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;
        var toys = Path.Combine(AppContext.BaseDirectory, "../../../../ToyPipelines/bin", configuration, "net10.0", "ToyPipelines");
        var temporary = Directory.CreateDirectory(Path.Combine(Root, "tmp")).FullName;
        return Process.Start(new ProcessStartInfo("dotnet",
            ["exec", "--depsfile", toys + ".deps.json", "--runtimeconfig", toys + ".runtimeconfig.json", runner, .. options, Root])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8", ["TMPDIR"] = temporary, ["TEMP"] = temporary, ["TMP"] = temporary },
        })!;
    }

    /// <summary>Runs to the end with standard input open; gives the exit code.</summary>
    public int Run()
    {
        using var process = Start();
        var errors = process.StandardError.ReadToEndAsync();
        Log = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Log += errors.GetAwaiter().GetResult();
        return process.ExitCode;
    }

    public double[] Progress() =>
    [
        .. Log.Split('\n').Where(line => line.StartsWith("##progress ", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)),
    ];

    public void Dispose() => Directory.Delete(root, recursive: true);
}
