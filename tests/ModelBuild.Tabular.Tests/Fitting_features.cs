using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Fitting_features
{
    static readonly Definition Plain = new(LearningTask.Regression, "y");

    static readonly Column Label = new NumericColumn("y", [1, 2, 3, 4, 5]);

    static readonly Table Test = new(1, [new NumericColumn("x", [1e9]), new CategoricalColumn("c", [0], ["unseen"]), new NumericColumn("y", [0])]);

    static FittedFeatures Fit(Definition definition, params Column[] columns) =>
        definition.Features(new TableSplit(new Table(5, [.. columns, Label]), Test)).Reread();

    static NumericFeature Numeric(Imputation impute, Scaling scale, params double[] values) =>
        Fit(Plain with { FeaturesOptions = new() { Impute = impute, Scale = scale } }, new NumericColumn("x", values))
            .Features.Features.ShouldHaveSingleItem().ShouldBeOfType<NumericFeature>();

    [Theory]
    [InlineData(Imputation.Mean, 4.0)]
    [InlineData(Imputation.Median, 3.0)]
    [InlineData(Imputation.MostFrequent, 2.0)]
    public void Missing_numbers_are_filled(Imputation impute, double expected) =>
        Numeric(impute, Scaling.None, 2, 4, double.NaN, 8, 2).Fill.ShouldBe(expected);

    [Fact]
    public void Of_equally_frequent_numbers_the_smallest_fills() => Numeric(Imputation.MostFrequent, Scaling.None, 3, 1, 3, 1, 7).Fill.ShouldBe(1);

    [Fact]
    public void Standard_scaling_gives_mean_0_and_deviation_1_of_the_filled_column()
    {
        var feature = Numeric(Imputation.Mean, Scaling.Standard, 2, 4, double.NaN, 8, 2);
        feature.Shift.ShouldBe(4);
        feature.Scale.ShouldBe(Math.Sqrt((4 + 0 + 0 + 16 + 4) / 5.0), 1e-15);
    }

    [Fact]
    public void Min_max_scaling_gives_the_range_from_0_to_1()
    {
        var feature = Numeric(Imputation.Mean, Scaling.MinMax, 2, 4, double.NaN, 8, 2);
        (feature.Shift, feature.Scale).ShouldBe((2.0, 6.0));
    }

    [Fact]
    public void No_scaling_leaves_numbers_as_they_are()
    {
        var feature = Numeric(Imputation.Mean, Scaling.None, 1, 2, 3, 4, 5);
        (feature.Shift, feature.Scale).ShouldBe((0.0, 1.0));
    }

    [Fact]
    public void Texts_are_one_hot_and_the_most_frequent_fills()
    {
        var feature = Fit(Plain, new CategoricalColumn("c", [0, 1, 1, -1, 2], ["b", "a", "z"])).Features.Features.ShouldHaveSingleItem().ShouldBeOfType<CategoricalFeature>();
        feature.Levels.ShouldBe(["a", "b", "z"]);
        feature.Fill.ShouldBe("a");
    }

    [Fact]
    public void Only_training_rows_count()
    {
        var data = Definition.File("breast-cancer.csv");
        var table = Definition.BreastCancer.Ingest(data);
        var split = Definition.BreastCancer.Split(table, Definition.BreastCancer.Validate(table, data));
        var features = Definition.BreastCancer.Features(split);
        var changed = split.Test.Columns.Select(column => column is NumericColumn numeric
            ? new NumericColumn(column.Name, [.. numeric.Values.Select(value => value * 1000 + 7)])
            : column).ToArray();
        Definition.BreastCancer.Features(new TableSplit(split.Train, new Table(split.Test.Rows, changed))).Digest().ShouldBe(features.Digest());
        var radius = ((NumericColumn)split.Train.Find("mean_radius")!).Values;
        ((NumericFeature)features.Features.Features[0]).Shift.ShouldBe(radius.Average(), 1e-12);
    }

    [Fact]
    public void Columns_that_tell_nothing_are_left_out()
    {
        var fitted = Fit(Plain,
            new NumericColumn("constant", [0.1, 0.1, double.NaN, 0.1, 0.1]),
            new NumericColumn("empty", [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN]),
            new CategoricalColumn("one", [0, 0, -1, 0, 0], ["a"]),
            new NumericColumn("x", [1, 2, 3, 4, 5]));
        fitted.LeftOut.ShouldBe(["constant", "empty", "one"]);
        fitted.Features.Features.ShouldHaveSingleItem().Column.ShouldBe("x");
    }

    [Fact]
    public void Label_key_and_declared_columns_are_no_features() =>
        Fit(Plain with { Key = ["k"], NotFeatures = ["s"] },
            new NumericColumn("k", [1, 2, 3, 4, 5]), new NumericColumn("s", [1, 2, 3, 4, 5]), new NumericColumn("x", [1, 2, 3, 4, 5]))
            .Features.Features.ShouldHaveSingleItem().Column.ShouldBe("x");

    [Fact]
    public void Tiny_numbers_are_scaled_by_their_range() =>
        Numeric(Imputation.Mean, Scaling.Standard, 1e-200, 2e-200, 3e-200, 4e-200, 5e-200).Scale.ShouldBe(4e-200, 1e-215);

    [Fact]
    public void No_features_at_all_are_an_error()
    {
        Outcome.Error(() => Fit(Plain, new NumericColumn("x", [1, 1, 1, 1, 1]))).Code.ShouldBe(Codes.NoFeatures);
        Outcome.Error(() => Fit(Plain)).Code.ShouldBe(Codes.NoFeatures);
    }

    [Fact]
    public void Numbers_too_large_to_scale_are_an_error()
    {
        var error = Outcome.Error(() => Numeric(Imputation.Mean, Scaling.MinMax, -1e308, 1e308, 1.5e308, -1.5e308, 0));
        (error.Code, error.Option).ShouldBe((Codes.NumbersTooLarge, "features.scale"));
        error.Message.ShouldContain("-1.5E+308");
    }

    [Fact]
    public void Too_many_texts_are_an_error()
    {
        var names = Enumerable.Range(0, 1001).Select(i => $"t{i}").ToArray();
        var table = new Table(1001, [new CategoricalColumn("c", [.. Enumerable.Range(0, 1001)], names), new NumericColumn("y", new double[1001])]);
        var error = Outcome.Error(() => Plain.Features(new TableSplit(table, Test)));
        error.Code.ShouldBe(Codes.TooManyLevels);
        error.Message.ShouldContain("Column 'c' has 1001 different texts");
    }
}
