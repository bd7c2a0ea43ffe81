namespace ModelBuild.Core.Digests;

/// <summary>A file or folder on disk cannot be an artifact: a link or a pipe in it, an impossible name, a file that keeps changing.</summary>
/// <param name="code">Its diagnostic code: <c>MB6002</c>, <c>MB6003</c> or <c>MB6004</c>.</param>
/// <param name="path">What it is about.</param>
/// <param name="message">What happened and what to do.</param>
public sealed class ArtifactException(string code, string path, string message) : Exception(message)
{
    /// <summary>Its diagnostic code.</summary>
    public string Code { get; } = code;

    /// <summary>What it is about.</summary>
    public string Path { get; } = path;
}
