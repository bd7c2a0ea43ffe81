using System.Runtime.InteropServices;

namespace ModelBuild.Store.Files;

/// <summary>
/// Lets two files share their blocks until one of them is changed, where the file system can (XFS, Btrfs, bcachefs, some of the
/// network): takes no time and no space, and unlike with a hard link nobody can change the one through the other.
/// </summary>
static partial class FileClone
{
    const uint Clone = 0x40049409; // FICLONE, ioctl_ficlone(2)

    /// <returns>False where this cannot be; then nothing happened.</returns>
    public static bool TryMake(FileStream source, FileStream copy) =>
        OperatingSystem.IsLinux() && Control((int)copy.SafeFileHandle.DangerousGetHandle(), Clone, (int)source.SafeFileHandle.DangerousGetHandle()) == 0;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int file, nuint request, nint argument);
}
