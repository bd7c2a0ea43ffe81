using System.Runtime.InteropServices;
using System.Text;

namespace ModelBuild.Verification;

/// <summary>Whether a path is a regular file, asked without opening it: opening a pipe waits for someone to write into it.</summary>
static class RegularFile
{
    // The layout of struct statx is the same on every architecture: include/uapi/linux/stat.h.
    const int StatxSize = 256, ModeAt = 28;
    const int CurrentFolder = -100, NoFollow = 0x100;
    const uint TypeOnly = 1;

    public static bool IsOne(FileInfo file) =>
        file.LinkTarget is null && !file.Attributes.HasFlag(FileAttributes.ReparsePoint)
        && (OperatingSystem.IsLinux() ? IsOneOnLinux(file.FullName) : OperatingSystem.IsWindows() || file.Length > 0);

    /// <summary>The same for what a path leads to: whoever gives a path may give a link.</summary>
    public static bool LeadsToOne(FileInfo file) => IsOne(file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file);

    static unsafe bool IsOneOnLinux(string path)
    {
        var name = Encoding.UTF8.GetBytes(path + "\0");
        var stat = stackalloc byte[StatxSize];
        fixed (byte* nameAt = name)
            return statx(CurrentFolder, nameAt, NoFollow, TypeOnly, stat) == 0 && (BitConverter.ToUInt16(new ReadOnlySpan<byte>(stat + ModeAt, 2)) & 0xF000) == 0x8000;
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern unsafe int statx(int folder, byte* path, int flags, uint mask, byte* result);
}
