namespace ModelBuild.Tabular.Tests;

public sealed class Validating_columns : IDisposable
{
    const string Text = "n,t,y\n1,ab,1\n2,abc,2\n2,,3\n,ab,4\n3,ABC,5\n";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    IReadOnlyList<StageError> Errors(string column, ColumnRules rules, string text = Text) =>
        Outcome.Errors(() => Validate(column, rules, text));

    ValidationReport Validate(string column, ColumnRules rules, string text = Text)
    {
        var data = folder.Data(text);
        var definition = new Definition(LearningTask.Regression, "y") { Rules = new() { [column] = rules } };
        return definition.Validate(definition.Ingest(data), data);
    }

    static void ShouldBeAt(StageError error, string code, int line, int column) =>
        (error.Code, error.Input, error.Line, error.Column).ShouldBe((code, "data", line, column));

    [Fact]
    public void Finds_texts_that_do_not_match_their_pattern_as_a_whole()
    {
        var errors = Errors("t", new() { Pattern = "[a-z]{2}|x" });
        errors.Count.ShouldBe(2);
        ShouldBeAt(errors[0], Codes.PatternMismatch, 3, 3);
        errors[0].Message.ShouldBe("'abc' in column 't' does not match its pattern [a-z]{2}|x as a whole. Correct the data or the pattern.");
        ShouldBeAt(errors[1], Codes.PatternMismatch, 6, 3);
    }

    [Theory]
    [InlineData("[a-z")]
    [InlineData("a)|(b")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\1")]
    public void Refuses_patterns_that_are_none_or_need_back_tracking(string pattern)
    {
        var error = Errors("t", new() { Pattern = pattern }).ShouldHaveSingleItem();
        (error.Code, error.Option, error.Input).ShouldBe((Codes.InvalidPattern, "data.columns.t.pattern", null));
    }

    [Fact]
    public void Judges_a_text_that_would_take_back_tracking_forever_at_once() =>
        Errors("t", new() { Pattern = "(a+)+b" }, $"t,y\n{new string('a', 50_000)},1\nab,2\n").ShouldHaveSingleItem().Code.ShouldBe(Codes.PatternMismatch);

    [Fact]
    public void Finds_texts_that_are_too_short_or_too_long()
    {
        var error = Errors("t", new() { MinLength = 3 });
        error.Count.ShouldBe(2);
        ShouldBeAt(error[0], Codes.LengthOutOfRange, 2, 3);
        error[0].Message.ShouldBe("'ab' in column 't' has 2 characters, and must have at least 3. Correct the data or the rule.");
        ShouldBeAt(Errors("t", new() { MaxLength = 2 })[1], Codes.LengthOutOfRange, 6, 3);
    }

    [Fact]
    public void Finds_values_that_are_there_twice_and_says_where_first()
    {
        var error = Errors("n", new() { Unique = true }).ShouldHaveSingleItem();
        ShouldBeAt(error, Codes.NotUnique, 4, 1);
        error.Message.ShouldBe("'2' in column 'n' is there already in line 3, and the column is declared unique. Remove one of the two, or the rule.");
        ShouldBeAt(Errors("t", new() { Unique = true }).ShouldHaveSingleItem(), Codes.NotUnique, 5, 2);
    }

    [Fact]
    public void Takes_missing_cells_for_no_value_that_could_be_there_twice() =>
        Errors("n", new() { Unique = true }, "n,y\n,1\n,2\n1,3\n1,4\n").ShouldHaveSingleItem().Line.ShouldBe(5);

    [Theory]
    [InlineData(RowOrder.Increasing, "1 2 2 . 3", 0)]
    [InlineData(RowOrder.StrictlyIncreasing, "1 2 2 . 3", 4)]
    [InlineData(RowOrder.Decreasing, "3 . 2 2 1", 0)]
    [InlineData(RowOrder.StrictlyDecreasing, "3 . 2 2 1", 5)]
    [InlineData(RowOrder.Increasing, "1 . 0 5", 4)]
    [InlineData(RowOrder.Decreasing, "1 . 0 5", 5)]
    [InlineData(RowOrder.Increasing, "b a", 3)]
    [InlineData(RowOrder.StrictlyIncreasing, "B a b", 0)]
    public void Follows_the_order_of_rows(RowOrder order, string values, int line)
    {
        var text = "x,y\n" + string.Concat(values.Split(' ').Select((value, row) => $"{value.Replace(".", "")},{row}\n"));
        if (line == 0)
            Validate("x", new() { Order = order }, text);
        else
            ShouldBeAt(Errors("x", new() { Order = order }, text).ShouldHaveSingleItem(), Codes.OutOfOrder, line, 1);
    }

    [Fact]
    public void Says_which_value_comes_before_the_one_that_is_out_of_order() =>
        Errors("x", new() { Order = RowOrder.Increasing }, "x,y\n5,1\n,2\n4,3\n3,4\n").Select(error => error.Message).ShouldBe(
        [
            "'4' in column 'x' follows '5' of line 2, and the column is declared increasing. Sort the data, or drop the rule.",
            "'3' in column 'x' follows '4' of line 4, and the column is declared increasing. Sort the data, or drop the rule.",
        ]);

    [Fact]
    public void Limits_the_share_of_missing_cells()
    {
        var error = Errors("t", new() { MaxMissing = 0.19 }).ShouldHaveSingleItem();
        (error.Code, error.Option).ShouldBe((Codes.TooManyMissing, "data.columns.t.maxMissing"));
        error.Message.ShouldBe("Column 't' has no value in 1 of 5 rows (20 %; the first is line 4), and at most 19 % may be missing. Fill them in, or raise maxMissing.");
        Validate("t", new() { MaxMissing = 0.2 }).Rows.ShouldBe(5);
    }

    [Fact]
    public void Limits_how_many_different_values_there_are()
    {
        var error = Errors("n", new() { MaxDistinct = 2 }).ShouldHaveSingleItem();
        (error.Code, error.Option).ShouldBe((Codes.DistinctOutOfRange, "data.columns.n.maxDistinct"));
        error.Message.ShouldBe("Column 'n' has 3 different values, and may have at most 2. Correct the data or the rule.");
        Errors("t", new() { MinDistinct = 4 }).ShouldHaveSingleItem().Option.ShouldBe("data.columns.t.minDistinct");
        Validate("t", new() { MinDistinct = 3, MaxDistinct = 3 }).Rows.ShouldBe(5);
        Errors("t", new() { MinDistinct = 3, MaxDistinct = 2 }).ShouldHaveSingleItem().Code.ShouldBe(Codes.RuleDoesNotFitColumn);
    }

    [Fact]
    public void Refuses_rules_for_another_type_of_column_at_their_setting()
    {
        static IEnumerable<(string?, string?)> Places(IReadOnlyList<StageError> errors) => errors.Select(error => (error.Code, error.Option));

        Places(Errors("n", new() { Pattern = "a", MinLength = 1, Latest = "2026-01-01" })).ShouldBe(
        [
            (Codes.RuleDoesNotFitColumn, "data.columns.n.latest"),
            (Codes.RuleDoesNotFitColumn, "data.columns.n.pattern"),
            (Codes.RuleDoesNotFitColumn, "data.columns.n.minLength"),
        ]);
        Places(Errors("t", new() { Max = 1, Earliest = "2026-01-01" })).ShouldBe(
        [
            (Codes.RuleDoesNotFitColumn, "data.columns.t.max"),
            (Codes.RuleDoesNotFitColumn, "data.columns.t.earliest"),
        ]);
    }

    [Fact]
    public void Shortens_what_it_shows_of_a_long_text() =>
        Errors("t", new() { MaxLength = 5 }, $"t,y\n{new string('a', 1000)},1\nab,2\n").ShouldHaveSingleItem().Message.ShouldStartWith($"'{new string('a', 60)}…' in column 't' has 1000 characters");

    [Fact]
    public void Lists_ten_rows_of_a_million_that_are_wrong()
    {
        var text = "t,y\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{i % 7},{i}\n"));
        var errors = Errors("t", new() { Pattern = "b" }, text);
        errors.Count.ShouldBe(11);
        errors[10].Message.ShouldBe("20000 rows of column 't' are wrong in this way; the first 10 are listed.");
    }
}
