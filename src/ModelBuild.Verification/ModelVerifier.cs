namespace ModelBuild.Verification;

/// <summary>Decides whether a model package may be used. Offline, and without writing or executing anything of it.</summary>
public static class ModelVerifier
{
    /// <summary>Verifies a package, a folder with <c>model/</c> and <c>modelbuild/attestations/</c>, or a package in NuGet's global folder.</summary>
    /// <param name="path">A file (an archive) or a folder.</param>
    /// <param name="keys">The keys whose signatures count.</param>
    /// <param name="options">What it may cost and what it must be.</param>
    /// <exception cref="VerificationException">It must not be used.</exception>
    public static VerifiedModel Verify(string path, TrustedKeys keys, VerifyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        using var reading = new PackageReading(path, options ?? VerifyOptions.Default);

        // Who signed comes first: nothing of a stranger's package is read further than that.
        var bundle = reading.ReadBundle(PackageLayout.Signature);
        var signer = Signer(path, keys, bundle);
        var signature = ModelSignature.Read(bundle.Payload, path, PackageLayout.Signature);
        CheckNames(path, signature, reading.ModelFiles);

        var manifest = reading.ReadManifest();
        CheckManifest(path, signature, manifest, reading.ManifestSha256);
        reading.CheckIdentity(manifest);
        var attestations = PackageLayout.Attestations.Keys
            .Where(name => reading.Has(name) || name == PackageLayout.Provenance)
            .Select(name => reading.ReadAttestation(name, signer, signature))
            .ToList();

        var files = reading.ReadModel(manifest);
        reading.ReadRest();
        return new(manifest, signature.RootSha256, signer, files, attestations, reading.Kept);
    }

    static TrustedKey Signer(string path, TrustedKeys keys, SigstoreBundle bundle)
    {
        var signer = keys.Find(bundle.KeyId) ?? throw new VerificationException(Codes.UntrustedSigner, path,
            $"it is signed with the key {bundle.KeyId}, and trusted are {(keys.All.Count == 0 ? "no keys" : string.Join(", ", keys.All))}. " +
            "Get the publisher's public key from somewhere else than the package, or do not use it.");
        return bundle.IsSignedBy(signer) ? signer : throw new VerificationException(Codes.BadSignature, path,
            $"{PackageLayout.Signature} is not signed by the key {signer} that it names: it was changed, or forged. Do not use the package.");
    }

    static void CheckNames(string path, ModelSignature signature, IReadOnlyList<string> present)
    {
        var signed = signature.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        if (present.Where(name => !signed.Contains(name)).ToList() is { Count: > 0 } extra)
            throw new VerificationException(Codes.FileNotSigned, path, $"model/ has {Wording.List(extra)}, which nobody signed. Do not use the package.");
        signed.ExceptWith(present);
        if (signed.Count > 0)
            throw new VerificationException(Codes.FileMissing, path, $"model/ lacks {Wording.List(signed)}, which is signed. Do not use the package.");
    }

    static void CheckManifest(string path, ModelSignature signature, ModelManifest manifest, string manifestSha256)
    {
        var listed = manifest.Files.ToDictionary(file => file.Path, file => file.Sha256, StringComparer.Ordinal);
        listed.Add(ModelManifest.FileName, manifestSha256);
        foreach (var file in signature.Files)
        {
            if (!listed.Remove(file.Path, out var sha256))
                throw Disagreement($"{file.Path} is signed, and the manifest does not list it");
            if (sha256 != file.Sha256)
                throw file.Path == ModelManifest.FileName
                    ? PackageReading.Changed(path, file.Path, file.Sha256, sha256)
                    : Disagreement($"{file.Path} is signed as {file.Sha256}, and the manifest lists it as {sha256}");
        }
        if (listed.Count > 0)
            throw Disagreement($"the manifest lists {Wording.List(listed.Keys)}, which is not signed");

        VerificationException Disagreement(string what) => new(Codes.ManifestDisagrees, path, $"{what}. Do not use the package; make it again.");
    }
}
