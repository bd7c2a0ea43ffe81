using System.ComponentModel;
using Microsoft.Build.Framework;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;

namespace ModelBuild.Tasks;

/// <summary>A task that has the engine do its work: a process that ends with the build.</summary>
public abstract class EngineTask : ProjectTask, ICancelableTask, IDisposable
{
    readonly CancellationTokenSource cancellation = new();

    public void Cancel() => cancellation.Cancel();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => cancellation.Dispose();

    private protected static EngineRequest Request(EngineGoal goal, ModelProject project, ProjectFacts facts) => new()
    {
        Goal = goal,
        Project = project,
        OutputFiles = facts.ReadOutputFiles(),
        CacheFolder = facts.CacheFolder,
        RunsFolder = WellKnownFolders.Runs(facts.Folder),
        Runner = facts.PathOf("Runner"),
        Dotnet = facts.PathOf("Dotnet"),
        Confinement = facts.Confinement!.Value,
    };

    /// <summary>Starts the engine and shows what it says; MSBuild may use the node meanwhile.</summary>
    /// <param name="heard">Hears every event after it was shown.</param>
    private protected bool Ask(EngineRequest request, ProjectFacts facts, Messages messages, Action<EngineEvent>? heard = null)
    {
        (BuildEngine as IBuildEngine3)?.Yield();
        try
        {
            return new EngineProcess(request.Dotnet, facts.PathOf("Engine"), Hear, messages.Transcript).Run(request.ToJson(), cancellation.Token) switch
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

        bool Hear(string line)
        {
            if (EngineEvent.FromJson(line) is not { } happened)
                return false;
            messages.Show(happened);
            heard?.Invoke(happened);
            return true;
        }
    }
}
