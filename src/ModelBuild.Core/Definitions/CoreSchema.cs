namespace ModelBuild.Core.Definitions;

/// <summary>What a scalar is when nobody says what it should be.</summary>
enum ScalarKind
{
    Text,
    Null,
    Boolean,
    Integer,
    Number,

    /// <summary>Infinity or not a number.</summary>
    NotFinite,
}

/// <summary>
/// The core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), but for hexadecimal and octal integers,
/// which are text here. So are <c>yes</c>, <c>no</c>, <c>on</c> and <c>off</c>.
/// </summary>
static class CoreSchema
{
    public static bool IsNull(YamlNode node) => node is YamlScalar scalar && KindOf(scalar) == ScalarKind.Null;

    public static ScalarKind KindOf(YamlScalar scalar)
    {
        if (scalar.Quoted)
            return ScalarKind.Text;
        switch (scalar.Text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return ScalarKind.Null;
            case "true" or "True" or "TRUE" or "false" or "False" or "FALSE":
                return ScalarKind.Boolean;
            case ".nan" or ".NaN" or ".NAN":
                return ScalarKind.NotFinite;
        }
        var unsigned = scalar.Text.AsSpan(scalar.Text[0] is '+' or '-' ? 1 : 0);
        return unsigned is ".inf" or ".Inf" or ".INF" ? ScalarKind.NotFinite : NumberKind(unsigned);
    }

    // [0-9]+  or  ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
    static ScalarKind NumberKind(ReadOnlySpan<char> text)
    {
        var whole = Digits(ref text);
        if (whole > 0 && text.IsEmpty)
            return ScalarKind.Integer;
        var fraction = 0;
        if (text is ['.', ..])
        {
            text = text[1..];
            fraction = Digits(ref text);
        }
        if (whole + fraction == 0)
            return ScalarKind.Text;
        if (text is ['e' or 'E', ..])
        {
            text = text[(text is [_, '+' or '-', ..] ? 2 : 1)..];
            if (Digits(ref text) == 0)
                return ScalarKind.Text;
        }
        return text.IsEmpty ? ScalarKind.Number : ScalarKind.Text;
    }

    static int Digits(ref ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        if (count < 0)
            count = text.Length;
        text = text[count..];
        return count;
    }
}
