using ModelBuild.Store;

namespace ModelBuild.Execution;

/// <summary>One attempt at a stage: its folder and the process in it, which may stand by until the inputs are there.</summary>
/// <param name="start">Starts the process; given a task, one that waits for it.</param>
sealed class StagePlace(WorkFolder work, StageFolder folder, Func<Task?, Task<StageExit>> start)
{
    readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task<StageExit>? process;
    int left;

    public StageFolder Folder => folder;

    public bool StandsBy => process is { IsCompleted: false } && !ready.Task.IsCompleted;

    /// <summary>Starts the process; it gets ready and waits.</summary>
    public void StandBy() => process = start(ready.Task);

    /// <summary>The inputs are there: runs the stage.</summary>
    public Task<StageExit> RunAsync()
    {
        ready.TrySetResult();
        return process ??= start(null);
    }

    /// <summary>Ends a process that still stands by, and deletes the folder. May be called again.</summary>
    public async Task LeaveAsync()
    {
        if (Interlocked.Exchange(ref left, 1) != 0)
            return;
        if (ready.TrySetCanceled() && process is not null)
            await ((Task)process).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        work.Dispose();
    }
}
