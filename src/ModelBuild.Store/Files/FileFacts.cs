using System.Runtime.InteropServices;
using System.Text;

namespace ModelBuild.Store.Files;

enum FileKind { File, Folder, Link, Other }

/// <summary>What the file system says about a file without reading it. Equal stamps: most likely equal content (see <see cref="StatIndex"/>).</summary>
/// <param name="Modified">Nanoseconds since 1970.</param>
/// <param name="Changed">The same for the inode (content, mode, links): no program can set it back. Elsewhere than on Linux: creation.</param>
readonly record struct FileStamp(long Size, long Modified, long Changed, long Inode, long Device)
{
    /// <summary>
    /// Whether the file was left alone for two seconds before it was looked at: a file system's clock is coarse, and a second
    /// change within one tick would leave the same times (https://git-scm.com/docs/racy-git).
    /// </summary>
    /// <param name="time">When, in nanoseconds since 1970, by a clock that was read before the file was looked at.</param>
    public bool IsSettledAt(long time) => Modified + Settled <= time && Changed + Settled <= time;

    const long Settled = 2_000_000_000;
}

/// <param name="Links">How many names the file has.</param>
readonly record struct FileFacts(FileKind Kind, FileStamp Stamp, int Links)
{
    // FileInfo has neither inode nor change time, so Linux is asked directly. The layout of struct statx is the same on
    // every architecture: https://man7.org/linux/man-pages/man2/statx.2.html and include/uapi/linux/stat.h.
    const int StatxSize = 256, LinksAt = 16, ModeAt = 28, InodeAt = 32, SizeAt = 40, ChangedAt = 96, ModifiedAt = 112, DeviceAt = 136;
    const int CurrentFolder = -100, NoFollow = 0x100;
    const uint BasicStats = 0x7ff;
    const int NotPermitted = 1, NoEntry = 2, NoAccess = 13, NotAFolder = 20, NoSuchCall = 38;

    static bool useStatx = OperatingSystem.IsLinux();

    /// <summary>The facts of a path, or null where there is nothing.</summary>
    public static FileFacts? Find(string path, bool followLink)
    {
        if (path.Contains('\0'))
            throw new ArgumentException("A path cannot contain NUL.", nameof(path));
        if (useStatx)
        {
            try
            {
                return FindOnLinux(path, followLink);
            }
            catch (NotSupportedException)
            {
                useStatx = false;
            }
            catch (EntryPointNotFoundException)
            {
                useStatx = false;
            }
        }
        return FindAnywhere(path, followLink);
    }

    static FileFacts? FindOnLinux(string path, bool followLink)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        var name = longest <= 1024 ? stackalloc byte[longest] : new byte[longest];
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        var error = Ask(name, followLink, out var facts);
        return error switch
        {
            0 => facts,
            NoEntry or NotAFolder => null,
            // Old kernels do not know the call, old container runtimes forbid it.
            NoSuchCall or NotPermitted => throw new NotSupportedException(),
            NoAccess => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied."),
            _ => throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'"),
        };
    }

    /// <param name="path">In UTF-8, with a zero at its end.</param>
    /// <returns>The number of the error, or 0.</returns>
    static unsafe int Ask(ReadOnlySpan<byte> path, bool followLink, out FileFacts facts)
    {
        var stat = stackalloc byte[StatxSize];
        fixed (byte* pathAt = path)
        {
            // Blittable arguments and no SetLastError: the runtime has no marshalling stub to compile.
            if (statx(CurrentFolder, pathAt, followLink ? 0 : NoFollow, BasicStats, stat) != 0)
            {
                facts = default;
                return Marshal.GetLastSystemError();
            }
        }
        facts = Read(new ReadOnlySpan<byte>(stat, StatxSize));
        return 0;
    }

    static FileFacts Read(ReadOnlySpan<byte> stat) => new(
        (BitConverter.ToUInt16(stat[ModeAt..]) & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        },
        new FileStamp(
            BitConverter.ToInt64(stat[SizeAt..]),
            Nanoseconds(stat[ModifiedAt..]),
            Nanoseconds(stat[ChangedAt..]),
            BitConverter.ToInt64(stat[InodeAt..]),
            BitConverter.ToInt64(stat[DeviceAt..])),
        BitConverter.ToInt32(stat[LinksAt..]));

    static long Nanoseconds(ReadOnlySpan<byte> time) =>
        unchecked(BitConverter.ToInt64(time) * 1_000_000_000 + BitConverter.ToUInt32(time[8..]));

    /// <summary>The same with what .NET knows everywhere.</summary>
    internal static FileFacts? FindAnywhere(string path, bool followLink)
    {
        FileSystemInfo? info = new FileInfo(path);
        if (followLink && info.LinkTarget is not null)
            info = info.ResolveLinkTarget(returnFinalTarget: true);
        if (info is null || (int)info.Attributes == -1)
            return null;
        var attributes = info.Attributes;
        if (attributes.HasFlag(FileAttributes.Directory) && !attributes.HasFlag(FileAttributes.ReparsePoint))
            return new(FileKind.Folder, new FileStamp(0, Nanoseconds(info.LastWriteTimeUtc), Nanoseconds(info.CreationTimeUtc), 0, 0), 1);
        return new(
            info.LinkTarget is not null ? FileKind.Link : attributes.HasFlag(FileAttributes.Device) ? FileKind.Other : FileKind.File,
            new FileStamp(new FileInfo(info.FullName).Length, Nanoseconds(info.LastWriteTimeUtc), Nanoseconds(info.CreationTimeUtc), 0, 0),
            1);
    }

    internal static long Nanoseconds(DateTime time) => unchecked((time.Ticks - DateTime.UnixEpoch.Ticks) * 100);

    /// <summary>Asks for one member of a folder after the other; for a million of them, putting their paths together takes time. Not for several threads.</summary>
    internal sealed class OfMembers
    {
        readonly string folder;
        readonly int start;
        byte[] path;

        public OfMembers(string folder)
        {
            this.folder = folder;
            path = new byte[Encoding.UTF8.GetMaxByteCount(folder.Length) + 256];
            start = Encoding.UTF8.GetBytes(folder, path);
            path[start++] = (byte)'/';
        }

        /// <summary>The facts of a member, or null where there is none. Follows no link.</summary>
        public FileFacts? Find(string name)
        {
            if (useStatx)
            {
                var longest = start + Encoding.UTF8.GetMaxByteCount(name.Length) + 1;
                if (longest > path.Length)
                    Array.Resize(ref path, longest);
                path[start + Encoding.UTF8.GetBytes(name, path.AsSpan(start))] = 0;
                var error = Ask(path, followLink: false, out var facts);
                if (error is 0 or NoEntry)
                    return error == 0 ? facts : null;
            }
            return FileFacts.Find(Path.Join(folder, name), followLink: false); // which knows what to make of errors
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern unsafe int statx(int folder, byte* path, int flags, uint mask, byte* result);
}
