using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelBuild.Core.Diagnostics;

/// <summary>How messages write values and names: always on one line, never endless.</summary>
public static partial class Wording
{
    const int MaxLength = 60;
    const int MaxNames = 40;
    const int LongestMessage = 4000;

    /// <summary>
    /// A whole message on one line, clipped, control characters as escapes: what stages, data and names bring along can neither
    /// look like a message of its own nor command a terminal or a CI system. Half a surrogate pair becomes U+FFFD.
    /// </summary>
    public static string OneLine(string message) =>
        message.Length <= LongestMessage && !Command().IsMatch(message) && !message.EnumerateRunes().Any(rune => IsUnsafe(rune) || rune == Rune.ReplacementChar) ? message : Escape(message, LongestMessage);

    /// <summary>The text in single quotes, clipped, control characters as escapes.</summary>
    public static string Quote(string text) => $"'{Escape(text, MaxLength)}'";

    /// <summary>The name as it is where it is short and harmless, else quoted.</summary>
    public static string Name(string text) =>
        text.Length is > 0 and <= MaxLength && !Command().IsMatch(text) && text.All(c => c is > ' ' and < '\u007f') ? text : Quote(text);

    public static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        var shown = string.Join(", ", all.Take(MaxNames).Select(Name));
        return all.Count > MaxNames ? $"{shown} and {all.Count - MaxNames} more" : shown;
    }

    static string Escape(string text, int longest)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (escaped.Length >= longest)
            {
                escaped.Append('…');
                break;
            }
            if (rune.Value == '\n')
                escaped.Append("\\n");
            else if (IsUnsafe(rune))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                escaped.Append(rune.ToString());
        }
        return WithoutCommands(escaped.ToString());
    }

    /// <summary>What Azure Pipelines and TeamCity take for a command wherever in a line it is, is one no more.</summary>
    public static string WithoutCommands(string line) => Command().Replace(line, @"#\u0023");

    [GeneratedRegex(@"##(?=vso\[|teamcity\[|\[)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    // A direction mark or line separator could make the rest of the message read differently.
    internal static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>In round-trip form.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
