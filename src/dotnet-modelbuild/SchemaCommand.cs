using System.CommandLine;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild schema</c>: a schema to begin with, inferred from data. It compiles the project and asks its target InferModelSchema.</summary>
static class SchemaCommand
{
    const string Target = "InferModelSchema";

    public static Command Create()
    {
        var project = new Argument<string>("PROJECT|FOLDER") { Description = "The project file, or the folder of one.", DefaultValueFactory = _ => "." };
        var model = new Option<string>("--model") { HelpName = "NAME", Description = "Only this model." };
        var build = new Argument<string[]>("BUILD OPTION") { Description = "Options for dotnet build, after --, for instance -- -c Release.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("schema", "Show what the data of each model is like now, as YAML to take into the definition under data. Compiles the project and validates the data; trains and changes nothing.")
        {
            project, model, build,
        };
        command.SetAction(result => Run(result.GetRequiredValue(project), result.GetValue(model), result.GetValue(build) ?? []));
        return command;
    }

    static int Run(string project, string? model, string[] options)
    {
        var (exitCode, text) = Sdk.Run(["build", project, $"-t:{Target}", $"-getTargetResult:{Target}", "-nologo", .. options]);
        if (TargetItems.Read(text, Target) is not { } items || exitCode != 0)
        {
            Console.Error.Write(TargetItems.Messages(text));
            return ExitCode.Failed;
        }
        var files = items.ConvertAll(item => (Path: item.GetProperty("FullPath").GetString()!, Model: item.GetProperty("ModelName").GetString()!));
        if (model is not null && !files.Exists(file => file.Model == model))
        {
            Console.Error.WriteLine($"modelbuild schema: the project has no model '{model}'. It has {string.Join(", ", files.Select(file => file.Model))}.");
            return ExitCode.Failed;
        }
        foreach (var file in files)
            if (model is null || file.Model == model)
                Console.Write(File.ReadAllText(file.Path));
        return 0;
    }
}
