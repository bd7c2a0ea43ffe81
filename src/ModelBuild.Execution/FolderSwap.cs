using System.Runtime.InteropServices;
using ModelBuild.Store.Files;

namespace ModelBuild.Execution;

/// <summary>Puts a finished folder in the place of another, so that nobody sees half of either.</summary>
static partial class FolderSwap
{
    /// <summary>Added to the name of a finished folder for what it replaces.</summary>
    public const string OldSuffix = ".old";

    const int CurrentFolder = -100; // AT_FDCWD
    const uint Exchange = 2; // RENAME_EXCHANGE

    /// <summary>Moves <paramref name="finished"/> to <paramref name="place"/> and removes what was there.</summary>
    /// <remarks>
    /// On Linux both names are exchanged in one step (renameat2(2)). Elsewhere, and on file systems that cannot, there is
    /// a moment at which <paramref name="place"/> does not exist; a crash in it leaves no folder, and the next build makes it.
    /// What was there is deleted when the disk has the new name: a power failure must not leave half of it under the old one.
    /// </remarks>
    public static void Replace(string finished, string place)
    {
        if (!Directory.Exists(place))
        {
            Directory.Move(finished, place);
            return;
        }
        if (OperatingSystem.IsLinux() && RenameAt2(CurrentFolder, finished, CurrentFolder, place, Exchange) == 0)
        {
            Delete(finished);
            return;
        }
        var old = finished + OldSuffix;
        Directory.Move(place, old);
        Directory.Move(finished, place);
        Delete(old);
    }

    static void Delete(string replaced)
    {
        FolderFlush.Flush(Path.GetDirectoryName(replaced)!);
        Directory.Delete(replaced, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
