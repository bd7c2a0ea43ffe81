using System.Security.Cryptography;

namespace ModelBuild.Verification;

/// <summary>One pass over a package: each part is read once, whole and bounded, and what was read is what counts.</summary>
sealed class PackageReading : IDisposable
{
    readonly string path;
    readonly VerifyOptions options;
    readonly IPackageSource source;
    readonly Dictionary<string, PackageEntry> entries;
    readonly Dictionary<string, byte[]> kept = new(StringComparer.Ordinal);
    byte[] manifestBytes = [];

    public PackageReading(string path, VerifyOptions options)
    {
        (this.path, this.options) = (path, options);
        source = Guarded<IPackageSource>(() => Directory.Exists(path)
            ? PackageFolder.Open(path, options.MaxTotalBytes)
            : PackageArchive.Open(path, options.MaxTotalBytes));
        entries = source.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        ModelFiles = [.. entries.Keys.Where(name => name.StartsWith(PackageLayout.Model, StringComparison.Ordinal)).Select(name => name[PackageLayout.Model.Length..])];
    }

    /// <summary>The names below <c>model/</c>.</summary>
    public IReadOnlyList<string> ModelFiles { get; }

    public string ManifestSha256 => Sha256Hex.Of(manifestBytes);

    public IReadOnlyDictionary<string, byte[]> Kept => kept;

    public bool Has(string attestation) => entries.ContainsKey(PackageLayout.AttestationFolder + attestation);

    public SigstoreBundle ReadBundle(string name) => SigstoreBundle.Read(ReadWhole(name, SigstoreBundle.Largest), path, name);

    public ModelManifest ReadManifest()
    {
        manifestBytes = ReadWhole(PackageLayout.Manifest, ModelManifest.Largest);
        return ModelManifest.Read(manifestBytes, path);
    }

    /// <summary>An attestation that the model's signer signed about this model.</summary>
    public VerifiedAttestation ReadAttestation(string name, TrustedKey signer, ModelSignature signature)
    {
        var file = PackageLayout.AttestationFolder + name;
        var bundle = ReadBundle(file);
        if (bundle.KeyId != signer.Id)
            throw new VerificationException(Codes.OtherSigner, path, $"{file} is signed with the key {bundle.KeyId}, and the model with {signer.Id}. Do not use the package.");
        if (!bundle.IsSignedBy(signer))
            throw new VerificationException(Codes.BadSignature, path, $"{file} is not signed by the key {signer} that it names: it was changed, or forged. Do not use the package.");
        var statement = InTotoStatement.Read(bundle.Payload, path, file);
        AttestationRules.Check(path, file, PackageLayout.Attestations[name], statement, signature);
        return new(name, statement);
    }

    /// <summary>Refuses where manifest, nuspec, file name and request do not name one package.</summary>
    public void CheckIdentity(ModelManifest manifest)
    {
        var nuspecs = entries.Keys.Where(name => PackageLayout.Find(name, inFolder: true) == PackagePart.Nuspec).ToList();
        if (nuspecs.Count > 1 || (nuspecs.Count == 0 && source.FileName is not null))
            throw new VerificationException(Codes.PartMissing, path, $"it has {nuspecs.Count} nuspec files and must have one. Do not use the package; make it again.");
        var identity = manifest.Identity;
        foreach (var name in nuspecs)
        {
            var nuspec = Nuspec.Read(ReadWhole(name, Nuspec.Largest), path, name);
            Agree(identity.Equals(nuspec), "the nuspec", nuspec.ToString());
            Agree(identity.Id.Equals(PackageLayout.IdOf(name), StringComparison.OrdinalIgnoreCase), "the nuspec's name", name);
        }
        if (source.FileName is { } fileName)
            Agree(identity.FileName.Equals(fileName, StringComparison.OrdinalIgnoreCase), "the file's name", fileName);
        if (options.ExpectedId is { } id)
            Agree(identity.Id.Equals(id, StringComparison.OrdinalIgnoreCase), "what was asked for", id);
        if (options.ExpectedVersion is { } version)
            Agree(identity.Equals(new PackageIdentity(identity.Id, version)), "what was asked for", $"{identity.Id} {version}");

        void Agree(bool same, string where, string other)
        {
            if (!same)
                throw new VerificationException(Codes.WrongIdentity, path, $"the signed manifest says {identity}, and {where} says {Wording.Quote(other)}. Do not use the package.");
        }
    }

    /// <summary>Every file of the model, compared with the manifest: there, as long, the same content, and safe to keep as data.</summary>
    public IReadOnlyList<ModelResource> ReadModel(ModelManifest manifest)
    {
        var present = ModelFiles.ToHashSet(StringComparer.Ordinal);
        present.Remove(ModelManifest.FileName);
        foreach (var file in manifest.Files)
        {
            if (!present.Remove(file.Path))
                throw new VerificationException(Codes.FileMissing, path, $"model/ lacks '{file.Path}', which the manifest lists. Do not use the package.");
            if (entries[PackageLayout.Model + file.Path].Bytes is var length && length != file.Bytes)
                throw new VerificationException(Codes.WrongLength, path, $"model/{file.Path} has {length} bytes, and the manifest says {file.Bytes}. Do not use the package.");
        }
        if (present.Count > 0)
            throw new VerificationException(Codes.FileNotSigned, path, $"model/ has {Wording.List(present)}, which the manifest does not list. Do not use the package.");

        var self = new ModelResource(ModelManifest.FileName, ManifestSha256, manifestBytes.Length);
        var files = RootDigest.InOrder([self, .. manifest.Files]);
        foreach (var file in files)
        {
            var keep = options.Keep(file);
            if (file == self)
            {
                if (keep)
                    kept.Add(file.Path, manifestBytes);
                continue;
            }
            var (sha256, bytes) = Guarded(() => Read(entries[PackageLayout.Model + file.Path], keep));
            if (sha256 != file.Sha256)
                throw Changed(path, file.Path, file.Sha256, sha256);
            if (bytes is not null)
                kept.Add(file.Path, bytes);
        }
        return files;
    }

    /// <summary>What nobody signs: as long as it claims to be, and no program under a harmless name.</summary>
    public void ReadRest()
    {
        foreach (var entry in entries.Values)
        {
            var part = PackageLayout.Find(entry.Name, inFolder: true);
            if (part == PackagePart.Document || (part == PackagePart.NuGet && source.FileName is not null))
                Guarded(() => Read(entry, keep: false));
        }
    }

    public static VerificationException Changed(string path, string file, string signed, string actual) => new(Codes.FileChanged, path,
        $"model/{file} has the SHA-256 digest {actual}, and {signed} is signed: it was changed. Do not use the package.");

    public void Dispose() => source.Dispose();

    (string Sha256, byte[]? Bytes) Read(PackageEntry entry, bool keep)
    {
        if (keep && entry.Bytes > Array.MaxLength)
            throw new VerificationException(Codes.TooMuch, path, $"{entry.Name} has {entry.Bytes} bytes, too many to keep in memory. Read it from the file.");
        var bytes = keep ? new byte[entry.Bytes] : null;
        var at = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var content = new UnsafeContent(path, entry.Name);
        using var stream = source.Open(entry);
        var buffer = new byte[Math.Clamp(entry.Bytes, 1, 128 << 10)];
        while (stream.Read(buffer) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            content.Append(buffer.AsSpan(0, read));
            if (bytes is not null)
                buffer.AsSpan(0, read).CopyTo(bytes.AsSpan(at));
            at += read;
        }
        content.Finish();
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    byte[] ReadWhole(string name, int most) => Guarded(() =>
    {
        if (!entries.TryGetValue(name, out var entry))
            throw new VerificationException(Codes.PartMissing, path, $"{name} is missing. It is no model package, or not all of one; get it again.");
        if (entry.Bytes > most)
            throw new VerificationException(Codes.TooMuch, path, $"{name} has {entry.Bytes} bytes, more than {most}. Do not use the package.");
        var bytes = new byte[entry.Bytes];
        using var stream = source.Open(entry);
        stream.ReadExactly(bytes);
        _ = stream.ReadByte(); // refuses what is longer
        return bytes;
    });

    T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerificationException(Codes.CannotRead, path, $"it cannot be read: {exception.Message} Correct its permissions, or get it again.");
        }
    }
}
