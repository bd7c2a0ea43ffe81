using System.Text;

namespace ModelBuild.Core.Configuration;

/// <summary>
/// Takes the text of overrides apart: <c>[DEFINITION:]KEY[.KEY …]=VALUE</c>. A key with a dot, a colon or an equals sign in it
/// is written in quotes, single or double.
/// </summary>
static class OverrideText
{
    /// <summary>Splits at white space, but not within the quotes, lists and mappings of a value. What is not closed ends with the text.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var (depth, quote, isValue, before) = (0, '\0', false, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && depth == 0 && char.IsWhiteSpace(c))
            {
                End();
                continue;
            }
            part.Append(c);
            if (quote != '\0')
            {
                if (c == '\\' && quote == '"' && i + 1 < text.Length)
                    part.Append(text[++i]);
                else if (c == quote)
                    quote = '\0';
            }
            else if (c is '"' or '\'' && (before == c || OpensQuote()))
                quote = c;
            else if (c is '[' or '{' && (depth > 0 || before == '='))
                depth++;
            else if (c is ']' or '}' && depth > 0)
                depth--;
            isValue |= c == '=' && quote == '\0';
            if (!char.IsWhiteSpace(c))
                before = c;
        }
        End();
        return parts;

        // Elsewhere it is a letter like any other: data.label=it's
        bool OpensQuote() => depth > 0 ? before is '[' or '{' or ',' or ':' : isValue ? before == '=' : before is '\0' or '.' or ':';

        void End()
        {
            if (part.Length > 0)
                parts.Add(part.ToString());
            part.Clear();
            (depth, quote, isValue, before) = (0, '\0', false, '\0');
        }
    }

    /// <summary>Null where it is no path, an equals sign and a value.</summary>
    public static (string? Definition, IReadOnlyList<string> Path, string Value)? Parse(string text)
    {
        string? definition = null;
        var keys = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (Key(text, ref i) is not { } key || i == text.Length)
                return null;
            keys.Add(key);
            if (text[i] == ':')
            {
                if (definition is not null)
                    return null;
                (definition, keys) = (string.Join('.', keys), []); // a model may have dots in its name
            }
            else if (text[i] == '=')
                return keys.TrueForAll(part => part.Length > 0) && definition != "" ? (definition, keys, text[(i + 1)..].Trim()) : null;
        }
        return null;
    }

    /// <summary>Reads up to what ends the key, or to the end.</summary>
    static string? Key(string text, ref int i)
    {
        while (i < text.Length && char.IsWhiteSpace(text[i]))
            i++;
        if (i < text.Length && text[i] is '"' or '\'')
        {
            var end = text.IndexOf(text[i], i + 1);
            if (end < 0)
                return null;
            var quoted = text[(i + 1)..end];
            i = end + 1;
            while (i < text.Length && char.IsWhiteSpace(text[i]))
                i++;
            return i == text.Length || text[i] is '.' or ':' or '=' ? quoted : null;
        }
        var start = i;
        while (i < text.Length && text[i] is not ('.' or ':' or '='))
            i++;
        return text[start..i].TrimEnd();
    }
}
