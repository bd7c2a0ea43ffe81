using ModelBuild.Core.Definitions;

namespace ModelBuild.Execution;

/// <summary>What this machine has, shared by the stages that run at the same time. First come, first served.</summary>
sealed class ResourceBudget
{
    readonly int cpus;
    readonly long memoryBytes;
    readonly int gpus;
    readonly Lock gate = new();
    readonly LinkedList<(StageResources Wanted, TaskCompletionSource Ready)> waiting = new();
    int freeCpus;
    long freeMemory;
    int freeGpus;

    public ResourceBudget(int cpus, long memoryBytes, int gpus)
    {
        this.cpus = freeCpus = cpus;
        this.memoryBytes = freeMemory = memoryBytes;
        this.gpus = freeGpus = gpus;
    }

    /// <summary>The resources of the machine that runs this process.</summary>
    public static ResourceBudget OfThisMachine() => new(
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        OperatingSystem.IsLinux() ? Enumerable.Range(0, 64).Count(i => File.Exists($"/dev/nvidia{i}")) : 0);

    /// <summary>Why a stage can never run here, or null when it can. More processors than there are only mean all of them.</summary>
    public string? Refuse(StageResources wanted)
    {
        if (wanted.Gpus > gpus)
            return $"it asks for {wanted.Gpus} GPUs and this machine has {gpus}";
        if (wanted.MemoryBytes > memoryBytes)
            return $"it asks for {wanted.MemoryBytes >> 20} MiB of memory and this machine has {memoryBytes >> 20} MiB";
        return null;
    }

    /// <summary>What a stage gets of what it asks for.</summary>
    public StageResources Limit(StageResources wanted) => wanted with { Cpus = Math.Min(wanted.Cpus, cpus) };

    /// <summary>Waits until the resources are free; disposing the result gives them back.</summary>
    public async Task<IDisposable> AcquireAsync(StageResources wanted, CancellationToken cancellation)
    {
        var share = Limit(wanted) with { MemoryBytes = wanted.MemoryBytes ?? 0 };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.AddLast((share, ready));
            Admit();
        }
        await using var registration = cancellation.Register(() =>
        {
            lock (gate)
            {
                if (!ready.TrySetCanceled(cancellation))
                    return;
                waiting.Remove((share, ready));
                Admit();
            }
        });
        await ready.Task;
        return new Share(this, share);
    }

    void Admit()
    {
        while (waiting.First is { Value: var (wanted, ready) }
            && wanted.Cpus <= freeCpus && wanted.MemoryBytes <= freeMemory && wanted.Gpus <= freeGpus)
        {
            waiting.RemoveFirst();
            if (ready.TrySetResult())
                Give(wanted, -1);
        }
    }

    void Give(StageResources share, int sign)
    {
        freeCpus += sign * share.Cpus;
        freeMemory += sign * share.MemoryBytes!.Value;
        freeGpus += sign * share.Gpus;
    }

    sealed class Share(ResourceBudget owner, StageResources share) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.Give(share, 1);
                owner.Admit();
            }
        }
    }
}
