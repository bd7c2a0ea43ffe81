using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>
/// The store does not have an object, or what it had was damaged and is removed now. Whoever needs it treats the stage
/// that made it as a miss and runs it again; to a user this is at most a warning with <see cref="Code"/>.
/// </summary>
public sealed class MissingObjectException(Digest digest, string reason)
    : Exception($"The store's object {digest} {reason}. What it belongs to is made again.")
{
    /// <summary>The diagnostic of this condition.</summary>
    public const string Code = "MB6001";

    /// <summary>What was asked for.</summary>
    public Digest Digest { get; } = digest;

    /// <summary>What is wrong with it, as the end of a sentence that begins with the object.</summary>
    public string Reason { get; } = reason;
}
