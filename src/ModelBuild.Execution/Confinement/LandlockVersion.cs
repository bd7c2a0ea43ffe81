using System.Runtime.InteropServices;

namespace ModelBuild.Execution.Confinement;

/// <summary>
/// Which version of Landlock (https://docs.kernel.org/userspace-api/landlock.html) the kernel offers to any user, and what that
/// is too little for. Also compiled into the tasks, which say so.
/// </summary>
static class LandlockVersion
{
    /// <summary>Version 1 refuses to move files between folders, even those of the stage.</summary>
    public const int Least = 2;

    /// <summary>Without it, TCP connections are free.</summary>
    public const int LeastForNetwork = 4;

    // The numbers of these system calls are the same on every architecture.
    const nint CreateRuleset = 444;
    const nint AskVersion = 1;

    /// <summary>0 where there is none: another system, an old kernel, or a container that forbids it.</summary>
    public static int OfThisMachine() => OperatingSystem.IsLinux() ? Math.Max(0, (int)syscall(CreateRuleset, 0, 0, AskVersion)) : 0;

    /// <summary>What cannot be seen to, for people; null where everything can.</summary>
    public static string? Limit(int version) =>
        !OperatingSystem.IsLinux() ? "stages run unconfined: only Linux can keep them to what they declare"
        : version == 0 ? "stages run unconfined: this kernel has no Landlock, or does not let this process use it"
        : version < Least ? $"stages run unconfined: this kernel has version {version} of Landlock, and keeping them to what they declare needs {Least} (Linux 5.19)"
        : version < LeastForNetwork ? $"stages can read only what they declare, but open any TCP connection: this kernel has version {version} of Landlock, and refusing that needs {LeastForNetwork} (Linux 6.7)"
        : null;

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint syscall(nint number, nint attributes, nint size, nint flags);
}
