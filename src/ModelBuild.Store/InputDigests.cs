using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>
/// What is in files and folders on disk, without storing them: the same digests that the <see cref="ContentStore"/> gives
/// them. Files that the index knows are not read. A path may be a symbolic link; what is in a folder may not.
/// </summary>
/// <param name="index">Remembers digests; the caller saves it.</param>
public sealed class InputDigests(StatIndex index) : IInputDigests
{
    /// <inheritdoc/>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact, or that does not stop changing.</exception>
    public ArtifactDigest? Find(string path)
    {
        if (FileFacts.Find(path, followLink: true) is not { } facts)
        {
            index.Forget(path);
            return null;
        }
        return facts.Kind switch
        {
            FileKind.File => new(ArtifactKind.File, index.DigestOf(path, facts, followLink: true).Digest),
            FileKind.Folder => new(ArtifactKind.Folder, DiskFolder.List(path).Hash(
                (member, memberFacts) => index.DigestOf(member, memberFacts, followLink: false), keep: null)),
            _ => throw ArtifactException.NotRegular(path, facts.Kind),
        };
    }
}
