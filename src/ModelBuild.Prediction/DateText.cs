using System.Text;

namespace ModelBuild.Prediction;

// Dates and times as ISO 8601-1:2019 (extended format) and RFC 3339 write them: 2024-02-29, 2024-02-29T12:30, 2024-02-29 12:30:05.25+01:00.
// They become seconds since 1970-01-01T00:00:00Z; without an offset the time is UTC.
static class DateText
{
    const int MostFractionDigits = 9;

    // Null for another text.
    public static double? Seconds(string text) => TryParse(Encoding.UTF8.GetBytes(text), out var seconds) ? seconds : null;

    public static bool TryParse(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !Two(text, 0, out var century) || !Two(text, 2, out var years) || !Two(text, 5, out var month) || !Two(text, 8, out var day))
            return false;
        var year = century * 100 + years;
        if (month is < 1 or > 12 || day < 1 || day > DaysOf(year, month))
            return false;
        var whole = Days(year, month, day) * 86400;
        if (text.Length == 10)
        {
            seconds = whole;
            return true;
        }
        if (text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || !TryParseTime(text[11..], out var time, out var fraction))
            return false;
        seconds = whole + time + fraction;
        return true;
    }

    // hh:mm[:ss[.fraction]][Z|±hh[[:]mm]]; a leap second counts as the first of the next minute.
    static bool TryParseTime(ReadOnlySpan<byte> text, out long seconds, out double fraction)
    {
        (seconds, fraction) = (0, 0);
        if (text.Length < 5 || text[2] != ':' || !Two(text, 0, out var hour) || !Two(text, 3, out var minute) || hour > 23 || minute > 59)
            return false;
        seconds = hour * 3600 + minute * 60;
        var at = 5;
        if (at < text.Length && text[at] == ':')
        {
            if (!Two(text, 6, out var second) || second > 60 || (second == 60 && minute != 59))
                return false;
            seconds += second;
            at = 8;
            if (at < text.Length && text[at] is (byte)'.' or (byte)',')
            {
                var (digits, power, first) = (0L, 1L, ++at);
                for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
                    if (at - first < MostFractionDigits)
                        (digits, power) = (digits * 10 + text[at] - '0', power * 10);
                if (at == first)
                    return false;
                fraction = (double)digits / power;
            }
        }
        if (at == text.Length)
            return true;
        if (text[at] is (byte)'Z' or (byte)'z')
            return at + 1 == text.Length;
        if (text[at] is not ((byte)'+' or (byte)'-') || !Two(text, at + 1, out var hours) || hours > 23)
            return false;
        var minutes = 0;
        if (at + 3 < text.Length && !(text[at + 3] == ':' ? text.Length == at + 6 && Two(text, at + 4, out minutes) : text.Length == at + 5 && Two(text, at + 3, out minutes)))
            return false;
        if (minutes > 59)
            return false;
        var offset = hours * 3600 + minutes * 60;
        seconds -= text[at] == '+' ? offset : -offset;
        return true;
    }

    static bool Two(ReadOnlySpan<byte> text, int at, out int number)
    {
        number = 0;
        if (at + 1 >= text.Length)
            return false;
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        number = (int)(tens * 10 + ones);
        return tens <= 9 && ones <= 9;
    }

    static int DaysOf(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // Since 1970-01-01 in the Gregorian calendar, also before it was introduced. The year 0 is there, as in ISO 8601.
    // A year begins in March, so that the leap day is its last: months have 31, 30, 31, 30, 31 days over and over.
    static long Days(int year, int month, int day)
    {
        if (month <= 2)
            year--;
        var march = (month + 9) % 12;
        var era = (year + 400) / 400 - 1;
        var inEra = year - era * 400;
        return era * 146097L + inEra * 365 + inEra / 4 - inEra / 100 + (march * 153 + 2) / 5 + day - 1 - 719468;
    }
}
