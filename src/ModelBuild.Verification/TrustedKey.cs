using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Verification;

/// <summary>A public key that someone decided to trust: ECDSA over P-256. Safe to use from several threads.</summary>
public sealed class TrustedKey
{
    const string P256 = "1.2.840.10045.3.1.7";
    const string Label = "PUBLIC KEY";
    const int LargestFile = 64 << 10;
    readonly byte[] publicKey;

    TrustedKey(byte[] publicKey, string? name)
    {
        this.publicKey = publicKey;
        Name = name;
        Pem = PemEncoding.WriteString(Label, publicKey) + "\n";
        Id = Sha256Hex.Of(Encoding.ASCII.GetBytes(Pem));
    }

    /// <summary>The lower-case hexadecimal SHA-256 digest of <see cref="Pem"/>, which bundles carry as their hint.</summary>
    public string Id { get; }

    /// <summary>What people call it, if anything.</summary>
    public string? Name { get; }

    /// <summary>SubjectPublicKeyInfo in PEM, lines of 64 characters, with a final newline.</summary>
    public string Pem { get; }

    /// <summary>Reads a public key in PEM.</summary>
    /// <param name="pem">Text with one <c>PUBLIC KEY</c> and nothing else.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="place">Where it came from, for messages.</param>
    /// <exception cref="VerificationException">It is no public key over P-256.</exception>
    public static TrustedKey FromPem(string pem, string? name = null, string place = "the key")
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem.AsSpan()[fields.Label] is not Label
            || !pem.AsSpan(0, fields.Location.Start.GetOffset(pem.Length)).IsWhiteSpace() || !pem.AsSpan(fields.Location.End.GetOffset(pem.Length)).IsWhiteSpace())
            throw Refuse("it is not PEM with one PUBLIC KEY and nothing else");
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(pem[fields.Base64Data]), out _);
            return key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 }
                ? new(key.ExportSubjectPublicKeyInfo(), name)
                : throw Refuse("its curve is not P-256");
        }
        catch (CryptographicException)
        {
            throw Refuse("it is not a public key for ECDSA");
        }

        VerificationException Refuse(string why) => new(Codes.BadKey, place,
            $"a key to verify with cannot be used: {why}. Write it with: openssl pkey -in KEY.pem -pubout.");
    }

    /// <summary>Reads a file with a public key in PEM.</summary>
    /// <exception cref="VerificationException">The file cannot be read or is no such key.</exception>
    public static TrustedKey FromFile(string path, string? name = null)
    {
        if (path is "")
            throw new VerificationException(Codes.BadKey, "the key", "the path of a key to verify with is empty. Give the file of a public key.");
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && !RegularFile.LeadsToOne(info))
                throw new VerificationException(Codes.BadKey, path, "a key to verify with is a pipe, socket or device, and no file. Give the file of a public key.");
            if (info is { Exists: true, Length: > LargestFile })
                throw new VerificationException(Codes.BadKey, path, $"a key to verify with has {info.Length} bytes, more than {LargestFile}. Give the file of a public key.");
            return FromPem(File.ReadAllText(path), name, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerificationException(Codes.BadKey, path, $"a key to verify with cannot be read: {exception.Message} Correct the path or its permissions.");
        }
    }

    /// <summary>Whether this key signed these bytes: ECDSA, SHA-256, signature in DER (RFC 3279).</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        try
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // no DER at all
        }
    }

    public override string ToString() => Name is null ? Id : $"{Name} {Id}";
}
