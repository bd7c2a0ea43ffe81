using System.Globalization;
using System.Text;

namespace ModelBuild.Reporting;

/// <summary>
/// Text that somebody else chose, in GitHub's, GitLab's or Azure's Markdown: it is shown as it is, and is no HTML, link, mention, reference,
/// emoji or formula, and no end of a table's cell.
/// </summary>
static class MarkdownText
{
    // Letters that begin markup. As numeric entities they begin none (CommonMark 2.5), and a table's row is split before they are read.
    const string Markup = "&<`*[]\\|~${}";

    // What is looked for in the finished page, where an entity is a letter again, but not in code: #1, !1, ~label, $1, &1, %1, :smile:.
    const string References = "#!~$&%:";

    // Not visible, and no part of any name.
    const char WordJoiner = '\u2060';

    /// <summary>A name, set as code, in which no references are looked for but addresses.</summary>
    public static string Name(string name, int longest = 80) => PlainText.Clip(name, longest) is { Length: > 0 } plain ? $"<code>{Encoded(plain, isProse: false)}</code>" : "";

    /// <summary>A sentence.</summary>
    public static string Prose(string text, int longest = 300) => Encoded(PlainText.Clip(text, longest).Trim(), isProse: true);

    /// <summary>For an HTML comment: letters, digits and little else.</summary>
    public static string InComment(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in Encoding.UTF8.GetBytes(text))
            if (char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'.' or (byte)'_' || (letter == '-' && escaped is not ([] or [.., '-'])))
                escaped.Append((char)letter);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"%{letter:X2}");
        return escaped.ToString();
    }

    /// <summary>The target of a link, for angle brackets; null for what is no address of the web and no relative path.</summary>
    public static string? Target(string link)
    {
        if (link.Length is 0 or > 2000 || link.Any(c => c is <= ' ' or '<' or '>' or '\\' or '\u007f'))
            return null;
        var isAddress = Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
        return isAddress || !link.Contains(':') ? PlainText.Of(link).Replace("|", "%7C", StringComparison.Ordinal) : null;
    }

    static string Encoded(string text, bool isProse)
    {
        var encoded = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var (before, next) = (i > 0 ? text[i - 1] : ' ', i + 1 < text.Length ? text[i + 1] : ' ');
            var isAddress = letter == '.' && EndsWith(text, i, "www");
            var isMarkup = Markup.Contains(letter) || isAddress
                || (letter == '_' && !(char.IsAsciiLetterOrDigit(before) && char.IsAsciiLetterOrDigit(next)))
                || (isProse && i == 0 && char.IsAscii(letter) && !char.IsAsciiLetter(letter)); // 1. and - begin lists
            if (isMarkup)
                encoded.Append(CultureInfo.InvariantCulture, $"&#{(int)letter};");
            else
                encoded.Append(letter);
            var isReference = isProse && (References.Contains(letter) || (letter == '-' && EndsWith(text, i, "gh"))) && (char.IsLetterOrDigit(next) || "\"'/_{[".Contains(next));
            if (isReference || (next != ' ' && (isAddress || letter == '@')) || (letter == ':' && next == '/'))
                encoded.Append(WordJoiner);
        }
        return encoded.ToString();
    }

    static bool EndsWith(string text, int end, string what) => text.AsSpan(0, end).EndsWith(what, StringComparison.OrdinalIgnoreCase);
}
