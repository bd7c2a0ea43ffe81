using System.Runtime.InteropServices;

namespace ModelBuild.Runner;

/// <summary>Ends the process when standard input does: nobody waits for its result any more.</summary>
static class Lifeline
{
    static readonly ManualResetEventSlim Said = new();

    /// <summary>Waits until something is said on standard input.</summary>
    public static void WaitForWord() => Said.Wait();

    public static void Watch() => new Thread(() =>
    {
        try
        {
            var input = Console.OpenStandardInput();
            Span<byte> nothing = stackalloc byte[64];
            while (input.Read(nothing) > 0)
                Said.Set();
        }
        catch (IOException)
        {
            // A broken pipe is an end, too.
        }
        End();
    }) { IsBackground = true, Name = "lifeline" }.Start();

    /// <summary>At once: Environment.Exit would run the stage's own handlers, and wait if the stage is in one already.</summary>
    static void End()
    {
        if (OperatingSystem.IsWindows())
            _ = TerminateProcess(-1, ExitCodes.Stopped);
        else
            _exit(ExitCodes.Stopped);
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern void _exit(int code);

    [DllImport("kernel32", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern int TerminateProcess(nint process, int code);
}
