using System.Security.Cryptography;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>A file with public keys in PEM, one after another, as <c>cat a.pem b.pem</c> makes it. What stands between them is a comment.</summary>
static class KeyFile
{
    const int LargestFile = 1 << 20;

    /// <returns>At least one.</returns>
    /// <exception cref="VerificationException">It cannot be read, or has something else in PEM, or nothing.</exception>
    public static IReadOnlyList<TrustedKey> Read(string path)
    {
        string text;
        try
        {
            var info = new FileInfo(path);
            text = info is { Exists: true, Length: > LargestFile }
                ? throw Refuse($"has {info.Length} bytes, more than {LargestFile}")
                : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"cannot be read: {e.Message.TrimEnd('.')}");
        }
        var keys = new List<TrustedKey>();
        for (var rest = text; PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
            keys.Add(TrustedKey.FromPem(rest[found.Location], place: path));
        return keys.Count > 0 ? keys : throw Refuse("has no public key in PEM");

        VerificationException Refuse(string why) => new("MB5029", path, $"the file of trusted keys {why}. Write one with: openssl pkey -in KEY.pem -pubout.");
    }
}
