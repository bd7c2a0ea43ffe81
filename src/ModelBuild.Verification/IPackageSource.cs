namespace ModelBuild.Verification;

/// <summary>Where a package's files are read from. Names were checked before anything can be opened.</summary>
public interface IPackageSource : IDisposable
{
    /// <summary>The archive or folder, as it was given.</summary>
    string Place { get; }

    /// <summary>The archive's own name, which tells id and version; null for a folder.</summary>
    string? FileName { get; }

    IReadOnlyList<PackageEntry> Entries { get; }

    /// <summary>The content. Reading it to its end throws where it is longer or shorter than the entry says.</summary>
    Stream Open(PackageEntry entry);
}
