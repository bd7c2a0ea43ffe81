namespace ModelBuild.Verification;

/// <summary>
/// What a package says it is, computed from its content without any key: to compare one that is on a feed with a new one.
/// Nothing here is trusted; only <see cref="ModelVerifier"/> gives something to use.
/// </summary>
/// <param name="RootSha256">Over the files that are there.</param>
/// <param name="SignerKeyId">The signature's hint at its key. Anyone can write one.</param>
public sealed record PackageContents(
    PackageIdentity Identity, string ModelId, long Sequence, string RootSha256, string SignerKeyId, IReadOnlyList<ModelResource> Files)
{
    /// <summary>Reads a package under the same strict rules for archives, names, lengths and content as verifying does.</summary>
    /// <exception cref="VerificationException">It is no well-formed model package.</exception>
    public static PackageContents ReadRoot(string path, VerifyOptions? options = null)
    {
        using var reading = new PackageReading(path, options ?? VerifyOptions.Default);
        var bundle = reading.ReadBundle(PackageLayout.Signature);
        var manifest = reading.ReadManifest();
        reading.CheckIdentity(manifest);
        var files = reading.ReadModel(manifest);
        reading.ReadRest();
        return new(manifest.Identity, manifest.ModelId, manifest.Sequence, RootDigest.Of(files), bundle.KeyId, files);
    }
}
