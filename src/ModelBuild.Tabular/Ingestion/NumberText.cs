using System.Buffers.Binary;
using System.Globalization;

namespace ModelBuild.Tabular;

// Numbers as data files write them: 12, -0.5, .5, 1e-3, 1.E+3. No thousands separators, no names such as inf.
static class NumberText
{
    const int MostDigits = 19; // of which any fit into 64 bits
    const ulong ExactIntegers = 1UL << 53;

    static readonly double[] PowersOf10 =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    // The nearest double; infinite where the number is too large for one. Never -0.
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            negative = text[at++] == '-';

        var first = at;
        ulong mantissa = 0;
        uint digit;
        for (; at < text.Length && (digit = (uint)(text[at] - '0')) <= 9; at++)
            mantissa = mantissa * 10 + digit;
        var digits = at - first;
        var exponent = 0;
        if (at < text.Length && text[at] == '.')
        {
            first = ++at;
            while (text.Length - at >= sizeof(ulong) && TryParseEight(text[at..], out var eight))
            {
                mantissa = mantissa * 100_000_000 + eight;
                at += sizeof(ulong);
            }
            for (; at < text.Length && (digit = (uint)(text[at] - '0')) <= 9; at++)
                mantissa = mantissa * 10 + digit;
            exponent = first - at;
            digits -= exponent;
        }
        if (digits == 0)
            return false;

        if (at < text.Length)
        {
            if ((text[at] | 0x20) != 'e' || !TryParseExponent(text[(at + 1)..], out var written))
                return false;
            exponent += written;
        }

        // W. D. Clinger, How to read floating point numbers accurately, 1990: both operands are exact, so one rounding is the right one.
        if (digits <= MostDigits && mantissa <= ExactIntegers && exponent is >= -22 and <= 22)
            value = exponent < 0 ? mantissa / PowersOf10[-exponent] : mantissa * PowersOf10[exponent];
        else if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value))
            negative = false; // it has the sign already
        else
            return false;
        value = (negative ? -value : value) + 0.0;
        return true;
    }

    // All that is left: a sign or none, and digits.
    static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var at = 0;
        var down = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            down = text[at++] == '-';
        var first = at;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            exponent = Math.Min(exponent * 10 + (text[at] - '0'), 1_000_000);
        exponent = down ? -exponent : exponent;
        return at > first && at == text.Length;
    }

    // Eight digits at once, as D. Lemire has them in Number parsing at a gigabyte per second, Software: Practice and Experience 51, 2021:
    // pairs of digits, pairs of those, and pairs of those again.
    static bool TryParseEight(ReadOnlySpan<byte> text, out ulong number)
    {
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(text);
        number = 0;
        if (((bytes & 0xF0F0F0F0F0F0F0F0) | (((bytes + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4)) != 0x3333333333333333)
            return false;
        bytes -= 0x3030303030303030;
        bytes = bytes * 10 + (bytes >> 8);
        number = ((bytes & 0x000000FF000000FF) * (100 + (1_000_000UL << 32)) + ((bytes >> 16) & 0x000000FF000000FF) * (1 + (10_000UL << 32))) >> 32;
        return true;
    }
}
