using Microsoft.Build.Framework;

namespace ModelBuild.Tasks;

/// <summary>While a task waits for the engine: its node is free for other projects, and so many of the machine's processors are its own.</summary>
sealed class NodeShare : IDisposable
{
    readonly IBuildEngine3? node;
    readonly IBuildEngine9? machine;

    public NodeShare(IBuildEngine engine)
    {
        (node, machine) = (engine as IBuildEngine3, engine as IBuildEngine9);
        try
        {
            Cores = machine?.RequestCores(Environment.ProcessorCount) ?? 0;
        }
        catch (NotImplementedException)
        {
            machine = null; // a host that runs tasks for another MSBuild
        }
        node?.Yield();
    }

    /// <summary>How many processors MSBuild grants; 0: it does not count them.</summary>
    public int Cores { get; }

    public void Dispose()
    {
        node?.Reacquire();
        if (Cores > 0)
            machine!.ReleaseCores(Cores);
    }
}
