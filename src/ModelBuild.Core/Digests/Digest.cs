using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Core.Digests;

/// <summary>A SHA-256 digest, written <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
public readonly record struct Digest
{
    const string Prefix = "sha256:";
    readonly string? hex;

    Digest(string hex) => this.hex = hex;

    /// <summary>The 64 digits without the algorithm.</summary>
    public string Hex => hex ?? throw new InvalidOperationException("This digest was never computed.");

    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return FromHash(hash);
    }

    public static Digest OfText(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Wraps a finished SHA-256 hash of 32 bytes.</summary>
    public static Digest FromHash(ReadOnlySpan<byte> hash) => hash.Length == SHA256.HashSizeInBytes
        ? new(Convert.ToHexStringLower(hash))
        : throw new ArgumentException($"A SHA-256 hash has 32 bytes, not {hash.Length}.", nameof(hash));

    public static bool TryParse(string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length != Prefix.Length + 64 || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        foreach (var c in text.AsSpan(Prefix.Length))
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
                return false;
        digest = new(text[Prefix.Length..]);
        return true;
    }

    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new FormatException($"'{text}' is not a digest; one is written sha256: and 64 lower-case hexadecimal digits.");

    public override string ToString() => Prefix + Hex;
}
