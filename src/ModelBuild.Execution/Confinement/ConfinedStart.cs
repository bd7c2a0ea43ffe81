using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace ModelBuild.Execution.Confinement;

/// <summary>Starts a process that can reach only what it is allowed to; whoever starts it stays free.</summary>
static class ConfinedStart
{
    const int StackSize = 256 * 1024;

    /// <summary>Needed once: the first process that is started brings up a thread for signals, which must not be confined.</summary>
    static readonly bool signalsAreReady = ReadySignals();

    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static void Start(Process process, StageReach reach, int version)
    {
        _ = signalsAreReady;
        using var rules = reach.Rules(version);
        ExceptionDispatchInfo? failure = null;
        // A thread is confined, not a process, and its children are as it is. So it must neither return to the pool nor start
        // another thread that lives on: nothing happens on it but this, and the thread that compiles in the background, which
        // whoever calls something new starts, is there already (dotnet-modelbuild.csproj).
        var thread = new Thread(
            () =>
            {
                try
                {
                    Privileges.Drop();
                    rules.Restrict();
                    process.Start();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackSize) { IsBackground = true, Name = "confined start" };
        thread.Start();
        thread.Join(); // not awaited: what runs on would be scheduled by the confined thread
        failure?.Throw();
    }

    static bool ReadySignals()
    {
        if (OperatingSystem.IsWindows())
            return false;
        PosixSignalRegistration.Create(PosixSignal.SIGCONT, static _ => { }).Dispose();
        return true;
    }
}
