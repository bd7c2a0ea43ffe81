namespace ModelBuild.Verification;

/// <summary>An attestation beside the model: signed by the same key, about this root.</summary>
/// <param name="Name">Its file's name, such as <c>provenance.sigstore.json</c>.</param>
public sealed record VerifiedAttestation(string Name, InTotoStatement Statement);

/// <summary>A model package whose every byte was read and found to be what a trusted key signed.</summary>
public sealed class VerifiedModel
{
    readonly IReadOnlyDictionary<string, byte[]> kept;

    internal VerifiedModel(ModelManifest manifest, string root, TrustedKey signer, IReadOnlyList<ModelResource> files,
        IReadOnlyList<VerifiedAttestation> attestations, IReadOnlyDictionary<string, byte[]> kept)
    {
        (Identity, ModelId, Sequence, IsReleasable) = (manifest.Identity, manifest.ModelId, manifest.Sequence, manifest.IsReleasable);
        (RootSha256, Signer, Files, Attestations, this.kept) = (root, signer, files, attestations, kept);
    }

    public PackageIdentity Identity { get; }

    public string ModelId { get; }

    public long Sequence { get; }

    /// <inheritdoc cref="ModelManifest.IsReleasable"/>
    public bool IsReleasable { get; }

    /// <summary>The model's identity: see <see cref="RootDigest"/>.</summary>
    public string RootSha256 { get; }

    public TrustedKey Signer { get; }

    /// <summary>Every file of the model, the manifest too, in the order of their names.</summary>
    public IReadOnlyList<ModelResource> Files { get; }

    /// <summary>The provenance, and whatever other attestations there are.</summary>
    public IReadOnlyList<VerifiedAttestation> Attestations { get; }

    /// <summary>The bytes that were verified, of a file that <see cref="VerifyOptions.Keep"/> asked for.</summary>
    /// <param name="path">Relative to <c>model/</c>.</param>
    /// <exception cref="KeyNotFoundException">The file was not kept.</exception>
    public ReadOnlyMemory<byte> Read(string path) => kept[path];
}
