using System.Globalization;
using System.Text;

namespace ModelBuild.Core.Diagnostics;

/// <summary>How messages write values and names: always on one line, never endless.</summary>
static class Wording
{
    const int MaxLength = 60;
    const int MaxNames = 40;

    /// <summary>The text in single quotes, clipped, control characters as escapes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var rune in text.EnumerateRunes())
        {
            if (quoted.Length > MaxLength)
            {
                quoted.Append('…');
                break;
            }
            // A direction mark or line separator could make the rest of the message read differently.
            if (rune.Value == '\n')
                quoted.Append("\\n");
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                quoted.Append(rune.ToString());
        }
        return quoted.Append('\'').ToString();
    }

    /// <summary>The name as it is where it is short and harmless, else quoted.</summary>
    public static string Name(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(c => c is > ' ' and < '\u007f') ? text : Quote(text);

    public static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        var shown = string.Join(", ", all.Take(MaxNames).Select(Name));
        return all.Count > MaxNames ? $"{shown} and {all.Count - MaxNames} more" : shown;
    }

    /// <summary>In round-trip form.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
