using System.CommandLine;
using System.Text.Json;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild why</c>: what a build would run, and why. It compiles the project and asks its target ExplainModel.</summary>
static class WhyCommand
{
    const string Target = "ExplainModel";

    public static Command Create()
    {
        var project = new Argument<string>("PROJECT|FOLDER") { Description = "The project file, or the folder of one.", DefaultValueFactory = _ => "." };
        var model = new Option<string>("--model") { HelpName = "NAME", Description = "Only this model." };
        var json = new Option<bool>("--json") { Description = "As a JSON array with an object for each model; docs/targets.md lists the members." };
        var build = new Argument<string[]>("BUILD OPTION") { Description = "Options for dotnet build, after --, for instance -- -c Release -p:ModelEnvironment=staging.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("why", $"Say for each stage whether a build would run it, and the first thing that differs from the last build. Compiles the project; trains nothing. Exit code 0: no stage would run; {ExitCode.WouldRun}: one would, or may.")
        {
            project, model, json, build,
        };
        command.SetAction(result => Run(result.GetRequiredValue(project), result.GetValue(model), result.GetValue(json), result.GetValue(build) ?? []));
        return command;
    }

    static int Run(string project, string? model, bool json, string[] options)
    {
        var (exitCode, text) = Sdk.Run(["build", project, $"-t:{Target}", $"-getTargetResult:{Target}", "-nologo", .. options]);
        if (TargetItems.Read(text, Target)?.ConvertAll(item => item.GetProperty("FullPath").GetString()!) is not { } files || exitCode != 0)
        {
            Console.Error.Write(TargetItems.Messages(text));
            return ExitCode.Failed;
        }
        if (model is not null && !files.Exists(file => Name(file) == model))
        {
            Console.Error.WriteLine($"modelbuild why: the project has no model '{model}'. It has {string.Join(", ", files.Select(Name))}.");
            return ExitCode.Failed;
        }
        files.RemoveAll(file => model is not null && Name(file) != model);
        Console.WriteLine(json
            ? $"[{string.Join(",\n", files.Select(file => File.ReadAllText(file).TrimEnd()))}]"
            : string.Join('\n', files.SelectMany(file => File.ReadLines(Path.ChangeExtension(file, ".txt")).SkipWhile(line => line.StartsWith(' ') || line.StartsWith("configuration", StringComparison.Ordinal)))));
        return files.Exists(WouldRun) ? ExitCode.WouldRun : 0;
    }

    static string Name(string file) => Path.GetFileName(file)[..^".explain.json".Length];

    static bool WouldRun(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("wouldRun").GetBoolean();
    }
}
