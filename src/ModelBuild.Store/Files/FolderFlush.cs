using System.Runtime.InteropServices;

namespace ModelBuild.Store.Files;

/// <summary>Brings the names in a folder to the disk, which flushing the files in it does not (fsync(2), "does not necessarily ensure").</summary>
public static partial class FolderFlush
{
    const int ReadOnly = 0, InvalidArgument = 22;

    /// <summary>The names in the folder itself. Windows writes down names in the order in which they were made, so nothing is done there.</summary>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, ReadOnly);
        if (handle < 0)
            throw Failure(folder);
        try
        {
            // Some file systems, above all of networks, do not know the call for folders.
            if (Synchronize(handle) != 0 && Marshal.GetLastPInvokeError() is not InvalidArgument)
                throw Failure(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>Everything in the folder: the content of files, then names.</summary>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static void FlushAll(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (file.LinkTarget is not null)
                continue;
            using var handle = File.OpenHandle(file.FullName, access: OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read, share: FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(handle);
        }
        foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories())
            if (inner.LinkTarget is null)
                FlushAll(inner.FullName);
        Flush(folder);
    }

    static IOException Failure(string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{Marshal.GetPInvokeErrorMessage(error)} : '{folder}'", error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
