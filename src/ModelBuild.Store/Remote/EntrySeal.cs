using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Store.Remote;

/// <summary>Somebody who may vouch for entries.</summary>
public interface IEntryWitness
{
    /// <summary>The kind of seal and, where there may be several, whose: the same text for him who seals and those who look. No white space.</summary>
    string Id { get; }

    /// <summary>Who that is, in words for people.</summary>
    string Words { get; }

    /// <summary>Whether the seal is his, and of exactly this text.</summary>
    bool Sealed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> seal);
}

/// <summary>Seals entries. Safe for several threads.</summary>
public interface IEntrySealer
{
    /// <inheritdoc cref="IEntryWitness.Id"/>
    string Id { get; }

    byte[] Seal(ReadOnlySpan<byte> text);
}

/// <summary>A secret that several machines share: HMAC with SHA-256 (RFC 2104). Who can look can seal.</summary>
/// <param name="secret">At least <see cref="LeastLength"/> characters.</param>
public sealed class SharedSecret(string secret) : IEntryWitness, IEntrySealer
{
    /// <summary>Who can read the server can try out shorter ones.</summary>
    public const int LeastLength = 16;

    readonly byte[] key = secret.Length >= LeastLength
        ? Encoding.UTF8.GetBytes(secret)
        : throw new ArgumentException($"A secret has at least {LeastLength} characters.", nameof(secret));

    public string Id => "hmac-sha256";

    public string Words => "shared secret";

    public byte[] Seal(ReadOnlySpan<byte> text) => HMACSHA256.HashData(key, text);

    public bool Sealed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> seal) => CryptographicOperations.FixedTimeEquals(Seal(text), seal);
}

/// <summary>An entry and its seal, as one text: the entry's lines, and a last one <c>seal ID BASE64</c>.</summary>
public static class SealedEntry
{
    const int LongestSeal = 1 << 10;

    public static byte[] Write(RemoteEntry entry, IEntrySealer sealer)
    {
        var text = entry.Write();
        return [.. text, .. Encoding.ASCII.GetBytes($"seal {sealer.Id} {Convert.ToBase64String(sealer.Seal(text))}\n")];
    }

    /// <summary>The entry and who vouches for it; null when nobody does of those who are asked.</summary>
    public static (RemoteEntry Entry, IEntryWitness Witness)? Open(ReadOnlySpan<byte> bytes, IReadOnlyList<IEntryWitness> witnesses)
    {
        if (bytes.Length == 0 || bytes[^1] != '\n')
            return null;
        var end = bytes[..^1].LastIndexOf((byte)'\n') + 1;
        if (bytes.Length - end > LongestSeal || Encoding.ASCII.GetString(bytes[end..^1]).Split(' ') is not ["seal", var id, var base64])
            return null;
        var seal = new byte[LongestSeal];
        if (!Convert.TryFromBase64String(base64, seal, out var length))
            return null;
        foreach (var witness in witnesses)
            if (witness.Id == id && witness.Sealed(bytes[..end], seal.AsSpan(0, length)) && RemoteEntry.Parse(bytes[..end]) is { } entry)
                return (entry, witness);
        return null;
    }
}
