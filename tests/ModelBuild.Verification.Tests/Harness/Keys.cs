using System.Security.Cryptography;
using ModelBuild.Packaging;

namespace ModelBuild.Verification.Tests;

/// <summary>Who signs in these tests.</summary>
static class Keys
{
    public static string PublisherPem { get; } = NewPem();

    public static string AttackerPem { get; } = NewPem();

    public static TrustedKeys Publisher { get; } = new(Open(PublisherPem).Public);

    public static TrustedKeys Both { get; } = new(Open(PublisherPem).Public, Open(AttackerPem).Public);

    /// <summary>A key of its own for each use: one is not for several threads.</summary>
    public static SigningKey Open(string pem) => SigningKey.Find(null, null, name => name == SigningKey.Variable ? pem : null, "/nowhere");

    static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
