using System.Globalization;

namespace ModelBuild.Tabular;

// Numbers as data files write them: 12, -0.5, .5, 1e-3, 1.E+3. No thousands separators, no names such as inf.
static class NumberText
{
    static readonly double[] PowersOf10 =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    // The nearest double; infinite where the number is too large for one. Never -0.
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = 0;
        var negative = false;
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
            negative = text[at++] == '-';

        ulong mantissa = 0;
        var (digits, fraction, exact) = (0, 0, true);
        var point = false;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                digits++;
                if (point)
                    fraction++;
                if (mantissa < 900719925474099)
                    mantissa = mantissa * 10 + digit;
                else
                    exact = false;
            }
            else if (text[at] == '.' && !point)
                point = true;
            else
                break;
        }
        if (digits == 0)
            return false;

        var exponent = 0;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            at++;
            var down = false;
            if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
                down = text[at++] == '-';
            var first = at;
            for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
                exponent = Math.Min(exponent * 10 + (text[at] - '0'), 1_000_000);
            if (at == first)
                return false;
            exponent = down ? -exponent : exponent;
        }
        if (at != text.Length)
            return false;

        // W. D. Clinger, How to read floating point numbers accurately, 1990: both operands are exact, so one rounding is the right one.
        exponent -= fraction;
        if (exact && exponent is >= -22 and <= 22)
            value = exponent < 0 ? mantissa / PowersOf10[-exponent] : mantissa * PowersOf10[exponent];
        else if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value))
            negative = false; // it has the sign already
        else
            return false;
        value = (negative ? -value : value) + 0.0;
        return true;
    }
}
