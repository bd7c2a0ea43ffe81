namespace ModelBuild.Verification;

/// <summary>What a package may cost and what it must be.</summary>
public sealed class VerifyOptions
{
    public static VerifyOptions Default { get; } = new();

    /// <summary>The most that all of a package's content may be together, unpacked. Default: 16 GiB.</summary>
    public long MaxTotalBytes { get; init; } = 16L << 30;

    /// <summary>The id that was asked for, where one was.</summary>
    public string? ExpectedId { get; init; }

    /// <summary>The version that was asked for, where one was.</summary>
    public string? ExpectedVersion { get; init; }

    /// <summary>
    /// Which files of the model to keep in memory, so that the very bytes that were verified can be used: see
    /// <see cref="VerifiedModel.Read"/>. Default: none.
    /// </summary>
    public Func<ModelResource, bool> Keep { get; init; } = _ => false;
}
