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
            _ => throw ArtifactErrors.NotRegular(path, facts.Kind),
        };
    }

    /// <inheritdoc/>
    public Digest? FindVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value ? Digest.OfText($"{name}={value}") : null;

    /// <summary>Reads every byte again, whatever an index says: for what must be sure, such as that an input is still what the plan saw.</summary>
    public static InputDigests WithoutIndex() => new(StatIndex.InMemory());

    /// <summary>The digest of a file or folder by reading it all; null where there is neither.</summary>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact, or that does not stop changing.</exception>
    public static ArtifactDigest? Hash(string path) => WithoutIndex().Find(path);
}
