using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;
using ModelBuild.Store.Git;

namespace ModelBuild.Store.Inputs;

/// <summary>
/// What is in files and folders on disk, without storing them: the same digests that the <see cref="ContentStore"/> gives
/// them. Files that the index knows are not read. A path may be a symbolic link; what is in a folder may not.
/// </summary>
public sealed class InputDigests : IInputDigests
{
    readonly StatIndex index;
    readonly byte trust;

    /// <param name="index">Remembers digests; the caller saves it.</param>
    public InputDigests(StatIndex index) : this(index, Trust.Remembered) { }

    InputDigests(StatIndex index, byte trust)
    {
        this.index = index;
        this.trust = trust;
    }

    /// <summary>
    /// The same index, but what it brought from earlier processes does not count: each file is read once, and again only when it
    /// no longer looks as it did then.
    /// </summary>
    public InputDigests ReadHere() => new(index, Trust.Read);

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
            FileKind.File => new(ArtifactKind.File, index.DigestOfFile(path, facts.Stamp, trust)),
            FileKind.Folder => new(ArtifactKind.Folder, index.DigestOfFolder(path, facts.Stamp, trust)),
            _ => throw ArtifactErrors.NotRegular(path, facts.Kind),
        };
    }

    /// <inheritdoc/>
    public Digest? FindVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value ? Digest.OfText($"{name}={value}") : null;

    /// <inheritdoc/>
    public Digest? FindCommitted(CommittedFile file) => CommittedFiles.Find(file);

    /// <inheritdoc/>
    public string StampOf(CommittedFile file) => GitFolder.Stamp(Path.GetDirectoryName(file.Path)!, file.Revision);

    /// <summary>The digest of a file or folder by reading it all; null where there is neither.</summary>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact, or that does not stop changing.</exception>
    public static ArtifactDigest? Hash(string path) => new InputDigests(StatIndex.InMemory()).Find(path);
}
