using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace ModelBuild.Verification;

/// <summary>
/// A package file, read so strictly that NuGet, .NET and every other reader see the same files in it, and opened once, so that
/// it cannot be another one when its content is read.
/// </summary>
public sealed class PackageArchive : IPackageSource
{
    /// <summary>The most files that a package may have.</summary>
    public const int MostEntries = 10_000;

    const long FreeToExpand = 10 << 20;
    const long LargestRatio = 200;

    readonly SafeFileHandle file;
    readonly Dictionary<PackageEntry, ZipEntry> packed;

    PackageArchive(SafeFileHandle file, string place, IReadOnlyList<ZipEntry> entries)
    {
        (this.file, Place) = (file, place);
        packed = entries.ToDictionary(entry => new PackageEntry(entry.Name, entry.Bytes));
        Entries = [.. packed.Keys];
    }

    public string Place { get; }

    public string? FileName => Path.GetFileName(Place);

    public IReadOnlyList<PackageEntry> Entries { get; }

    /// <summary>Opens a package; everything that its directory can tell is checked first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxTotalBytes">The most that its files may be together, unpacked.</param>
    /// <exception cref="VerificationException">It cannot be read, or must not be.</exception>
    public static PackageArchive Open(string path, long maxTotalBytes)
    {
        if (path is "")
            throw new VerificationException(Codes.CannotRead, "the package", "its path is empty. Give the path of a package or folder.");
        var info = new FileInfo(path);
        if (!info.Exists)
            throw new VerificationException(Codes.CannotRead, path, "there is no such package or folder. Correct the path.");
        if (!RegularFile.LeadsToOne(info))
            throw new VerificationException(Codes.NotARegularFile, path, "it is a pipe, socket or device, and no file. Give the path of a package.");
        var handle = File.OpenHandle(path);
        try
        {
            var entries = ZipDirectory.Read(handle, path, MostEntries);
            PackageLayout.Check(path, entries.Select(entry => entry.Name), inFolder: false);
            CheckSizes(path, entries, maxTotalBytes);
            return new(handle, path, entries);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public Stream Open(PackageEntry entry)
    {
        var zip = packed[entry];
        var slice = new SliceStream(file, zip.DataOffset, zip.Compressed);
        return new ExactStream(zip.IsDeflated ? new DeflateStream(slice, CompressionMode.Decompress) : slice, entry, Place);
    }

    public void Dispose() => file.Dispose();

    static void CheckSizes(string path, IReadOnlyList<ZipEntry> entries, long maxTotalBytes)
    {
        PackageSize.Check(path, entries.Select(entry => entry.Bytes), maxTotalBytes);
        foreach (var entry in entries)
            if (entry.Bytes > FreeToExpand && entry.Bytes / LargestRatio > entry.Compressed)
                throw new VerificationException(Codes.TooMuch, path,
                    $"'{entry.Name}' would expand from {entry.Compressed} to {entry.Bytes} bytes, more than {LargestRatio} times. Do not use the package.");
    }
}
