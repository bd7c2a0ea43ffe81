using System.Text;

namespace ModelBuild.Tabular;

enum TokenKind
{
    Number,
    Text,
    Column,
    Word,
    Symbol,
    End,
}

// A piece of a rule: where it begins, from 0, and its text, that of quoted ones without the quotes.
readonly record struct RuleToken(TokenKind Kind, string Text, int Position, double Number = 0)
{
    public bool Is(string symbolOrWord) => Kind is TokenKind.Symbol or TokenKind.Word && Text == symbolOrWord;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Text}'",
        TokenKind.Column => $"the column '{Text}'",
        _ => $"'{Text}'",
    };
}

// Cuts a rule into numbers, 'texts' and "texts", names, `names in backquotes`, words and symbols.
static class RuleTokens
{
    static readonly string[] Words = ["and", "or", "not", "implies", "is", "missing"];
    static readonly string[] Symbols = ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")"];

    // What people write who know another language, and what it is here.
    static readonly (string Other, string Ours)[] Foreign = [("&&", "and"), ("||", "or"), ("=", "=="), ("<>", "!="), ("=>", "implies"), ("!", "not"), ("&", "and"), ("|", "or")];

    public static List<RuleToken> Of(string rule)
    {
        var tokens = new List<RuleToken>();
        for (var at = 0; at < rule.Length;)
        {
            if (char.IsWhiteSpace(rule[at]))
            {
                at++;
                continue;
            }
            tokens.Add(Next(rule, ref at));
        }
        tokens.Add(new(TokenKind.End, "", rule.Length));
        return tokens;
    }

    static RuleToken Next(string rule, ref int at)
    {
        var start = at;
        if (rule[at] is '\'' or '"' or '`')
            return Quoted(rule, ref at);
        if (char.IsAsciiDigit(rule[at]) || (rule[at] == '.' && at + 1 < rule.Length && char.IsAsciiDigit(rule[at + 1])))
            return NumberAt(rule, ref at);
        if (char.IsLetter(rule[at]) || rule[at] == '_')
        {
            while (at < rule.Length && (char.IsLetterOrDigit(rule[at]) || rule[at] == '_'))
                at++;
            var name = rule[start..at];
            return new(Array.IndexOf(Words, name) >= 0 ? TokenKind.Word : TokenKind.Column, name, start);
        }
        foreach (var symbol in Symbols)
            if (string.CompareOrdinal(rule, at, symbol, 0, symbol.Length) == 0)
            {
                if (symbol == "<" && at + 1 < rule.Length && rule[at + 1] == '>')
                    break;
                at += symbol.Length;
                return new(TokenKind.Symbol, symbol, start);
            }
        foreach (var (other, ours) in Foreign)
            if (string.CompareOrdinal(rule, at, other, 0, other.Length) == 0)
                throw new RuleSyntaxException(start + 1, $"'{other}' is not known; write '{ours}'.");
        throw new RuleSyntaxException(start + 1, $"'{rule[at]}' is not known. Write a column's name in backquotes where it has other characters than letters, digits and _.");
    }

    // A doubled quote stands for one.
    static RuleToken Quoted(string rule, ref int at)
    {
        var (start, quote) = (at, rule[at]);
        var text = new StringBuilder();
        for (at++; at < rule.Length; at++)
        {
            if (rule[at] == quote)
            {
                at++;
                if (at == rule.Length || rule[at] != quote)
                    return new(quote == '`' ? TokenKind.Column : TokenKind.Text, text.ToString(), start);
            }
            text.Append(rule[at]);
        }
        throw new RuleSyntaxException(start + 1, $"the {quote} that opens here is never closed.");
    }

    static RuleToken NumberAt(string rule, ref int at)
    {
        var start = at;
        while (at < rule.Length && (char.IsAsciiLetterOrDigit(rule[at]) || rule[at] == '.' || (rule[at] is '+' or '-' && rule[at - 1] is 'e' or 'E')))
            at++;
        var text = rule[start..at];
        return NumberText.TryParse(Encoding.UTF8.GetBytes(text), out var number) && double.IsFinite(number)
            ? new(TokenKind.Number, text, start, number)
            : throw new RuleSyntaxException(start + 1, $"'{text}' is no number.");
    }
}
