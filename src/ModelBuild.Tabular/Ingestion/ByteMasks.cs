using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelBuild.Tabular;

// 64 bytes at once as bits, the first byte lowest. The same bits whatever the width of the processor's vectors.
// The method is that of G. Langdale and D. Lemire, Parsing gigabytes of JSON per second, The VLDB Journal 28, 2019.
static class ByteMasks
{
    public const int Width = 64;

    // Which of the bytes equal a value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            var wide = Vector256.Create(value);
            return Vector256.Equals(Vector256.LoadUnsafe(ref block), wide).ExtractMostSignificantBits()
                | (ulong)Vector256.Equals(Vector256.LoadUnsafe(ref block, 32), wide).ExtractMostSignificantBits() << 32;
        }
        var all = Vector128.Create(value);
        return Vector128.Equals(Vector128.LoadUnsafe(ref block), all).ExtractMostSignificantBits()
            | Vector128.Equals(Vector128.LoadUnsafe(ref block, 16), all).ExtractMostSignificantBits() << 16
            | (ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 32), all).ExtractMostSignificantBits() << 32
            | (ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 48), all).ExtractMostSignificantBits() << 48;
    }

    // Bit i: whether an odd number of bits up to and with i is set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Parity(ulong bits)
    {
        for (var shift = 1; shift < Width; shift *= 2)
            bits ^= bits << shift;
        return bits;
    }

    // The bits below a bit.
    public static ulong Below(int bit) => (1UL << bit) - 1;

    public static int First(ulong bits) => BitOperations.TrailingZeroCount(bits);
}
