using System.Globalization;
using System.Text;

namespace ModelBuild.Verification;

/// <summary>How messages write what a package brought along: on one line, never endless, harmless to a terminal.</summary>
static class Wording
{
    const int LongestName = 120;
    const int LongestMessage = 4000;
    const int MostNames = 5;

    public static string OneLine(string message) => Escape(message, LongestMessage);

    /// <summary>In single quotes, clipped.</summary>
    public static string Quote(string text) => $"'{Escape(text, LongestName)}'";

    /// <summary>The first few, quoted, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        var shown = string.Join(", ", names.Take(MostNames).Select(Quote));
        return names.Count > MostNames ? $"{shown} and {names.Count - MostNames} more" : shown;
    }

    static string Escape(string text, int longest)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (escaped.Length >= longest)
                return escaped.Append('…').ToString();
            if (rune.Value == '\n')
                escaped.Append("\\n");
            else if (IsUnsafe(rune))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                escaped.Append(rune.ToString());
        }
        return escaped.ToString();
    }

    // A direction mark or line separator could make the rest of the message read differently.
    static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
