using System.Text;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Reporting;

/// <summary>Names and messages as text that no format chokes on: valid Unicode on one line, nothing invisible.</summary>
static class PlainText
{
    /// <summary>Control, format and line separating characters become escapes; what no XML document may hold becomes U+FFFD.</summary>
    public static string Of(string text) => Valid(Wording.OneLine(text));

    /// <summary>The same, with an ellipsis for what is longer.</summary>
    /// <param name="longest">In Unicode characters.</param>
    public static string Clip(string text, int longest)
    {
        var plain = Of(text);
        if (plain.Length <= longest)
            return plain;
        var clipped = new StringBuilder();
        var left = longest;
        foreach (var rune in plain.EnumerateRunes())
        {
            if (left-- == 1 && clipped.Length + rune.Utf16SequenceLength < plain.Length)
                return clipped.Append('…').ToString();
            clipped.Append(rune.ToString());
        }
        return plain;
    }

    /// <summary>Half surrogate pairs, and the two characters that XML 1.0 leaves out though they are no control characters, become U+FFFD.</summary>
    public static string Valid(string text)
    {
        if (!text.Any(c => char.IsSurrogate(c) || c >= '\ufffe'))
            return text;
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // which reads half a pair as U+FFFD
            valid.Append(rune.Value is 0xfffe or 0xffff ? "\ufffd" : rune.ToString());
        return valid.ToString();
    }
}
