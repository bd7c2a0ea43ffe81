using System.Text.Json;

namespace ModelBuild.Verification;

/// <summary>
/// A Sigstore bundle v0.3 with one signed DSSE envelope and a hint at the public key, and nothing else: a bundle that carries
/// its own certificate or key is refused, since the trusted keys come from elsewhere.
/// https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto
/// </summary>
public sealed class SigstoreBundle
{
    public const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>In bytes: 10,000 resources need less than a third of it.</summary>
    public const int Largest = 16 << 20;

    const int Deepest = 16;

    SigstoreBundle(string keyId, byte[] payload, byte[] signature) => (KeyId, Payload, Signature) = (keyId, payload, signature);

    /// <summary>The hint at the key, which says nothing about who signed: the id of a <see cref="TrustedKey"/>.</summary>
    public string KeyId { get; }

    /// <summary>The signed bytes: an in-toto statement.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>ECDSA over the pre-authentication encoding, in DER.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Reads a bundle, trusting nothing in it.</summary>
    /// <param name="json">The whole file.</param>
    /// <param name="place">The package, for messages.</param>
    /// <param name="name">The bundle's own name in it.</param>
    /// <exception cref="VerificationException">It is not exactly such a bundle.</exception>
    public static SigstoreBundle Read(ReadOnlyMemory<byte> json, string place, string name)
    {
        var reader = new StrictJson(place, name, Codes.BadBundle);
        return json.Length > Largest
            ? throw reader.Wrong($"the bundle has {json.Length} bytes, more than {Largest}")
            : reader.Read(json, Deepest, root => Read(reader, root));
    }

    /// <summary>Whether this key made the signature over exactly this payload.</summary>
    public bool IsSignedBy(TrustedKey key) =>
        key.Verifies(Dsse.PreAuthenticationEncoding(Dsse.PayloadType, Payload.Span), Signature.Span);

    static SigstoreBundle Read(StrictJson reader, JsonElement root)
    {
        reader.OnlyMembers(root, "the bundle", "mediaType", "verificationMaterial", "dsseEnvelope");
        reader.Constant(root, "mediaType", MediaType);

        var material = reader.Member(root, "verificationMaterial");
        reader.OnlyMembers(material, "verificationMaterial", "publicKey", "tlogEntries");
        var publicKey = reader.Member(material, "publicKey");
        reader.OnlyMembers(publicKey, "publicKey", "hint");
        var keyId = reader.Digest(publicKey, "hint");
        // Nobody here could check a transparency log, and what is not checked must not look as if it were.
        if (material.TryGetProperty("tlogEntries", out _) && reader.List(material, "tlogEntries").Any())
            throw reader.Wrong("'tlogEntries' has entries and must be empty");

        var envelope = reader.Member(root, "dsseEnvelope");
        reader.OnlyMembers(envelope, "dsseEnvelope", "payload", "payloadType", "signatures");
        reader.Constant(envelope, "payloadType", Dsse.PayloadType);
        var signatures = reader.List(envelope, "signatures").ToList();
        if (signatures.Count != 1)
            throw reader.Wrong($"'signatures' has {signatures.Count} signatures and must have exactly one");
        reader.OnlyMembers(signatures[0], "the signature", "sig", "keyid");
        if (signatures[0].TryGetProperty("keyid", out var other) && reader.Text("keyid", other) is { Length: > 0 } otherId && otherId != keyId)
            throw reader.Wrong($"'keyid' is {Wording.Quote(otherId)} and 'hint' is '{keyId}'");
        return new(keyId, Base64(reader, envelope, "payload"), Base64(reader, signatures[0], "sig"));
    }

    // In its one canonical form: no white space, no bits after the end.
    static byte[] Base64(StrictJson reader, JsonElement owner, string member)
    {
        var text = reader.Text(owner, member);
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0 && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw reader.Wrong($"'{member}' is not base64 in its canonical form");
    }
}
