namespace ModelBuild.Tabular.Tests;

public sealed class Validating_dates : IDisposable
{
    const string Text = "start,end,y\n2026-01-31,2026-02-01,1\n2026-03-01,2026-02-28T23:59:59Z,2\n,2026-01-01,3\n2026-01-01,2027-01-01,4\n";

    static readonly Definition Plain = new(LearningTask.Regression, "y") { Types = new() { ["start"] = ColumnType.Date, ["end"] = ColumnType.Date } };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    ValidationReport Validate(Definition definition, string text = Text)
    {
        var data = folder.Data(text);
        return definition.Validate(definition.Ingest(data).Reread(), data);
    }

    IReadOnlyList<StageError> Errors(ColumnRules rules) => Outcome.Errors(() => Validate(Plain with { Rules = new() { ["start"] = rules } }));

    IReadOnlyList<StageError> Broken(string rule, string text = Text)
    {
        try
        {
            Validate(Plain with { More = schema => schema with { Rules = new Dictionary<string, string> { ["r"] = rule } } }, text);
            return [];
        }
        catch (StageException e)
        {
            return e.Errors;
        }
    }

    [Fact]
    public void Finds_dates_that_are_too_early_or_too_late()
    {
        var errors = Errors(new() { Earliest = "2026-01-02", Latest = "2026-02-28T12:00:00Z" });
        errors.Select(error => (error.Code, error.Line, error.Column)).ShouldBe([(Codes.BelowMinimum, 5, 1), (Codes.AboveMaximum, 3, 1)]);
        errors[0].Message.ShouldBe("2026-01-01 in column 'start' is before its earliest date 2026-01-02. Correct the data or the rule.");
        errors[1].Message.ShouldBe("2026-03-01 in column 'start' is after its latest date 2026-02-28T12:00:00Z. Correct the data or the rule.");
    }

    [Fact]
    public void Refuses_numbers_and_texts_as_limits_of_dates()
    {
        Errors(new() { Min = 3 }).ShouldHaveSingleItem().Option.ShouldBe("data.columns.start.min");
        var error = Errors(new() { Latest = "31.12.2026" }).ShouldHaveSingleItem();
        (error.Code, error.Option).ShouldBe((Codes.RuleDoesNotFitColumn, "data.columns.start.latest"));
        Errors(new() { Earliest = "2027-01-01", Latest = "2026-01-01" }).ShouldHaveSingleItem().Message.ShouldStartWith("The earliest date 2027-01-01 of column 'start' is above its latest 2026-01-01");
        Errors(new() { Pattern = "2.*" }).ShouldHaveSingleItem().Message.ShouldStartWith("Column 'start' has dates, and a pattern is for text.");
    }

    [Fact]
    public void Takes_values_order_and_uniqueness_of_dates()
    {
        Errors(new() { Values = ["2026-01-31", "2026-03-01"] }).ShouldHaveSingleItem().Message.ShouldStartWith("'2026-01-01' in column 'start' is not one of its values.");
        Errors(new() { Order = RowOrder.Increasing }).ShouldHaveSingleItem().Message.ShouldStartWith("'2026-01-01' in column 'start' follows '2026-03-01' of line 3");
        Validate(Plain with { Rules = new() { ["start"] = new() { Unique = true } } }).Rows.ShouldBe(4);
    }

    [Theory]
    [InlineData("start <= end", "3")]
    [InlineData("end - start < 300", "5")]
    [InlineData("start + 1 == end", "3 5")]
    [InlineData("start >= '2026-01-31'", "5")]
    [InlineData("'2026-02-28' < end", "2 4")]
    [InlineData("start is missing implies end == '2026-01-01'", "")]
    public void Compares_and_subtracts_dates_in_rules(string rule, string lines) =>
        string.Join(" ", Broken(rule).Select(error => error.Line)).ShouldBe(lines);

    [Theory]
    [InlineData("start + 1 <= end", "2 5")]
    [InlineData("start + 1 == end", "2 3 5")]
    [InlineData("end - start >= 1", "2 5")]
    [InlineData("end >= '2026-02-01T12:30:05.25Z'", "2 5")]
    public void Tells_apart_dates_by_less_than_a_second(string rule, string lines)
    {
        const string Times = "start,end,y\n2026-01-31T12:30:05.25Z,2026-02-01T12:30:05Z,1\n2026-01-31T12:30:05.1Z,2026-02-01T12:30:05.3Z,2\n"
            + "2026-01-31T12:30:05.7Z,2026-02-01T12:30:05.7Z,3\n2026-01-31T12:30:05Z,2026-02-01T12:30:04.999Z,4\n";
        string.Join(" ", Broken(rule, Times).Select(error => error.Line)).ShouldBe(lines);
    }

    [Theory]
    [InlineData("start < 3", 7, "a date is compared with a number.")]
    [InlineData("start + end > 3", 7, "'+' cannot be used with a date.")]
    [InlineData("start * 2 > end", 7, "'*' cannot be used with a date.")]
    [InlineData("-start < end", 1, "'-' cannot be used with a date.")]
    [InlineData("start < 'soon'", 9, "'soon' is no date.")]
    public void Says_what_dates_cannot_do(string rule, int position, string message) =>
        Broken(rule).ShouldHaveSingleItem().Message.ShouldContain($"is not understood at character {position}: {message}");

    [Fact]
    public void Shows_them_as_dates()
    {
        Broken("start <= end").ShouldHaveSingleItem().Message.ShouldContain("start is 2026-03-01, end is 2026-02-28T23:59:59Z.");
        Validate(Plain).Write(folder.Path);
        File.ReadAllText(Path.Combine(folder.Path, "schema.yaml")).ShouldContain("start: { type: date, earliest: 2026-01-01 }");
    }

    [Fact]
    public void Lets_time_go_on_unless_dates_are_compared_with_the_reference()
    {
        string Days(int first) => "start,end,y\n" + string.Concat(Enumerable.Range(first, 300).Select(day => $"{new DateTime(2026, 1, 1).AddDays(day):yyyy-MM-dd},2026-01-01,{day * 37 % 100}\n"));

        Validate(Plain, Days(0)).Write(folder.Path);
        var later = Plain with { Reference = new("reference", Path.Combine(folder.Path, "profile.json")) };
        Validate(later, Days(300)).Rows.ShouldBe(300);
        var error = Outcome.Error(() => Validate(later with { Drift = new() { Columns = new Dictionary<string, ColumnDrift> { ["start"] = new() } } }, Days(300)));
        (error.Code, error.Option).ShouldBe((Codes.Drift, "reference.psi"));
    }
}
