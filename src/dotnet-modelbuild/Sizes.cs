using System.Globalization;

namespace ModelBuild.Tool;

/// <summary>Sizes and ages as people write them on a command line: <c>20GiB</c>, <c>30d</c>.</summary>
static class Sizes
{
    static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>For instance <c>1.2 GiB</c>.</summary>
    public static string Show(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>Bytes; null where it is no size. kB and MB mean 1000 to some and 1024 to others, and are none.</summary>
    public static long? ParseSize(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? text.Length : end;
        var unit = Array.IndexOf(Units, text[digits..].Trim() is { Length: > 0 } name ? name : "B");
        return unit >= 0 && long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> (10 * unit)
            ? number << (10 * unit)
            : null;
    }

    /// <summary>Null where it is no age.</summary>
    public static TimeSpan? ParseAge(string text) =>
        text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? text[^1] switch
        {
            'd' => TimeSpan.FromDays(number),
            'h' => TimeSpan.FromHours(number),
            _ => null,
        }
        : null;
}
