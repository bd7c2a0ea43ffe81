using System.Runtime.InteropServices;
using System.Text;

namespace ModelBuild.Execution.Confinement;

/// <summary>What may be done with a file or folder and all below it: include/uapi/linux/landlock.h.</summary>
[Flags]
enum Rights : ulong
{
    Execute = 1 << 0,
    WriteFile = 1 << 1,
    ReadFile = 1 << 2,
    ListFolder = 1 << 3,
    RemoveFolder = 1 << 4,
    RemoveFile = 1 << 5,
    MakeDevice = 1 << 6,
    MakeFolder = 1 << 7,
    MakeFile = 1 << 8,
    MakeSocket = 1 << 9,
    MakePipe = 1 << 10,
    MakeBlockDevice = 1 << 11,
    MakeLink = 1 << 12,
    MoveBetweenFolders = 1 << 13,
    Truncate = 1 << 14,
    ControlDevice = 1 << 15,

    /// <summary>Also of a program, which its loader reads.</summary>
    Read = Execute | ReadFile | ListFolder,
    UseDevice = ReadFile | WriteFile | Truncate | ControlDevice,
    Own = Read | WriteFile | RemoveFolder | RemoveFile | MakeFolder | MakeFile | MakeSocket | MakePipe | MakeLink | MoveBetweenFolders | Truncate,

    /// <summary>Those that a rule on a single file can have.</summary>
    OfFiles = Execute | WriteFile | ReadFile | Truncate | ControlDevice,
}

/// <summary>A list of what may be reached: everything else is refused, once a thread has taken it upon itself.</summary>
/// <remarks>A rule is about the file that is at a path now, by whatever name it is opened later; symbolic links are followed.</remarks>
sealed unsafe class LandlockRuleset : IDisposable
{
    const nint CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
    const nint PathBeneath = 1;
    const ulong BindTcp = 1 << 0, ConnectTcp = 1 << 1;
    const ulong AbstractSockets = 1 << 0, Signals = 1 << 1;
    const int NoNewPrivileges = 38;
    const int PathOnly = 0x200000, CloseOnExec = 0x80000;
    const int NoEntry = 2, NoAccess = 13, NotAFolder = 20, Invalid = 22, LinksInACircle = 40;

    readonly Rights known;
    int ruleset;

    /// <param name="version">Of Landlock, at least <see cref="LandlockVersion.Least"/>; what a kernel of this version does not know stays free.</param>
    /// <param name="network">Whether TCP stays free.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public LandlockRuleset(int version, bool network)
    {
        known = KnownTo(version);
        var attributes = stackalloc ulong[3];
        attributes[0] = (ulong)known;
        attributes[1] = version >= LandlockVersion.LeastForNetwork && !network ? BindTcp | ConnectTcp : 0;
        // What is not below the stage: it ends by its lifeline, and whoever it started is confined as it is.
        attributes[2] = version >= 6 ? AbstractSockets | Signals : 0;
        // An older kernel takes the longer structure as long as what it does not know is zero.
        ruleset = (int)Check(syscall(CreateRuleset, (nint)attributes, 3 * sizeof(ulong), 0, 0), "landlock_create_ruleset");
    }

    /// <summary>The rights that a kernel of a version of Landlock can refuse.</summary>
    public static Rights KnownTo(int version)
    {
        var rights = Rights.MoveBetweenFolders | (Rights.MoveBetweenFolders - 1);
        if (version >= 3)
            rights |= Rights.Truncate;
        if (version >= 5)
            rights |= Rights.ControlDevice;
        return rights;
    }

    /// <summary>Lets a file, or a folder with all below it, be used.</summary>
    /// <returns>False where there is nothing.</returns>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public bool TryAllow(string path, Rights rights)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        var name = longest <= 1024 ? stackalloc byte[longest] : new byte[longest];
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        int file;
        fixed (byte* nameAt = name)
            file = open(nameAt, PathOnly | CloseOnExec);
        if (file < 0)
            return Marshal.GetLastSystemError() is var error && error is NoEntry or NoAccess or NotAFolder or LinksInACircle
                ? false
                : throw Failure(error, $"'{path}'");
        try
        {
            if (Add(file, rights & known) == 0)
                return true;
            if (Marshal.GetLastSystemError() is not Invalid and var refusal)
                throw Failure(refusal, $"landlock_add_rule '{path}'");
            Check(Add(file, rights & known & Rights.OfFiles), $"landlock_add_rule '{path}'"); // it is no folder
            return true;
        }
        finally
        {
            _ = close(file);
        }
    }

    /// <summary>From now on this thread, and whatever it starts, can reach nothing else. There is no way back.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Restrict()
    {
        Check(prctl(NoNewPrivileges, 1, 0, 0, 0), "prctl");
        Check(syscall(RestrictSelf, ruleset, 0, 0, 0), "landlock_restrict_self");
    }

    public void Dispose()
    {
        if (ruleset >= 0)
            _ = close(ruleset);
        ruleset = -1;
    }

    nint Add(int file, Rights rights)
    {
        // struct landlock_path_beneath_attr is packed: 8 bytes of rights, 4 of the descriptor.
        var rule = stackalloc byte[12];
        *(ulong*)rule = (ulong)rights;
        *(int*)(rule + 8) = file;
        return syscall(AddRule, ruleset, PathBeneath, (nint)rule, 0);
    }

    static nint Check(nint result, string call) => result >= 0 ? result : throw Failure(Marshal.GetLastSystemError(), call);

    static IOException Failure(int error, string what) => new($"{Marshal.GetPInvokeErrorMessage(error)} : {what}", error);

    // Blittable arguments and no SetLastError: the runtime has no marshalling stub to compile.
    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int prctl(int option, nint first, nint second, nint third, nint fourth);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int open(byte* path, int flags);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int close(int file);
}
