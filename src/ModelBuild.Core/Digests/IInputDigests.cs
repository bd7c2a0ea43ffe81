namespace ModelBuild.Core.Digests;

/// <summary>Where the plan learns what is in the files and variables it is given.</summary>
public interface IInputDigests
{
    /// <summary>The digest of a file or folder, or null where there is neither.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact.</exception>
    ArtifactDigest? Find(string path);

    /// <summary>The digest of an environment variable's name and value; null where it is not set. Its value goes nowhere.</summary>
    Digest? FindVariable(string name);

    /// <summary>
    /// The digest of a file as it is committed where the work branched off; null where there is none, or no source control. Where
    /// that cannot be told, the digest of the reason.
    /// </summary>
    Digest? FindCommitted(CommittedFile file) => null;

    /// <summary>Something that is the same while the answer of <see cref="FindCommitted"/> is, and that is found faster; empty where nothing is.</summary>
    string StampOf(CommittedFile file) => "";

    /// <summary>The digest of a folder; null where there is none, or one with something in it that cannot be an artifact.</summary>
    /// <param name="path">An absolute path.</param>
    Digest? FindFolder(string path) => FindReadable(path) is { Kind: ArtifactKind.Folder, Digest: var digest } ? digest : null;

    /// <summary>As <see cref="Find"/>; null also where it cannot be an artifact, or not be read.</summary>
    ArtifactDigest? FindReadable(string path)
    {
        try
        {
            return Find(path);
        }
        catch (Exception e) when (e is ArtifactException or IOException or UnauthorizedAccessException)
        {
            return null; // what cannot be read is not what anybody put there
        }
    }
}
