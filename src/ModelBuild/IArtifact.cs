namespace ModelBuild;

/// <summary>What a stage returns and later stages read: the content of a folder, identified by its digest.</summary>
/// <remarks>
/// Equal artifacts must write equal bytes: no times, no machine names, no unordered collections.
/// See <see cref="IArtifact{TSelf}"/> for the reading side.
/// </remarks>
public interface IArtifact
{
    /// <summary>Writes the artifact's files into <paramref name="folder"/>, which exists and is empty.</summary>
    void Write(string folder);
}

/// <summary>An artifact type that can be read back.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IArtifact<TSelf> : IArtifact where TSelf : IArtifact<TSelf>
{
    /// <summary>Reads what <see cref="IArtifact.Write"/> wrote. The folder is read-only.</summary>
    static abstract TSelf Read(string folder);
}
