using System.Buffers.Binary;

namespace ModelBuild.Tabular;

// The order of texts by UTF-16 units, as string.CompareOrdinal has it, on their UTF-8 bytes. The two differ only in that
// characters beyond the first plane (F0 to F4) come before those from U+E000 on (EE and EF).
static class Utf8Order
{
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = left.CommonPrefixLength(right);
        return common == left.Length || common == right.Length
            ? left.Length.CompareTo(right.Length)
            : Rank(left[common]) - Rank(right[common]);
    }

    // The first eight bytes as a number in the same order; texts of equal numbers have to be compared.
    public static ulong Prefix(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        for (var i = 0; i < Math.Min(text.Length, bytes.Length); i++)
            bytes[i] = (byte)Rank(text[i]);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    static int Rank(byte value) => value < 0xEE ? value : value >= 0xF0 ? value - 2 : value + 5;
}
