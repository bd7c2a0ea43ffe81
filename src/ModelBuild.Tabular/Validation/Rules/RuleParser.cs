namespace ModelBuild.Tabular;

// Reads a rule over the columns of a table by recursive descent:
//   rule       = or [ "implies" rule ]
//   or         = and { "or" and }
//   and        = not { "and" not }
//   not        = "not" not | comparison
//   comparison = sum [ ("<" | "<=" | "==" | "!=" | ">=" | ">") sum ] | column "is" [ "not" ] "missing" | "(" rule ")"
//   sum        = product { ("+" | "-") product }
//   product    = sign { ("*" | "/") sign }
//   sign       = "-" sign | number | 'text' | column | "(" sum ")"
// Text is compared with == and != only. Dates: a text beside one is a date; date - date is a number of days, date + number a date.
sealed class RuleParser
{
    const int LongestRule = 2000;
    const int DeepestNesting = 50;
    const double SecondsPerDay = 86400;

    readonly Table table;
    readonly List<RuleToken> tokens;
    readonly List<Column> columns = [];
    int at;
    int depth;

    // Exactly one of the three is what the parsed piece is.
    readonly record struct Operand(int Position, Condition? Condition = null, Quantity? Quantity = null, CategoricalColumn? Texts = null, string? Text = null);

    RuleParser(Table table, string rule) => (this.table, tokens) = (table, RuleTokens.Of(rule));

    // The rule, and the columns in it in the order of their first use. Throws RuleSyntaxException.
    public static (Condition Condition, IReadOnlyList<Column> Columns) Parse(Table table, string rule)
    {
        if (rule.Length > LongestRule)
            throw new RuleSyntaxException(LongestRule + 1, $"the rule has {rule.Length} characters, and may have {LongestRule}. Make several of it.");
        var parser = new RuleParser(table, rule);
        var condition = ConditionOf(parser.Rule());
        if (parser.Next.Kind != TokenKind.End)
            throw parser.Unexpected("'and', 'or', 'implies' or the end");
        return parser.columns.Count > 0 ? (condition, parser.columns) : throw new RuleSyntaxException(1, "it names no column, so it says nothing about a row.");
    }

    RuleToken Next => tokens[at];

    Operand Rule()
    {
        Enter();
        var left = Or();
        if (Next.Is("implies"))
        {
            at++;
            left = new(left.Position, new Joined(both: false, new Not(ConditionOf(left)), ConditionOf(Rule())));
        }
        depth--;
        return left;
    }

    Operand Or()
    {
        var left = And();
        while (Accept("or"))
            left = new(left.Position, new Joined(both: false, ConditionOf(left), ConditionOf(And())));
        return left;
    }

    Operand And()
    {
        var left = Negation();
        while (Accept("and"))
            left = new(left.Position, new Joined(both: true, ConditionOf(left), ConditionOf(Negation())));
        return left;
    }

    Operand Negation()
    {
        if (!Next.Is("not"))
            return Compared();
        Enter();
        var position = tokens[at++].Position;
        var negated = new Not(ConditionOf(Negation()));
        depth--;
        return new(position, negated);
    }

    Operand Compared()
    {
        var start = at;
        var left = Sum();
        if (Accept("is"))
        {
            var negated = Accept("not");
            if (!Accept("missing"))
                throw Unexpected("'missing'");
            return at - start == (negated ? 4 : 3) && tokens[start].Kind == TokenKind.Column
                ? new(left.Position, new IsMissing(Find(tokens[start]), negated))
                : throw new RuleSyntaxException(left.Position + 1, "'is missing' is asked of a column.");
        }
        if (!IsComparison(Next))
            return left;
        var operation = tokens[at++];
        var right = Sum();
        if (IsComparison(Next))
            throw new RuleSyntaxException(Next.Position + 1, "two comparisons in a row; join them with 'and': `0 <= x and x <= 1`.");
        return new(left.Position, Compare(operation, left, right));
    }

    static bool IsComparison(RuleToken token) => token.Kind == TokenKind.Symbol && token.Text[0] is '<' or '>' or '=' or '!';

    Condition Compare(RuleToken operation, Operand left, Operand right)
    {
        if ((left.Condition ?? right.Condition) is not null)
            throw new RuleSyntaxException(operation.Position + 1, $"'{operation.Text}' compares values, and {(left.Condition is null ? "its right" : "its left")} side is a condition. Join conditions with 'and', 'or' or 'implies'.");
        if (left is { Text: not null, Texts: null } && right.Quantity is { IsDate: true })
            left = Date(left);
        else if (right is { Text: not null, Texts: null } && left.Quantity is { IsDate: true })
            right = Date(right);
        if (left.Quantity is { } a && right.Quantity is { } b)
        {
            return a.IsDate == b.IsDate
                ? new Comparison(operation.Text, a, b)
                : throw new RuleSyntaxException(operation.Position + 1, "a date is compared with a number. Write the date in quotes: '2026-01-31'.");
        }
        if ((left.Quantity ?? right.Quantity) is not null)
            throw new RuleSyntaxException(operation.Position + 1, $"text is compared with a {((left.Quantity ?? right.Quantity)!.IsDate ? "date" : "number")}. Compare like with like, or declare the column's type.");
        if (operation.Text is not ("==" or "!="))
            throw new RuleSyntaxException(operation.Position + 1, $"'{operation.Text}' compares text, which has no order here. Use == or !=, or declare the column's type.");
        var negated = operation.Text == "!=";
        return (left.Texts, right.Texts) switch
        {
            ({ } one, { } other) => SameText.Of(one, other, negated),
            ({ } one, null) => SameText.Of(one, right.Text!, negated),
            (null, { } other) => SameText.Of(other, left.Text!, negated),
            _ => throw new RuleSyntaxException(operation.Position + 1, "two texts are compared, and no column."),
        };
    }

    Operand Date(Operand text)
    {
        foreach (var column in columns)
            if (CellValue.IsDate(column))
                return CellValue.TryParse(column, text.Text!, out var seconds)
                    ? new(text.Position, Quantity: new ConstantQuantity(seconds) { IsDate = true })
                    : throw new RuleSyntaxException(text.Position + 1, $"'{text.Text}' is no date. Write it as 2026-01-31.");
        return text;
    }

    Operand Sum()
    {
        var left = Product();
        while (Next.Is("+") || Next.Is("-"))
            left = Calculate(tokens[at++], left, Product());
        return left;
    }

    Operand Product()
    {
        var left = Signed();
        while (Next.Is("*") || Next.Is("/"))
            left = Calculate(tokens[at++], left, Signed());
        return left;
    }

    Operand Signed()
    {
        if (!Next.Is("-"))
            return Single();
        Enter();
        var minus = tokens[at++];
        var result = Next.Kind == TokenKind.Number
            ? new(minus.Position, Quantity: new ConstantQuantity(-tokens[at++].Number))
            : Calculate(minus, new(minus.Position, Quantity: new ConstantQuantity(0)), Signed());
        depth--;
        return result;
    }

    Operand Single()
    {
        var token = tokens[at];
        if (Accept("("))
        {
            var inner = Rule();
            return Accept(")") ? inner with { Position = token.Position } : throw Unexpected("')'");
        }
        if (token.Kind is not (TokenKind.Number or TokenKind.Text or TokenKind.Column))
            throw Unexpected("a column, a number or a text");
        at++;
        if (token.Kind == TokenKind.Number)
            return new(token.Position, Quantity: new ConstantQuantity(token.Number));
        if (token.Kind == TokenKind.Text)
            return new(token.Position, Text: token.Text);
        var column = Find(token);
        return column is NumericColumn numeric
            ? new(token.Position, Quantity: new ColumnQuantity(numeric) { IsDate = CellValue.IsDate(column) })
            : new(token.Position, Texts: (CategoricalColumn)column);
    }

    static Operand Calculate(RuleToken operation, Operand left, Operand right)
    {
        if (left.Quantity is not { } a || right.Quantity is not { } b)
            throw new RuleSyntaxException(operation.Position + 1, $"'{operation.Text}' calculates with numbers, and one of its sides is {((left.Condition ?? right.Condition) is not null ? "a condition" : "text")}.");
        return new(left.Position, Quantity: (operation.Text, a.IsDate, b.IsDate) switch
        {
            (_, false, false) => new CalculatedQuantity(operation.Text[0], a, b),
            ("-", true, true) => new CalculatedQuantity('/', new CalculatedQuantity('-', a, b), new ConstantQuantity(SecondsPerDay)),
            ("+" or "-", true, false) => new CalculatedQuantity(operation.Text[0], a, new CalculatedQuantity('*', b, new ConstantQuantity(SecondsPerDay))) { IsDate = true },
            _ => throw new RuleSyntaxException(operation.Position + 1, $"'{operation.Text}' cannot be used with a date. Dates are compared, subtracted (which gives days), or have a number of days added."),
        });
    }

    Column Find(RuleToken name)
    {
        var column = table.Find(name.Text);
        if (column is null)
        {
            if (table.Dropped.Contains(name.Text))
                throw new RuleSyntaxException(name.Position + 1, $"the column '{name.Text}' is in data.ignore and so is not read. Take it out there and declare it with feature: false.");
            var names = new List<string>(table.Columns.Count);
            foreach (var other in table.Columns)
                names.Add(other.Name);
            throw new RuleSyntaxException(name.Position + 1, $"the data has no column '{name.Text}'; text is written in quotes.{NearestName.Hint(name.Text, names, "columns")}");
        }
        if (!columns.Contains(column))
            columns.Add(column);
        return column;
    }

    static Condition ConditionOf(Operand operand) => operand.Condition
        ?? throw new RuleSyntaxException(operand.Position + 1, "a condition is expected here, and this is a value. Compare it with something, or ask whether it is missing.");

    bool Accept(string word)
    {
        if (!Next.Is(word))
            return false;
        at++;
        return true;
    }

    void Enter()
    {
        if (++depth > DeepestNesting)
            throw new RuleSyntaxException(Next.Position + 1, $"the rule is nested more than {DeepestNesting} deep. Make several of it.");
    }

    RuleSyntaxException Unexpected(string expected) => new(Next.Position + 1, $"{Next} is unexpected; {expected} should be here.");
}
