namespace ModelBuild;

/// <summary>What a stage returns and later stages read: the content of a folder, identified by its digest.</summary>
/// <remarks>
/// Ready-made are <see cref="Json{T}"/>, <see cref="JsonLines{T}"/>, <see cref="FileArtifact"/>, <see cref="FolderArtifact"/> and
/// <see cref="Evaluation"/>. A type of one's own keeps to three rules:
/// <list type="bullet">
/// <item>equal artifacts write equal bytes: no times, no machine names, no unordered collections, numbers in round-trip form of the
/// invariant culture, line ends and byte order chosen and not the platform's;</item>
/// <item>what is large is streamed, from the source to the file and from the file to its reader, and not first made as a whole;</item>
/// <item><see cref="Write"/> is called once, after which the artifact is not used again.</item>
/// </list>
/// See <see cref="IArtifact{TSelf}"/> for the reading side.
/// </remarks>
public interface IArtifact
{
    /// <summary>Writes the artifact's files into <paramref name="folder"/>, which exists and is empty. Regular files and folders only.</summary>
    void Write(string folder);
}

/// <summary>An artifact type that can be read back.</summary>
/// <remarks>A type may keep the path and read later: the folder stays where it is until the stage that reads it has ended.</remarks>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IArtifact<TSelf> : IArtifact where TSelf : IArtifact<TSelf>
{
    /// <summary>Reads what <see cref="IArtifact.Write"/> wrote. The folder is read-only.</summary>
    static abstract TSelf Read(string folder);
}

/// <summary>An artifact whose content lies in files or is made while it is written, so that it cannot be handed on in memory.</summary>
interface IFileBacked
{
    /// <summary>What <see cref="IArtifact.Write"/> moves away; null where it leaves all where it is.</summary>
    string? Moved => null;
}
