using ModelBuild.Store;

namespace ModelBuild.Execution;

/// <summary>One attempt at a stage: its folder and the process in it, which may stand by until the inputs are there.</summary>
/// <param name="spare">A folder that a confined process may write, for checkpoints; null where it needs none, or knows where to keep them.</param>
/// <param name="start">Starts the process; given a task, one that waits for it.</param>
sealed class StagePlace(WorkFolder work, StageFolder folder, string? spare, Func<Task?, Task<StageExit>> start)
{
    readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task<StageExit>? process;
    int left;

    public StageFolder Folder => folder;

    public bool StandsBy => process is { IsCompleted: false } && !ready.Task.IsCompleted;

    /// <summary>Starts the process; it gets ready and waits.</summary>
    public void StandBy() => process = start(ready.Task);

    /// <summary>
    /// Makes the spare folder that of the stage's checkpoints, which were not known when the process was started. False where
    /// an earlier attempt left some: the process could not reach them.
    /// </summary>
    public bool TryKeep(CheckpointFolder? checkpoints)
    {
        if (spare is null || checkpoints is null)
            return true;
        if (checkpoints.Exists)
            return false;
        if (Directory.Exists(checkpoints.Path))
            Directory.Delete(checkpoints.Path);
        Directory.Move(spare, checkpoints.Path);
        return true;
    }

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
