namespace ModelBuild.Tabular.Tests;

public sealed class Validating_across_columns : IDisposable
{
    const string Text = "start,end,price,quantity,total,c,`odd,y\n1,2,0.1,3,0.3,a,1,1\n3,2,2,2,4,b,,2\n,1,1,1,2,,3,3\n5,,1,,1,a,4,4\n";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    IReadOnlyList<StageError> Errors(string rule)
    {
        var data = folder.Data(Text);
        var definition = new Definition(LearningTask.Regression, "y") { More = schema => schema with { Rules = new Dictionary<string, string> { ["r"] = rule } } };
        try
        {
            definition.Validate(definition.Ingest(data).Reread(), data);
            return [];
        }
        catch (StageException e)
        {
            return e.Errors;
        }
    }

    [Fact]
    public void Finds_the_rows_that_break_a_rule_and_shows_their_values()
    {
        var error = Errors("start <= end").ShouldHaveSingleItem();
        (error.Code, error.Input, error.Line, error.Column).ShouldBe((Codes.RuleViolated, "data", 3, 1));
        error.Message.ShouldBe("The rule 'r' (start <= end) does not hold: start is 3, end is 2. Correct the data or the rule.");
    }

    [Theory]
    [InlineData("total == price * quantity", "4")]
    [InlineData("not (total == price * quantity)", "2 3")]
    [InlineData("total - price * quantity != 0", "2 3")]
    [InlineData("price * quantity < total", "2 3")]
    [InlineData("price < total", "5")]
    [InlineData("start < 3 or end < 3", "")]
    [InlineData("start > 3 or end > 3", "2 3")]
    [InlineData("start > 3 and end > 3", "2 3 4")]
    [InlineData("start > 1 and end > 1", "2 4")]
    [InlineData("start is missing", "2 3 5")]
    [InlineData("start is not missing and start <= end", "3 4")]
    [InlineData("c is not missing", "4")]
    [InlineData("c == 'a'", "3")]
    [InlineData("'a' != c", "2 5")]
    [InlineData("c == \"z\"", "2 3 5")]
    [InlineData("c == c", "")]
    [InlineData("c != c", "2 3 5")]
    [InlineData("c == 'a' implies end is not missing", "5")]
    [InlineData("end is not missing implies price == 1 implies start is missing", "")]
    [InlineData("`\u0060odd` >= 1", null)]
    [InlineData("```odd` > 1", "2")]
    [InlineData("1 + 2 * 3 - 4 / 2 == 5 and y > 0", "")]
    [InlineData("(1 + 2) * 3 - -1 == 10 implies y > 1", "2")]
    [InlineData("-y < -1.5e0", "2")]
    [InlineData("start / 0 > 1", "")]
    [InlineData("0 / (y - 1) == 0", "")]
    public void Follows_the_usual_precedence_and_lets_missing_cells_pass(string rule, string? lines)
    {
        if (lines is null)
            Errors(rule).ShouldHaveSingleItem().Code.ShouldBe(Codes.RuleNotUnderstood);
        else
            string.Join(" ", Errors(rule).Select(error => error.Line)).ShouldBe(lines);
    }

    [Theory]
    [InlineData("start <= endd", 10, "the data has no column 'endd'; text is written in quotes. Did you mean 'end'?")]
    [InlineData("start = end", 7, "'=' is not known; write '=='.")]
    [InlineData("start < end && y > 1", 13, "'&&' is not known; write 'and'.")]
    [InlineData("start <> end", 7, "'<>' is not known; write '!='.")]
    [InlineData("1 < start < 3", 11, "two comparisons in a row")]
    [InlineData("(start < 1) < 3", 13, "'<' compares values, and its left side is a condition.")]
    [InlineData("start + (c == 'a') > 1", 7, "'+' calculates with numbers, and one of its sides is a condition.")]
    [InlineData("start", 1, "a condition is expected here, and this is a value.")]
    [InlineData("start < 1 and end", 15, "a condition is expected here, and this is a value.")]
    [InlineData("start < 1 end > 1", 11, "the column 'end' is unexpected; 'and', 'or', 'implies' or the end should be here.")]
    [InlineData("start <", 8, "the end is unexpected; a column, a number or a text should be here.")]
    [InlineData("", 1, "the end is unexpected")]
    [InlineData("(start < 1", 11, "the end is unexpected; ')' should be here.")]
    [InlineData("1 < 2", 1, "it names no column")]
    [InlineData("c < 'a'", 3, "'<' compares text, which has no order here.")]
    [InlineData("c == 1", 3, "text is compared with a number.")]
    [InlineData("c + 1 == 2", 3, "'+' calculates with numbers, and one of its sides is text.")]
    [InlineData("c == 'a", 6, "the ' that opens here is never closed.")]
    [InlineData("start < 1e", 9, "'1e' is no number.")]
    [InlineData("start < 1x", 9, "'1x' is no number.")]
    [InlineData("start < 1e999", 9, "'1e999' is no number.")]
    [InlineData("start ; 1", 7, "';' is not known.")]
    [InlineData("start + 1 is missing", 1, "'is missing' is asked of a column.")]
    [InlineData("start is 1", 10, "'1' is unexpected; 'missing' should be here.")]
    public void Says_at_which_character_a_rule_is_not_understood(string rule, int position, string message)
    {
        var error = Errors(rule).ShouldHaveSingleItem();
        (error.Code, error.Option).ShouldBe((Codes.RuleNotUnderstood, "data.rules.r"));
        error.Message.ShouldStartWith($"The rule 'r' ({rule}) is not understood at character {position}: {message}");
    }

    [Fact]
    public void Bounds_the_depth_and_the_length_of_a_rule()
    {
        foreach (var deep in new[] { new string('(', 900) + "y > 1" + new string(')', 900), string.Concat(Enumerable.Repeat("not ", 450)) + "y > 1", new string('-', 900) + "y > 1", string.Concat(Enumerable.Repeat("y > 1 implies ", 120)) + "y > 1" })
            Errors(deep).ShouldHaveSingleItem().Message.ShouldContain("nested more than 50 deep");
        Errors(string.Join(" and ", Enumerable.Repeat("y > 0", 180))).ShouldBeEmpty();
        Errors(string.Join(" + ", Enumerable.Repeat("y", 490)) + " > 0").ShouldBeEmpty();
        Errors(new string(' ', 2001)).ShouldHaveSingleItem().Message.ShouldContain("may have 2000");
    }

    // Any text is a rule or has one error with a place inside it.
    [Fact]
    public void Never_fails_otherwise_whatever_the_text()
    {
        string[] pieces = ["start", "end", "c", "`odd`", "'a'", "\"", "'", "1", "2.5", "-", "+", "*", "/", "(", ")", "<", "<=", "==", "!=", "and", "or", "not", "implies", "is", "missing", " ", "\t", "ß", "=", "&"];
        var state = 1ul;
        for (var i = 0; i < 3000; i++)
        {
            var rule = "";
            for (var length = i % 12; length >= 0; length--)
            {
                state = state * 6364136223846793005 + 1442695040888963407;
                rule += pieces[(int)((state >> 33) % (ulong)pieces.Length)] + (state % 3 == 0 ? "" : " ");
            }
            var table = new Table(2, [new NumericColumn("start", [1, 2]), new NumericColumn("end", [1, double.NaN]), new CategoricalColumn("c", [0, -1], ["a"]), new NumericColumn("odd", [3, 4])]);
            try
            {
                RuleParser.Parse(table, rule).Condition.Evaluate(0, new sbyte[2]);
            }
            catch (RuleSyntaxException e)
            {
                e.Position.ShouldBeInRange(1, rule.Length + 1, rule);
            }
        }
    }

    static bool Holds(string rule, double a, double b, double c = 0)
    {
        var table = new Table(1, [new NumericColumn("a", [a]), new NumericColumn("b", [b]), new NumericColumn("c", [c])]);
        var result = new sbyte[1];
        RuleParser.Parse(table, rule).Condition.Evaluate(0, result);
        return result[0] == Condition.True;
    }

    [Theory]
    [InlineData("a + b == c", 0.1, 0.2, 0.3)]
    [InlineData("a - b == c", 100.10, 100.00, 0.10)]
    [InlineData("a - b - c == 0", 100.10, 100.00, 0.10)]
    [InlineData("c == a * b", 0.1, 3, 0.3)]
    [InlineData("a / b == c", 0.3, 0.1, 3)]
    [InlineData("a / 100 * b <= c", 19, 0.7, 0.133)]
    [InlineData("(a - b) / b * 100 >= c", 1.1, 1, 10)]
    public void Takes_for_equal_what_only_rounding_tells_apart(string rule, double a, double b, double c) => Holds(rule, a, b, c).ShouldBeTrue();

    [Theory]
    [InlineData("a + b == c", 1e9, 1, 1e9)]
    [InlineData("a + 1 == b", 9007199254740990, 9007199254740990, 0)]
    [InlineData("a * 2 >= b", 4503599627370495, 4503599627370495 * 2.0 + 1, 0)]
    [InlineData("a + 0.01 == b", 1234567890.12, 1234567890.12, 0)]
    [InlineData("a + b == c", 1, 1e-14, 1)]
    [InlineData("a - b <= 0", 1, 0.999999999999, 0)]
    [InlineData("a == b", 0.3, 0.30000000000000004, 0)]
    [InlineData("a == 0.3", 0.30000000000000004, 0, 0)]
    [InlineData("a * b == c", 1e200, 1e200, 1e200)]
    public void Tells_apart_what_differs_by_more(string rule, double a, double b, double c) => Holds(rule, a, b, c).ShouldBeFalse();

    // Of random decimals: sums, differences and products that are equal on paper.
    [Fact]
    public void Agrees_with_decimals()
    {
        var state = 7ul;
        decimal Next(int digits) => new((int)((state = state * 6364136223846793005 + 1442695040888963407) >> 40), 0, 0, state >> 39 << 63 != 0, (byte)digits);
        for (var i = 0; i < 2000; i++)
        {
            var (a, b) = (Next(i % 7), Next(i % 5));
            foreach (var (rule, c) in new[] { ("a + b", a + b), ("a - b", a - b), ("a * b", a * b), ("a * a - b * b", a * a - b * b), ("3 * a - b / 2", 3 * a - b / 2) })
            {
                Holds($"{rule} == c", (double)a, (double)b, (double)c).ShouldBeTrue($"{rule} == {c} of {a} and {b}");
                Holds($"{rule} < c", (double)a, (double)b, (double)c).ShouldBeFalse($"{rule} < {c} of {a} and {b}");
                var least = 1e-6m; // far above rounding here
                Holds($"{rule} < c", (double)a, (double)b, (double)(c + (c == 0 ? least : Math.Abs(c) * 1e-3m + 1))).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Works_through_more_rows_than_a_block_has()
    {
        var rows = 5000;
        var (a, b) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
            (a[row], b[row]) = (row, row % 1500 == 1499 ? row - 1 : row);
        var table = new Table(rows, [new NumericColumn("a", a), new NumericColumn("b", b), new NumericColumn("y", a)]);
        var errors = Outcome.Errors(() => RowRule.Check(table, "r", "a + 0 <= b").Throw(table, folder.Data("a,b,y\n"), ","));
        errors.Select(error => error.Message.Split(": ")[1]).ShouldBe(["a is 1499, b is 1498. Correct the data or the rule.", "a is 2999, b is 2998. Correct the data or the rule.", "a is 4499, b is 4498. Correct the data or the rule."]);
    }
}
