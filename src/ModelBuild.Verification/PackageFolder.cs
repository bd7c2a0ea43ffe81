namespace ModelBuild.Verification;

/// <summary>An unpacked package: a folder with <c>model/</c> and <c>modelbuild/attestations/</c>, such as NuGet's global folder has.</summary>
public sealed class PackageFolder : IPackageSource
{
    readonly string root;

    PackageFolder(string root, IReadOnlyList<PackageEntry> entries) => (this.root, Entries) = (root, entries);

    public string Place => root;

    public string? FileName => null;

    public IReadOnlyList<PackageEntry> Entries { get; }

    /// <summary>Lists a folder; links, pipes and devices are refused, and nothing is read yet.</summary>
    /// <exception cref="VerificationException">It has something that a model package may not have.</exception>
    public static PackageFolder Open(string path, long maxTotalBytes)
    {
        var entries = new List<PackageEntry>();
        List(path, new DirectoryInfo(path), "", entries);
        PackageLayout.Check(path, entries.Select(entry => entry.Name), inFolder: true);
        PackageSize.Check(path, entries.Where(entry => PackageLayout.Find(entry.Name, inFolder: true) != PackagePart.NuGet).Select(entry => entry.Bytes), maxTotalBytes);
        return new(path, entries);
    }

    public Stream Open(PackageEntry entry) =>
        new ExactStream(new FileStream(Path.Combine(root, entry.Name), new FileStreamOptions { BufferSize = 0 }), entry, root);

    public void Dispose() { }

    static void List(string place, DirectoryInfo folder, string prefix, List<PackageEntry> entries)
    {
        foreach (var member in folder.EnumerateFileSystemInfos())
        {
            var name = prefix + member.Name;
            if (member is DirectoryInfo { LinkTarget: null } inner && !inner.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                // Bounds the depth, too: what is below has longer names.
                if (ModelFileName.WhyRefused(name) is { } reason && name != "_rels")
                    throw new VerificationException(Codes.BadName, place, $"the folder {Wording.Quote(name)} is refused: its name {reason}. Do not use the package.");
                List(place, inner, name + "/", entries);
                continue;
            }
            if (member is not FileInfo file || !RegularFile.IsOne(file))
                throw new VerificationException(Codes.NotARegularFile, place,
                    $"{Wording.Quote(name)} is a symbolic link, pipe, socket or device. Put a regular file in its place, or restore the package again.");
            if (entries.Count == PackageArchive.MostEntries)
                throw new VerificationException(Codes.TooMuch, place, $"it has more than {PackageArchive.MostEntries} files. Do not use the package.");
            entries.Add(new(name, file.Length));
        }
    }
}
