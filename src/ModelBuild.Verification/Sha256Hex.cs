using System.Buffers;
using System.Security.Cryptography;

namespace ModelBuild.Verification;

/// <summary>A SHA-256 digest as in-toto writes it: 64 lower-case hexadecimal digits, in no other form.</summary>
static class Sha256Hex
{
    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static bool IsOne(string text) => text.Length == 64 && text.AsSpan().IndexOfAnyExcept(Digits) < 0;
}
