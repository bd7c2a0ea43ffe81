using System.Globalization;
using System.Text;

namespace ModelBuild.Runner;

/// <summary>Reads one JSON text (RFC 8259), strictly: no comments, no commas at ends, no member twice, at most 64 levels.</summary>
sealed class JsonReader
{
    const int MaximumDepth = 64;
    readonly string text;
    int at;

    JsonReader(string text) => this.text = text;

    /// <exception cref="FormatException">It is not JSON.</exception>
    public static JsonValue Read(string text)
    {
        var reader = new JsonReader(text);
        var value = reader.Value(0);
        reader.SkipSpace();
        return reader.at == text.Length ? value : throw reader.Error("nothing more");
    }

    JsonValue Value(int depth)
    {
        if (depth == MaximumDepth)
            throw Error($"at most {MaximumDepth} levels");
        SkipSpace();
        switch (Peek())
        {
            case '{':
                return Object(depth);
            case '[':
                return Array(depth);
            case '"':
                return new(JsonKind.String, String(), [], []);
            case 't':
                return Word("true", JsonKind.Boolean);
            case 'f':
                return Word("false", JsonKind.Boolean);
            case 'n':
                return Word("null", JsonKind.Null);
            default:
                return new(JsonKind.Number, Number(), [], []);
        }
    }

    JsonValue Object(int depth)
    {
        var members = new List<JsonMember>();
        var names = new HashSet<string>();
        at++;
        SkipSpace();
        if (!Take('}'))
        {
            do
            {
                SkipSpace();
                var name = String();
                if (!names.Add(name))
                    throw Error($"no second member '{name}'");
                SkipSpace();
                Expect(':');
                members.Add(new(name, Value(depth + 1)));
                SkipSpace();
            }
            while (Take(','));
            Expect('}');
        }
        return new(JsonKind.Object, "", [], members);
    }

    JsonValue Array(int depth)
    {
        var items = new List<JsonValue>();
        at++;
        SkipSpace();
        if (!Take(']'))
        {
            do
            {
                items.Add(Value(depth + 1));
                SkipSpace();
            }
            while (Take(','));
            Expect(']');
        }
        return new(JsonKind.Array, "", items, []);
    }

    JsonValue Word(string word, JsonKind kind)
    {
        if (!text.AsSpan(at).StartsWith(word))
            throw Error(word);
        at += word.Length;
        return new(kind, word, [], []);
    }

    string Number()
    {
        var start = at;
        Take('-');
        if (!Take('0'))
            Digits();
        if (Take('.'))
            Digits();
        if (Take('e') || Take('E'))
        {
            if (!Take('+'))
                Take('-');
            Digits();
        }
        return text[start..at];
    }

    void Digits()
    {
        var start = at;
        while (char.IsAsciiDigit(Peek()))
            at++;
        if (at == start)
            throw Error("a value");
    }

    string String()
    {
        Expect('"');
        var result = new StringBuilder();
        while (true)
        {
            var start = at;
            while (Peek() is not ('"' or '\\' or < ' '))
                at++;
            result.Append(text, start, at - start);
            if (Take('"'))
                return result.ToString();
            Expect('\\');
            result.Append(Escaped());
        }
    }

    char Escaped()
    {
        var c = Peek();
        at++;
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                at += 4;
                return (char)unit;
            default:
                throw Error("an escape");
        }
    }

    void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
            at++;
    }

    /// <summary>NUL at the end, which is in no place where it would be accepted.</summary>
    char Peek() => at < text.Length ? text[at] : '\0';

    bool Take(char c)
    {
        if (Peek() != c || at == text.Length)
            return false;
        at++;
        return true;
    }

    void Expect(char c)
    {
        if (!Take(c))
            throw Error($"'{c}'");
    }

    FormatException Error(string expected) => new($"The JSON text is wrong at character {at + 1}: expected {expected}.");
}
