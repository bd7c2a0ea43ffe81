namespace ModelBuild.Core.Digests;

/// <summary>Where the plan learns what is in the files it is given.</summary>
public interface IInputDigests
{
    /// <summary>The digest of a file or folder, or null where there is neither.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact.</exception>
    ArtifactDigest? Find(string path);
}
