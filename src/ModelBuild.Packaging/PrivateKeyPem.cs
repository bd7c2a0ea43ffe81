using System.Security.Cryptography;

namespace ModelBuild.Packaging;

/// <summary>A private key in PEM: PKCS#8, encrypted or not, over P-256. Its errors hold nothing of what was read.</summary>
static class PrivateKeyPem
{
    const string P256 = "1.2.840.10045.3.1.7";
    const string Plain = "PRIVATE KEY";
    const string Encrypted = "ENCRYPTED PRIVATE KEY";

    /// <summary>Imports the key and clears the text.</summary>
    public static SigningKey Import(char[] pem, string origin, string? passwordVariable, Func<string, string?> environment, bool isDevelopment = false)
    {
        var key = ECDsa.Create();
        try
        {
            Import(key, pem, origin, passwordVariable, environment);
            return key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 }
                ? new(key, origin, isDevelopment)
                : throw NotUsable(origin, "its curve is not P-256");
        }
        catch (Exception exception)
        {
            key.Dispose();
            // The exception of a parser may quote what it parsed.
            if (exception is CryptographicException or FormatException or ArgumentException)
                throw NotUsable(origin, "it is not a private key for ECDSA");
            throw;
        }
        finally
        {
            Array.Clear(pem);
        }
    }

    static void Import(ECDsa key, char[] pem, string origin, string? passwordVariable, Func<string, string?> environment)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            throw NotUsable(origin, "it is not PEM");
        var label = pem[fields.Label];
        if (label.AsSpan() is not (Plain or Encrypted) || PemEncoding.TryFind(pem.AsSpan()[fields.Location.End..], out _))
            throw NotUsable(origin, "it is not one key in PKCS#8");
        if (label.AsSpan() is Plain)
        {
            key.ImportFromPem(pem.AsSpan()[fields.Location]);
            return;
        }

        if (string.IsNullOrEmpty(passwordVariable))
            throw new SigningException("MB5034", origin, "the signing key is encrypted, and no environment variable with its password is named. Set ModelSigningKeyPasswordVariable to the variable's name.");
        if (environment(passwordVariable) is not { Length: > 0 } password)
            throw new SigningException("MB5034", origin, $"the signing key is encrypted, and the environment variable '{passwordVariable}' with its password is not set. Set it.");
        try
        {
            key.ImportFromEncryptedPem(pem.AsSpan()[fields.Location], password);
        }
        catch (CryptographicException)
        {
            throw new SigningException("MB5034", origin, $"the password in the environment variable '{passwordVariable}' does not open the signing key, or the key is damaged. Correct the variable's value.");
        }
    }

    static SigningException NotUsable(string origin, string why) => new("MB5033", origin,
        $"the signing key cannot be used: {why}. Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY.pem");
}
