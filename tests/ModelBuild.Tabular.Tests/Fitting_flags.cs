using ModelBuild.Prediction;
using static ModelBuild.Tabular.Tests.FittedColumns;

namespace ModelBuild.Tabular.Tests;

// Columns of one value, which tell something only where some rows lack it and a step sees that.
public class Fitting_flags
{
    [Fact]
    public void Columns_that_tell_nothing_are_left_out()
    {
        var fitted = Fit(Plain,
            new NumericColumn("constant", [0.1, 0.1, 0.1, 0.1, 0.1]),
            new NumericColumn("empty", [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN]),
            Texts("one", "a", "a", "a", "a", "a"),
            new NumericColumn("x", [1, 2, 3, 4, 5]));
        fitted.LeftOut.ShouldBe(["constant", "empty", "one"]);
        fitted.Features.Outputs.ShouldHaveSingleItem().Name.ShouldBe("x");
    }

    static readonly Column[] Flags =
    [
        new NumericColumn("number", [1, double.NaN, 1, 1, double.NaN]),
        Texts("text", null, "Y", "Y", null, "Y"),
        new NumericColumn("date", [86400, double.NaN, 86400, 86400, double.NaN], ColumnType.Date),
    ];

    [Fact]
    public void Flags_that_are_one_value_or_missing_are_features()
    {
        var fitted = Fit(Plain, Flags);
        fitted.LeftOut.ShouldBeEmpty();
        fitted.Features.Outputs.Select(output => output.Name).ShouldBe(["number", "number is missing", "text=Y", "text is missing", "date days", "date days is missing"]);
        var rows = Rows(fitted.Features, Flags);
        rows[1][1].ShouldBeGreaterThan(rows[0][1]);
        rows.Select(row => row[2]).ShouldBe([0, 1, 1, 0, 1]);
        (Plain with { FeaturesOptions = new() { Impute = Imputation.Median, Scale = Scaling.None } }).Features(
            new TableSplit(new Table(5, [Flags[0], Label]), Test)).Features.Width.ShouldBe(2);
    }

    [Fact]
    public void Flags_are_features_of_trees_without_indicators()
    {
        var fitted = Fit(Plain with { TrainOptions = new() { Trainer = Trainer.BoostedTrees } }, Flags);
        fitted.LeftOut.ShouldBeEmpty();
        fitted.Features.Outputs.Select(output => output.Name).ShouldBe(["number", "text", "date days"]);
        Rows(fitted.Features, Flags)[0].ShouldBe([1, double.NaN, 1]);
    }

    public static TheoryData<FeatureStep[], bool> OfFlags => new()
    {
        { [new() { Impute = Imputation.Constant, Value = 0, Indicator = true }], true },
        { [new() { Impute = Imputation.Constant, Value = 0 }], true },
        { [new() { Impute = Imputation.Constant, Value = 1 }], false },
        { [new() { Impute = Imputation.Constant, Value = 1, Indicator = true }], true },
        { [new() { Impute = Imputation.MostFrequent }], false },
        { [new() { Scale = Scaling.Standard }], false },
        { [new() { Bins = 3, OneHot = true }], true },
        { [], false },
    };

    [Theory]
    [MemberData(nameof(OfFlags))]
    public void Flags_of_a_set_are_features_where_its_steps_see_what_is_missing(FeatureStep[] steps, bool seen)
    {
        var fitted = Fit(Steps(steps), new NumericColumn("x", [1, double.NaN, 1, 1, 1]), new NumericColumn("other", [1, 2, 3, 4, 5]));
        fitted.LeftOut.ShouldBe(seen ? [] : ["x"]);
        fitted.Features.Outputs.Any(output => output.Name.StartsWith('x')).ShouldBe(seen);
    }

    [Theory]
    [InlineData(TextEncoding.OneHot, true)]
    [InlineData(TextEncoding.Target, true)]
    [InlineData(TextEncoding.Hash, true)]
    [InlineData(TextEncoding.Ordinal, false)] // the linear trainer has the mean where it is missing
    public void Flags_of_text_are_features_where_their_encoding_sees_what_is_missing(TextEncoding encoding, bool seen) =>
        Fit(Steps(new FeatureStep { Encode = encoding }), Texts("x", "Y", "Y", null, "Y", null), new NumericColumn("other", [1, 2, 3, 4, 5]))
            .LeftOut.ShouldBe(seen ? [] : ["x"]);

    [Fact]
    public void Flags_that_only_one_of_several_sets_sees_are_not_left_out()
    {
        var fitted = Fit(With(
            new FeatureColumns { Columns = ["x"], Steps = [new() { Impute = Imputation.Mean }] },
            new FeatureColumns { Columns = ["x"], Steps = [new() { Impute = Imputation.Constant, Value = 0 }] }), new NumericColumn("x", [1, double.NaN, 1, 1, 1]));
        fitted.LeftOut.ShouldBeEmpty();
        fitted.Features.Outputs.ShouldHaveSingleItem().Name.ShouldBe("x");
    }

    [Fact]
    public void Flags_interact_once_something_fills_them()
    {
        Column[] columns = [new NumericColumn("x", [1, double.NaN, 1, 1, 1]), new NumericColumn("other", [1, 2, 3, 4, 5])];
        FeatureSet Of(double fill) => Fit(With(new FeatureColumns
        {
            Columns = ["x", "other"],
            Steps = [new() { Impute = Imputation.Constant, Value = fill }, new() { Interactions = true }],
        }), columns).Features;
        Of(0).Outputs.Select(output => output.Name).ShouldBe(["x", "other", "x × other"]);
        Of(1).Outputs.Select(output => output.Name).ShouldBe(["other"]);
    }
}
