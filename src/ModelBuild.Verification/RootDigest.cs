using System.Security.Cryptography;

namespace ModelBuild.Verification;

/// <summary>
/// The identity of a model: SHA-256 over the raw SHA-256 digests of its files, in the order of their names' UTF-8 bytes
/// (OpenSSF Model Signing v1.0, method "files").
/// </summary>
public static class RootDigest
{
    /// <summary>As 64 lower-case hexadecimal digits, whatever the order of the resources.</summary>
    public static string Of(IEnumerable<ModelResource> resources) =>
        Of(InOrder(resources).Select(resource => resource.Sha256));

    /// <summary>Sorted by the UTF-8 bytes of the path; allowed names are ASCII, for which ordinal order is the same.</summary>
    public static IReadOnlyList<ModelResource> InOrder(IEnumerable<ModelResource> resources) =>
        [.. resources.OrderBy(resource => resource.Path, StringComparer.Ordinal)];

    internal static string Of(IEnumerable<string> digestsInOrder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var digest in digestsInOrder)
            hash.AppendData(Convert.FromHexString(digest));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
