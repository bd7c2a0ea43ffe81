using System.Globalization;
using System.Text;

namespace ModelBuild.Runner;

/// <summary>Builds one JSON object on one line, for the .jsonl files of a stage folder.</summary>
sealed class JsonLine
{
    readonly StringBuilder text = new("{");

    public JsonLine Add(string name, string? value)
    {
        if (value is not null)
            Quote(value, Name(name));
        return this;
    }

    public JsonLine Add(string name, long? value)
    {
        if (value is { } number)
            Name(name).Append(number.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>JSON has no NaN and no infinity; they are written as strings.</summary>
    public JsonLine AddNumber(string name, double value)
    {
        var number = value.ToString("R", CultureInfo.InvariantCulture);
        if (double.IsFinite(value))
            Name(name).Append(number);
        else
            Quote(number, Name(name));
        return this;
    }

    public override string ToString() => $"{text}}}\n";

    StringBuilder Name(string name)
    {
        if (text.Length > 1)
            text.Append(", ");
        Quote(name, text);
        return text.Append(": ");
    }

    static void Quote(string value, StringBuilder text)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var alone = char.IsSurrogate(c) && !char.IsSurrogatePair(value, i) && !(i > 0 && char.IsSurrogatePair(value, i - 1));
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (char.IsControl(c) || alone || c is '\u2028' or '\u2029')
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }
        text.Append('"');
    }
}
