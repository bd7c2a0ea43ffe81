using System.Runtime.InteropServices;

namespace ModelBuild.Execution.Confinement;

/// <summary>
/// What root could get around its confinement with: looking into other processes (their variables are not the stage's to know)
/// and into the kernel. Containers often build as root. Rights over files stay.
/// </summary>
static unsafe class Privileges
{
    // SYS_MODULE, SYS_RAWIO, SYS_PTRACE, SYS_ADMIN, SYSLOG, PERFMON, BPF: include/uapi/linux/capability.h.
    const ulong Dropped = 1UL << 16 | 1UL << 17 | 1UL << 19 | 1UL << 21 | 1UL << 34 | 1UL << 38 | 1UL << 39;
    const uint Version3 = 0x20080522;

    /// <summary>Of this thread and what it starts. Whoever has none has none to lose.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Drop()
    {
        // The lower halves of effective, permitted and inheritable, then the upper ones.
        var sets = stackalloc uint[6];
        var header = stackalloc uint[2] { Version3, 0 };
        if (capget(header, sets) != 0)
            throw Failure();
        var had = false;
        for (var i = 0; i < 6; i++)
        {
            var dropped = (uint)(Dropped >> (i < 3 ? 0 : 32));
            had |= (sets[i] & dropped) != 0;
            sets[i] &= ~dropped;
        }
        if (had && capset(header, sets) != 0)
            throw Failure();
    }

    static IOException Failure() => new($"{Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())} : capabilities");

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int capget(uint* header, uint* sets);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int capset(uint* header, uint* sets);
}
