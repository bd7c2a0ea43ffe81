using System.Security.Cryptography;
using ModelBuild.Verification;

namespace ModelBuild.Packaging;

/// <summary>A private key for ECDSA over P-256. Tells where it came from, never what it is. Not for several threads at once.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>The environment variable that holds a key in PEM, for the secrets of a CI system.</summary>
    public const string Variable = "MODELBUILD_SIGNING_KEY";

    readonly ECDsa key;
    readonly TrustedKey trusted;

    internal SigningKey(ECDsa key, string origin, bool isDevelopment)
    {
        (this.key, Origin, IsDevelopment) = (key, origin, isDevelopment);
        trusted = TrustedKey.FromPem(key.ExportSubjectPublicKeyInfoPem(), isDevelopment ? DevelopmentKey.Name : null, origin);
    }

    /// <summary>The id of the public key: see <see cref="TrustedKey.Id"/>.</summary>
    public string KeyId => trusted.Id;

    /// <summary>SubjectPublicKeyInfo in PEM, with a final newline.</summary>
    public string PublicKeyPem => trusted.Pem;

    /// <summary>Whether it is the key that was made by itself in the user's profile, which nobody else has a reason to trust.</summary>
    public bool IsDevelopment { get; }

    /// <summary>Its file, or the name of the environment variable.</summary>
    public string Origin { get; }

    /// <summary>The key that others verify with.</summary>
    public TrustedKey Public => trusted;

    /// <summary>
    /// The key to sign with: the file, where one is given; else the variable <see cref="Variable"/>, where it is set; else the
    /// development key of the profile, made now if there is none.
    /// </summary>
    /// <param name="keyFile">PKCS#8 in PEM, perhaps encrypted; empty for none. Only its owner may be able to read it.</param>
    /// <param name="passwordVariable">The NAME of the environment variable with the key's password; empty for none.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="profileFolder">The user's folder for settings: see <see cref="DevelopmentKey.ProfileFolder"/>.</param>
    /// <exception cref="SigningException">The key that is to be used cannot be.</exception>
    public static SigningKey Find(string? keyFile, string? passwordVariable, Func<string, string?> environment, string profileFolder)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!string.IsNullOrEmpty(keyFile))
            return PrivateKeyPem.Import(PrivateKeyFile.Read(keyFile), keyFile, passwordVariable, environment);
        return environment(Variable) is { Length: > 0 } pem
            ? PrivateKeyPem.Import(pem.ToCharArray(), Variable, passwordVariable, environment)
            : DevelopmentKey.FindOrMake(profileFolder);
    }

    /// <summary>The public halves of the user's own keys: of <see cref="Variable"/> and of the development key, those that there are. Makes none.</summary>
    /// <exception cref="SigningException">One of them cannot be read.</exception>
    public static TrustedKeys Own(string? passwordVariable, Func<string, string?> environment, string profileFolder)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var keys = new List<TrustedKey>();
        if (environment(Variable) is { Length: > 0 } pem)
        {
            using var own = PrivateKeyPem.Import(pem.ToCharArray(), Variable, passwordVariable, environment);
            keys.Add(own.Public);
        }
        if (DevelopmentKey.Exists(profileFolder))
        {
            using var own = DevelopmentKey.FindOrMake(profileFolder);
            keys.Add(own.Public);
        }
        return new(keys);
    }

    /// <summary>ECDSA over the SHA-256 digest, in DER (RFC 3279). Two signatures over the same bytes differ.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => key.Dispose();
}
