using System.CommandLine;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Planning;
using ModelBuild.Store;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Tool;

/// <summary>
/// <c>modelbuild status</c>: whether a build would have anything to do, by what the last one wrote down. Evaluates no project and
/// compiles nothing, so it knows of a new source file only when somebody built with it.
/// </summary>
static class StatusCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
        var configuration = new Option<string>("--configuration", "-c") { HelpName = "NAME", Description = "The build configuration, for instance Release. Default: the one that was last built." };
        var command = new Command("status", $"Say whether a build would have anything to do, without building: by what the last build went by. Exit code 0: nothing; {ExitCode.WouldRun}: something changed, or nothing is known.")
        {
            folder, configuration,
        };
        command.SetAction(result => Run(result.GetRequiredValue(folder), result.GetValue(configuration)));
        return command;
    }

    /// <summary>Without the command line's parser, whose start takes longer than all the rest.</summary>
    public static int Run(string folder, string? configuration)
    {
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            Console.Error.WriteLine($"modelbuild status: there is no folder '{root}'.");
            return ExitCode.Failed;
        }
        if (FindRecord(root, configuration) is not { } path)
        {
            Console.WriteLine($"nothing is known of '{root}'{(configuration is null ? "" : $" in {configuration}")}: no build left all its models up to date. Run: dotnet build -t:TrainModel");
            return ExitCode.WouldRun;
        }
        if (PlanRecordFile.Read(path) is not { } record)
        {
            Console.WriteLine($"'{path}' was written by another version of ModelBuild than this tool's. Run: dotnet build -t:TrainModel. If that changes nothing, install the tool in the version that the project references.");
            return ExitCode.WouldRun;
        }
        if (Path.TrimEndingDirectorySeparator(record.StateFolder) != Path.GetDirectoryName(path))
        {
            Console.WriteLine($"the last build here was in another place ('{record.StateFolder}'). Run: dotnet build -t:TrainModel");
            return ExitCode.WouldRun;
        }
        var index = new StatIndex(Path.Combine(Path.GetDirectoryName(path)!, "stat-index"));
        var digests = new InputDigests(index);
        if (!record.HasSameOverrides(SetVariable.OfThisProcess()))
        {
            Console.WriteLine($"would build: variables {ConfigurationSources.VariablePrefix}… set other values than in the last build. What that means for the stages: dotnet modelbuild why");
            return ExitCode.WouldRun;
        }
        if (Today.Of(TimeProvider.System) > record.Until)
        {
            Console.WriteLine($"would build: a waiver ended on {Core.Gates.Waiver.Text(record.Until.Value)}. The gates are judged again, and no stage runs for that.");
            return ExitCode.WouldRun;
        }
        string? changed;
        try
        {
            changed = record.FirstChange(digests);
        }
        catch (ArtifactException e)
        {
            Console.WriteLine($"would fail: {e.Code}: {e.Message}");
            return ExitCode.WouldRun;
        }
        var edited = changed is null ? record.FirstEdit(digests) : null;
        index.Save();
        if (changed is not null)
            Console.WriteLine($"would build: {Shown(changed, root)} is not what it was. What that means for the stages: dotnet modelbuild why");
        else if (edited is not null)
            Console.WriteLine($"may build: {Shown(edited, root)} was edited after the last build. What that means for the stages: dotnet modelbuild why");
        else
            foreach (var model in record.Models)
                Console.WriteLine(model.Headline.Length > 0 ? $"{model.Name}: up to date: {model.Headline}" : $"{model.Name}: up to date");
        return changed is null && edited is null ? 0 : ExitCode.WouldRun;
    }

    /// <summary>The newest of the folder's configurations and frameworks.</summary>
    static string? FindRecord(string root, string? configuration) =>
        StateFolders.Of(root, configuration).Select(state => Path.Combine(state, "plan")).Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc);

    /// <summary>A file as it is seen from the project's folder; what is no path is a variable's name.</summary>
    static string Shown(string path, string root) => !Path.IsPathFullyQualified(path) ? $"the environment variable '{path}'" : Path.GetRelativePath(root, path) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : path;
}
