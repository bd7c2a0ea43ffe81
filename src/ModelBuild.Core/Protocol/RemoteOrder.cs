namespace ModelBuild.Core.Protocol;

/// <summary>Which remote cache, and how. It names environment variables and files; what is secret is in those only.</summary>
public sealed record RemoteOrder
{
    /// <summary>An <c>http</c> or <c>https</c> URL without user, query and final slash, or an absolute path of a folder.</summary>
    public required string Place { get; init; }

    /// <summary>Nothing is uploaded.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The NAME of the environment variable with the secret that authenticates results; null for none.</summary>
    public string? SecretVariable { get; init; }

    /// <summary>A file with the public keys whose results are accepted; null for none.</summary>
    public string? TrustedKeys { get; init; }

    /// <summary>The NAME of the environment variable with the token that the server wants; null for none.</summary>
    public string? TokenVariable { get; init; }

    /// <summary>The key that signs what is uploaded.</summary>
    public required KeyOrder Key { get; init; }

    /// <summary>Whether <see cref="Place"/> is a server and not a folder.</summary>
    public bool IsServer => Place.Contains("://", StringComparison.Ordinal);
}
