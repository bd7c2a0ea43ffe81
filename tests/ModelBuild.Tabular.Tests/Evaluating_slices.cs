using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Evaluating_slices
{
    // Six customers: ages 20 to 70 by ten, one of them missing.
    static readonly Table Customers = new(6,
    [
        new NumericColumn("score", [2, -1, 3, -2, 1, -3]),
        new CategoricalColumn("y", [1, 0, 1, 0, 0, 1], ["no", "yes"]),
        new NumericColumn("age", [20, 30, 40, double.NaN, 60, 70]),
        new CategoricalColumn("plan", [0, 1, 0, 1, -1, 0], ["basic", "pro"]),
        new CategoricalColumn("odd*name", [0, 0, 1, 1, 2, 2], ["a*b", @"c\", ""]),
    ]);

    static readonly TrainedModel Model = new(new TabularModel(
        ModelTask.BinaryClassification, "y", ["no", "yes"], new FeatureSet([new FeatureChain(["score"], FeatureType.Numeric, null, [])]), new LinearScorer([0], [[1]])));

    static Evaluation Evaluate(EvaluateOptions options) => Outcome.Evaluate(Model, new TableSplit(Customers, Customers), options).Reread();

    static IEnumerable<(string, string, long)> Slices(EvaluateOptions options) => Evaluate(options).Slices.Select(slice => (slice.Column, slice.Value, slice.Rows));

    static StageError Error(EvaluateOptions options) => Outcome.Error(() => Evaluate(options));

    static readonly IReadOnlyDictionary<string, IReadOnlyList<double>> Ages = new Dictionary<string, IReadOnlyList<double>> { ["age"] = [30, 60] };

    [Fact]
    public void Of_a_number_are_its_ranges_which_begin_with_an_edge()
    {
        Slices(new() { Slices = ["age"], Bins = Ages }).ShouldBe([("age", "", 1), ("age", "<30", 1), ("age", "[30, 60)", 2), ("age", ">=60", 2)]);
        Slices(new() { Slices = ["age"], Bins = new Dictionary<string, IReadOnlyList<double>> { ["age"] = [-1, 0.5, 100] } })
            .ShouldBe([("age", "", 1), ("age", "[0.5, 100)", 5)]);
    }

    [Fact]
    public void Of_a_number_can_be_as_many_ranges_of_as_many_rows() =>
        Slices(new() { Slices = ["age"], Quantiles = new Dictionary<string, int> { ["age"] = 2 } }).ShouldBe([("age", "", 1), ("age", "<40", 2), ("age", ">=40", 3)]);

    [Fact]
    public void Of_a_number_that_is_mostly_one_value_are_fewer()
    {
        var table = new Table(4, [Customers.Columns[0].Select([0, 1, 2, 3]), Customers.Columns[1].Select([0, 1, 2, 3]), new NumericColumn("age", [5, 5, 5, 9])]);
        Outcome.Evaluate(Model, new TableSplit(table, table), new() { Slices = ["age"], Quantiles = new Dictionary<string, int> { ["age"] = 4 } })
            .Slices.Select(slice => (slice.Value, slice.Rows)).ShouldBe([("[5, 6)", 3), (">=6", 1)]);
    }

    [Fact]
    public void Of_dates_are_the_ranges_between_dates()
    {
        const double Day = 86400;
        var table = new Table(4,
        [
            Customers.Columns[0].Select([0, 1, 2, 3]), Customers.Columns[1].Select([0, 1, 2, 3]),
            new NumericColumn("since", [0, Day, 2.5 * Day, double.NaN], ColumnType.Date),
        ]);
        Evaluation Run(EvaluateOptions options) => Outcome.Evaluate(Model, new TableSplit(table, table), options);

        Run(new() { Slices = ["since"], Dates = new Dictionary<string, IReadOnlyList<string>> { ["since"] = ["1970-01-02", "1970-01-03T12:00:00Z"] } })
            .Slices.Select(slice => (slice.Value, slice.Rows)).ShouldBe([("", 1), ("<1970-01-02", 1), ("[1970-01-02, 1970-01-03T12:00:00Z)", 1), (">=1970-01-03T12:00:00Z", 1)]);
        Run(new() { Slices = ["since"], Quantiles = new Dictionary<string, int> { ["since"] = 2 } })
            .Slices.Select(slice => (slice.Value, slice.Rows)).ShouldBe([("", 1), ("<1970-01-02", 1), (">=1970-01-02", 2)]);

        var bins = Outcome.Error(() => Run(new() { Slices = ["since"], Bins = new Dictionary<string, IReadOnlyList<double>> { ["since"] = [1] } }));
        (bins.Code, bins.Option).ShouldBe((Codes.BinsDoNotFit, "evaluate.bins.since"));
        bins.Message.ShouldContain("has dates");
        Outcome.Error(() => Run(new() { Slices = ["since"] })).Message.ShouldContain("evaluate.dates.since: [2024-01-01]");
        Outcome.Error(() => Run(new() { Slices = ["since"], Dates = new Dictionary<string, IReadOnlyList<string>> { ["since"] = ["soon"] } })).Message.ShouldContain("'soon' is not a date");
    }

    [Fact]
    public void Of_pairs_are_the_values_that_occur_together()
    {
        var slices = Evaluate(new() { Slices = ["plan * age"], Bins = Ages }).Slices;
        slices.Select(slice => (slice.Column, slice.Value, slice.Rows)).ShouldBe(
        [
            ("plan*age", "*>=60", 1), ("plan*age", "basic*<30", 1), ("plan*age", "basic*[30, 60)", 1), ("plan*age", "basic*>=60", 1),
            ("plan*age", "pro*", 1), ("plan*age", "pro*[30, 60)", 1),
        ]);
        slices[1].Metric("accuracy").ShouldBe(1);
        slices[0].Metric("accuracy").ShouldBe(0);
    }

    [Fact]
    public void Of_columns_and_values_with_stars_keep_their_names_apart()
    {
        Slices(new() { Slices = ["odd*name"] }).ShouldBe([("odd*name", "", 2), ("odd*name", "a*b", 2), ("odd*name", @"c\", 2)]);
        Slices(new() { Slices = ["odd*name*plan"] }).Select(slice => slice.Item2).ShouldBe(["*", "*basic", @"a\*b*basic", @"a\*b*pro", @"c\\*basic", @"c\\*pro"]);
        Slices(new() { Slices = ["plan*odd*name"] }).Count().ShouldBe(6);
    }

    [Fact]
    public void Cover_each_row_once()
    {
        foreach (var column in new[] { "age", "plan*age", "age*odd*name", "odd*name*age" })
            Slices(new() { Slices = [column], Bins = Ages }).Sum(slice => slice.Item3).ShouldBe(6, column);
    }

    [Theory]
    [InlineData("plan*gae", Codes.SliceNotFound, "There is no column 'gae' to slice by", "Did you mean 'age'?")]
    [InlineData("paln*age", Codes.SliceNotFound, "There is no column 'paln' to slice by", "Did you mean 'plan'?")]
    [InlineData("age", Codes.SliceNotCategorical, "evaluate.bins.age: [10, 20]", "evaluate.quantiles.age: 4")]
    [InlineData("plan*age", Codes.SliceNotCategorical, "evaluate.bins.age: [10, 20]", "data.columns.age.type: categorical")]
    public void That_cannot_be_made_are_an_error(string slice, string code, string says, string hint)
    {
        var error = Error(new() { Slices = [slice] });
        (error.Code, error.Option).ShouldBe((code, "evaluate.slices"));
        error.Message.ShouldContain(says);
        error.Message.ShouldContain(hint);
    }

    [Theory]
    [InlineData("age", new double[0], "are 0; from 1 to 99")]
    [InlineData("age", new[] { 30, 30.0 }, "30 follows 30")]
    [InlineData("age", new[] { 30, 20.0 }, "20 follows 30")]
    [InlineData("age", new[] { double.NaN }, "NaN is the first")]
    [InlineData("age", new[] { 1, double.PositiveInfinity }, "Infinity follows 1")]
    [InlineData("plan", new[] { 1.0 }, "has texts")]
    [InlineData("score", new[] { 1.0 }, "is not among evaluate.slices")]
    public void Of_bins_that_do_not_fit_are_an_error(string column, double[] edges, string says)
    {
        var error = Error(new() { Slices = ["age", "plan"], Bins = new Dictionary<string, IReadOnlyList<double>>(Ages) { [column] = edges } });
        (error.Code, error.Option).ShouldBe((Codes.BinsDoNotFit, $"evaluate.bins.{column}"));
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("age", 1, "2 to 100")]
    [InlineData("age", 101, "2 to 100")]
    [InlineData("plan", 4, "has texts")]
    [InlineData("score", 4, "both bins and quantiles")]
    [InlineData("agee", 4, "Did you mean 'age'?")]
    public void Of_quantiles_that_do_not_fit_are_an_error(string column, int ranges, string says)
    {
        var error = Error(new()
        {
            Slices = ["plan", "score", "age"],
            Bins = new Dictionary<string, IReadOnlyList<double>> { ["score"] = [1] },
            Quantiles = new Dictionary<string, int> { ["age"] = 4, [column] = ranges },
        });
        (error.Code, error.Option).ShouldBe((Codes.BinsDoNotFit, $"evaluate.quantiles.{column}"));
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("age", "2024-01-01", "has numbers")]
    [InlineData("plan", "2024-01-01", "has texts")]
    [InlineData("score", "2024-01-01", "is not among evaluate.slices")]
    public void Of_dates_that_do_not_fit_are_an_error(string column, string date, string says)
    {
        var error = Error(new() { Slices = ["plan", "age"], Dates = new Dictionary<string, IReadOnlyList<string>> { [column] = [date] } });
        (error.Code, error.Option).ShouldBe((Codes.BinsDoNotFit, $"evaluate.dates.{column}"));
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("2024-01-31", 1706659200.0, "2024-01-31")]
    [InlineData("1969-12-31T23:59:59.5Z", -0.5, "1969-12-31T23:59:59.5Z")]
    [InlineData("2024-01-31T01:00:00+01:00", 1706659200.0, "2024-01-31")]
    [InlineData("0001-01-01", -62135596800.0, "0001-01-01")]
    [InlineData("soon", null, null)]
    public void Of_dates_are_named_as_they_are_written(string text, double? seconds, string? name)
    {
        DateText.Seconds(text).ShouldBe(seconds);
        if (seconds is { } known)
            NumberNames.Date(known).ShouldBe(name);
        NumberNames.Date(1e300).ShouldBe("1E+300");
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Are_at_most_a_thousand(int values, bool allowed)
    {
        var table = new Table(values,
        [
            new NumericColumn("score", new double[values]),
            new CategoricalColumn("y", new int[values], ["no"]),
            new CategoricalColumn("id", [.. Enumerable.Range(0, values)], [.. Enumerable.Range(0, values).Select(i => $"{i}")]),
        ]);
        void Run() => Outcome.Evaluate(Model, new TableSplit(table, table), new() { Slices = ["id"] }).Slices.Count.ShouldBe(values);
        if (allowed)
            Run();
        else
            Outcome.Error(Run).Code.ShouldBe(Codes.TooManySlices);
    }
}
