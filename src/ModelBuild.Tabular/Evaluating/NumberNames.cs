using System.Globalization;

namespace ModelBuild.Tabular;

// How a number of a column is written in names: in round-trip form, and of a column of dates as a date in UTC.
static class NumberNames
{
    public static string Of(double number, Column column) =>
        column.Type == ColumnType.Numeric ? number.ToString("R", CultureInfo.InvariantCulture) : Date(number);

    // Of seconds since 1970, to a ten-millionth; a number where that is no date.
    public static string Date(double seconds)
    {
        var ticks = Math.Round(seconds * TimeSpan.TicksPerSecond);
        if (!(ticks >= -DateTime.UnixEpoch.Ticks && ticks < DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks))
            return seconds.ToString("R", CultureInfo.InvariantCulture);
        var date = DateTime.UnixEpoch.AddTicks((long)ticks);
        return date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
    }
}
