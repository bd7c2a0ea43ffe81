using System.Runtime.InteropServices;

namespace ModelBuild.Packaging;

/// <summary>Gives a finished file its name if nobody has it, in one step. <see cref="File.Move(string, string, bool)"/> looks first and then renames on Unix: between the two, somebody else's file can be replaced.</summary>
static partial class NewFile
{
    const int Exists = 17; // EEXIST, on Linux and macOS

    /// <exception cref="IOException">There is something of that name.</exception>
    public static void Move(string finished, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (link(finished, path) == 0)
            {
                File.Delete(finished);
                return;
            }
            if (Marshal.GetLastPInvokeError() == Exists)
                throw new IOException($"'{path}' exists already.");
            // This file system has no links.
        }
        File.Move(finished, path, overwrite: false);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int link(string from, string to);
}
