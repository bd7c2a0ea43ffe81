using System.ComponentModel;
using System.Text.Json;
using Microsoft.Build.Framework;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;

namespace ModelBuild.Tasks;

/// <summary>What the tasks have in common: the facts of the project, an engine that ends with the build, and words for what goes wrong.</summary>
public abstract class EngineTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    readonly CancellationTokenSource cancellation = new();

    /// <summary>The project's path, with what the targets know of it as metadata; see <see cref="ProjectFacts"/>.</summary>
    [Required] public ITaskItem Project { get; set; } = null!;

    public ITaskItem[] Definitions { get; set; } = [];

    /// <summary>What is copied beside the project's assembly, with the metadata that tells projects from packages.</summary>
    public ITaskItem[] References { get; set; } = [];

    public override bool Execute()
    {
        var facts = new ProjectFacts(Project, Definitions, References);
        var messages = new Messages(Log, facts.Name, facts.HelpPage);
        try
        {
            if (Definitions.Length == 0)
                return messages.NoDefinition(facts.Folder);
            return File.Exists(facts.RuntimeConfig) ? Execute(facts, messages) : messages.NoRuntimeConfig(facts.RuntimeConfig);
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

    public void Cancel() => cancellation.Cancel();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => cancellation.Dispose();

    private protected abstract bool Execute(ProjectFacts facts, Messages messages);

    private protected static EngineRequest Request(EngineGoal goal, ModelProject project, ProjectFacts facts) => new()
    {
        Goal = goal,
        Project = project,
        CacheFolder = WellKnownFolders.Cache(facts["CacheFolder"], facts.Folder),
        RunsFolder = WellKnownFolders.Runs(facts.Folder),
        Runner = facts.PathOf("Runner"),
        Dotnet = facts.PathOf("Dotnet"),
    };

    /// <summary>Starts the engine and shows what it says; MSBuild may use the node meanwhile.</summary>
    private protected bool Ask(EngineRequest request, ProjectFacts facts, Messages messages, Action<EngineEvent>? heard = null)
    {
        (BuildEngine as IBuildEngine3)?.Yield();
        try
        {
            return new EngineProcess(request.Dotnet, facts.PathOf("Engine"), Hear, messages.Transcript).Run(request, cancellation.Token) switch
            {
                0 => true,
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

        void Hear(EngineEvent happened)
        {
            messages.Show(happened);
            heard?.Invoke(happened);
        }
    }
}
