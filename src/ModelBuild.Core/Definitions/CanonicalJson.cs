using System.Globalization;
using System.Text;

namespace ModelBuild.Core.Definitions;

/// <summary>
/// The one way to write a value as JSON: what it writes goes into stage keys, so it must never change, and
/// depends on no library's escaping.
/// </summary>
static class CanonicalJson
{
    /// <summary>Escapes only what JSON demands: quote, backslash, and control characters as <c>\u00xx</c>.</summary>
    public static string Text(string value)
    {
        var json = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c < ' ')
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        }
        return json.Append('"').ToString();
    }

    public static string Boolean(bool value) => value ? "true" : "false";

    /// <param name="value">A whole number.</param>
    public static string Integer(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest digits that read back as the same number.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Number(double)"/>
    public static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string List(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    /// <summary>The members must come in ordinal order of their names.</summary>
    public static string Mapping(IEnumerable<(string Name, string Json)> members) =>
        $"{{{string.Join(',', members.Select(member => $"{Text(member.Name)}:{member.Json}"))}}}";
}
