using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;

namespace ModelBuild.Tasks;

/// <summary>Brings the project's models up to date: says so when they are, and starts the engine when they are not.</summary>
[MSBuildMultiThreadableTask]
public sealed class RunStages : Microsoft.Build.Utilities.Task, ICancelableTask, IIncrementalTask, IDisposable
{
    readonly CancellationTokenSource cancellation = new();

    /// <summary><c>Train</c> or <c>Validate</c>.</summary>
    [Required] public string Goal { get; set; } = "";

    /// <summary>The project's path, with what the targets know of it as metadata; see <see cref="ProjectFacts"/>.</summary>
    [Required] public ITaskItem Project { get; set; } = null!;

    public ITaskItem[] Definitions { get; set; } = [];

    /// <summary>What is copied beside the project's assembly, with the metadata that tells projects from packages.</summary>
    public ITaskItem[] References { get; set; } = [];

    /// <summary>The folder of each model, with its name as metadata <c>ModelName</c>; after a failure none.</summary>
    [Output] public ITaskItem[] Models { get; private set; } = [];

    /// <summary>Set by MSBuild for <c>-question</c>: work to do is then an error.</summary>
    public bool FailIfNotIncremental { get; set; }

    public override bool Execute()
    {
        if (!BringUpToDate(out var project))
            return false;
        Models = [.. project.Definitions.Select(definition => new TaskItem(
            project.ModelFolder(definition.Name), new Dictionary<string, string> { ["ModelName"] = definition.Name }))];
        return true;
    }

    bool BringUpToDate([NotNullWhen(true)] out ModelProject? project)
    {
        project = null;
        var facts = new ProjectFacts(Project, Definitions, References);
        var messages = new Messages(Log, facts.Name, facts.HelpPage);
        try
        {
            return BringUpToDate(facts, messages, out project);
        }
        catch (JsonException e)
        {
            return messages.BadRuntimeConfig(facts.RuntimeConfig, e.Message);
        }
        catch (ArtifactException e)
        {
            return messages.Unreadable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return messages.Unreadable(e.Message);
        }
    }

    bool BringUpToDate(ProjectFacts facts, Messages messages, [NotNullWhen(true)] out ModelProject? project)
    {
        project = null;
        var goal = Enum.Parse<EngineGoal>(Goal);
        if (Definitions.Length == 0)
            return messages.NoDefinition(facts.Folder);
        if (!File.Exists(facts.RuntimeConfig))
            return messages.NoRuntimeConfig(facts.RuntimeConfig);
        project = facts.Read();
        var index = new StatIndex(project.StatIndexFile, TimeProvider.System);
        var check = new NothingToDo(project, new InputDigests(index), messages);
        var answer = check.Answer(goal);
        index.Save();
        if (answer != NothingToDo.Verdict.Work)
            return answer == NothingToDo.Verdict.UpToDate;
        if (FailIfNotIncremental)
            return messages.NotUpToDate(check.Reasons);

        var request = new EngineRequest
        {
            Goal = goal,
            Project = project,
            CacheFolder = WellKnownFolders.Cache(facts["CacheFolder"], facts.Folder),
            RunsFolder = WellKnownFolders.Runs(facts.Folder),
            Runner = facts.PathOf("Runner"),
            Dotnet = facts.PathOf("Dotnet"),
        };
        (BuildEngine as IBuildEngine3)?.Yield();
        try
        {
            return new EngineProcess(request.Dotnet, facts.PathOf("Engine"), messages.Show, messages.Transcript).Run(request, cancellation.Token) switch
            {
                0 => goal != EngineGoal.Validate || messages.Valid(project.Definitions.Select(definition => definition.Name)),
                EngineProcess.Cancelled => messages.Cancelled(),
                _ when cancellation.IsCancellationRequested => messages.Cancelled(), // it did not end in time, and was killed
                _ when Log.HasLoggedErrors => false,
                var code => messages.EngineEnded(code),
            };
        }
        catch (Win32Exception e)
        {
            return messages.EngineNotStarted(request.Dotnet, e.Message);
        }
        finally
        {
            (BuildEngine as IBuildEngine3)?.Reacquire();
        }
    }

    public void Cancel() => cancellation.Cancel();

    public void Dispose() => cancellation.Dispose();
}
