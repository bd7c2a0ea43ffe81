namespace ModelBuild.Core.Digests;

public enum ArtifactKind { File, Folder }

/// <summary>
/// The content of a file, or of a folder as the digest of its tree object (see docs/store.md):
/// names of members count, the artifact's own name, times and modes do not.
/// </summary>
public readonly record struct ArtifactDigest(ArtifactKind Kind, Digest Digest)
{
    public override string ToString() => Kind == ArtifactKind.File ? Digest.ToString() : $"folder {Digest}";
}
