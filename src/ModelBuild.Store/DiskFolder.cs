using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store;

/// <summary>A folder on disk with everything in it, listed before anything is read: what cannot be an artifact is refused first.</summary>
sealed class DiskFolder
{
    readonly List<Member> members = [];

    DiskFolder() { }

    sealed record Member(string Name, string Path, FileFacts Facts, DiskFolder? Folder);

    public static DiskFolder List(string path)
    {
        var folder = new DiskFolder();
        foreach (var member in Directory.GetFileSystemEntries(path))
        {
            var name = Path.GetFileName(member);
            if (!TreeMember.IsName(name))
                throw ArtifactErrors.BadName(member, name);
            var facts = FileFacts.Find(member, followLink: false) ?? throw ArtifactErrors.Changing(path);
            if (facts.Kind is FileKind.Link or FileKind.Other)
                throw ArtifactErrors.NotRegular(member, facts.Kind);
            folder.members.Add(new(name, member, facts, facts.Kind == FileKind.Folder ? List(member) : null));
        }
        return folder;
    }

    /// <summary>All files in it and in its folders.</summary>
    public void AddFilesTo(List<(string Path, FileFacts Facts)> files)
    {
        foreach (var member in members)
        {
            if (member.Folder is not null)
                member.Folder.AddFilesTo(files);
            else
                files.Add((member.Path, member.Facts));
        }
    }

    /// <summary>The digest of its tree object; members first.</summary>
    /// <param name="hashFile">Gives a file's digest and size.</param>
    /// <param name="keep">Takes each tree object, if anyone wants them.</param>
    public Digest Hash(Func<string, FileFacts, (Digest Digest, long Size)> hashFile, Action<byte[]>? keep)
    {
        var lines = new List<TreeMember>(members.Count);
        foreach (var (name, path, facts, folder) in members)
        {
            if (folder is not null)
            {
                lines.Add(new(ArtifactKind.Folder, name, folder.Hash(hashFile, keep), 0));
                continue;
            }
            var (digest, size) = hashFile(path, facts);
            lines.Add(new(ArtifactKind.File, name, digest, size));
        }
        var text = TreeMember.Write(lines);
        keep?.Invoke(text);
        return Digest.Of(text);
    }
}
