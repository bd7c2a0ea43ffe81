using System.Runtime.InteropServices;
using System.Text;

namespace ModelBuild.Store.Files;

/// <summary>Reads small files in three calls of the system, where .NET makes eight: folders have a million of them.</summary>
static class SmallFile
{
    const int LongestPath = 1024;
    const int CloseOnExec = 0x80000, NoBlocking = 0x800; // the same on every architecture that .NET runs on

    /// <param name="expected">How many bytes it should have: once they are there, it is not asked for more.</param>
    /// <returns>How many bytes it has, or as many as fit; -1 where .NET must be asked, which also knows what to throw.</returns>
    public static unsafe int TryRead(string path, Span<byte> buffer, int expected)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        if (!OperatingSystem.IsLinux() || longest > LongestPath)
            return -1;
        var name = stackalloc byte[longest];
        name[Encoding.UTF8.GetBytes(path, new Span<byte>(name, longest))] = 0;
        var file = open(name, CloseOnExec | NoBlocking);
        if (file < 0)
            return -1;
        var count = 0;
        fixed (byte* start = buffer)
        {
            nint more;
            do
            {
                more = read(file, start + count, buffer.Length - count);
                count = more < 0 ? -1 : count + (int)more;
            }
            while (more > 0 && count != expected && count < buffer.Length);
        }
        _ = close(file);
        return count;
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern unsafe int open(byte* path, int flags);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern unsafe nint read(int file, byte* buffer, nint length);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int close(int file);
}
