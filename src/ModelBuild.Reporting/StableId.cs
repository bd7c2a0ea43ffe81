using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ModelBuild.Reporting;

/// <summary>Ids that are the same wherever and whenever a report of the same names is written.</summary>
static class StableId
{
    /// <summary>A GUID in the manner of RFC 4122, section 4.3 (version 5), but from SHA-256 of the names where that takes SHA-1 of one name.</summary>
    public static Guid Guid(params ReadOnlySpan<string> names)
    {
        Span<byte> id = Hash(names).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0f) | 0x50);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new(id, bigEndian: true);
    }

    /// <summary>Lower-case hex of 16 bytes.</summary>
    public static string Fingerprint(params ReadOnlySpan<string> names) => Convert.ToHexStringLower(Hash(names).AsSpan(0, 16));

    // Each name behind its length, so that no two lists of names are one. In UTF-16, since in UTF-8 any two halves of surrogate pairs are one.
    static byte[] Hash(ReadOnlySpan<string> names)
    {
        var bytes = new List<byte>();
        Span<byte> length = stackalloc byte[4];
        foreach (var name in names)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, name.Length);
            bytes.AddRange(length);
            foreach (var unit in name)
            {
                bytes.Add((byte)(unit >> 8));
                bytes.Add((byte)unit);
            }
        }
        return SHA256.HashData(bytes.ToArray());
    }
}
