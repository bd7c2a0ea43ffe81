using static ModelBuild.Tabular.Tests.FittedColumns;

namespace ModelBuild.Tabular.Tests;

public class Features_that_cannot_be
{
    [Fact]
    public void No_features_at_all_are_an_error()
    {
        Outcome.Error(() => Fit(Plain, new NumericColumn("x", [1, 1, 1, 1, 1]))).Code.ShouldBe(Codes.NoFeatures);
        Outcome.Error(() => Fit(Plain, Label)).Code.ShouldBe(Codes.NoFeatures);
    }

    [Fact]
    public void Numbers_too_large_to_scale_are_an_error()
    {
        var error = Outcome.Error(() => Single(Plain with { FeaturesOptions = new() { Scale = Scaling.MinMax } }, -1e308, 1e308, 1.5e308, -1.5e308, 0));
        (error.Code, error.Option).ShouldBe((Codes.NumbersTooLarge, "features.scale"));
        error.Message.ShouldContain("'x'");
    }

    [Fact]
    public void Numbers_too_large_after_the_last_step_are_an_error() =>
        Outcome.Error(() => Fit(With(new FeatureColumns { Columns = ["a", "b"], Steps = [new() { Impute = Imputation.Mean }, new() { Interactions = true }] }),
            new NumericColumn("a", [1, 2, 3, 4, 1e200]), new NumericColumn("b", [1, 2, 3, 4, 1e200]))).Code.ShouldBe(Codes.NumbersTooLarge);

    [Fact]
    public void Too_many_texts_are_an_error_for_one_hot_and_the_most_frequent_are_a_category()
    {
        var names = Enumerable.Range(0, 1001).Select(i => $"t{i}").ToArray();
        var table = new Table(1001, [new CategoricalColumn("c", [.. Enumerable.Range(0, 1001)], names), new NumericColumn("y", new double[1001])]);
        var error = Outcome.Error(() => Plain.Features(new TableSplit(table, Test)));
        error.Code.ShouldBe(Codes.TooManyLevels);
        error.Message.ShouldContain("Column 'c' has 1001 different texts");
        (Plain with { TrainOptions = new() { Trainer = Trainer.BoostedTrees } }).Features(new TableSplit(table, Test)).Features.Outputs[0].Categories.ShouldBe(254);
    }

    [Fact]
    public void More_features_than_a_model_can_have_are_an_error()
    {
        var columns = Enumerable.Range(0, 17).Select(i => Texts($"x{i}", "a", "b", "a", "b", "c")).ToArray();
        var error = Outcome.Error(() => Fit(With(new FeatureColumns { Columns = ["x*"], Steps = [new() { Encode = TextEncoding.Hash, Buckets = 1 << 20 }] }), columns));
        (error.Code, error.Option).ShouldBe((Codes.StepDoesNotFit, "features.sets"));
        error.Message.ShouldContain("17825792 features");
    }

    public static TheoryData<FeatureStep, string, string> Wrong => new()
    {
        { new(), Codes.StepUnclear, "says nothing to do" },
        { new() { Impute = Imputation.Mean, Scale = Scaling.Standard }, Codes.StepUnclear, "impute and scale" },
        { new() { Scale = Scaling.Standard, Value = 3 }, Codes.StepUnclear, "value, which belongs to impute: constant" },
        { new() { Impute = Imputation.Mean, Value = 3 }, Codes.StepUnclear, "value, which belongs to impute: constant" },
        { new() { Impute = Imputation.Constant }, Codes.StepUnclear, "either value" },
        { new() { Impute = Imputation.Constant, Value = 1, Text = "1" }, Codes.StepUnclear, "either value" },
        { new() { Scale = Scaling.Standard, Indicator = true }, Codes.StepUnclear, "indicator" },
        { new() { Impute = Imputation.None, Indicator = true }, Codes.StepUnclear, "indicator, which belongs to an impute that fills" },
        { new() { Power = Power.YeoJohnson, Points = 5 }, Codes.StepUnclear, "points" },
        { new() { Quantile = QuantileOutput.Uniform, Edges = BinEdges.Uniform }, Codes.StepUnclear, "edges" },
        { new() { Scale = Scaling.Standard, OneHot = true }, Codes.StepUnclear, "oneHot" },
        { new() { Encode = TextEncoding.OneHot, Levels = ["a"] }, Codes.StepUnclear, "levels" },
        { new() { Encode = TextEncoding.Hash, MinCount = 2 }, Codes.StepUnclear, "minCount" },
        { new() { Encode = TextEncoding.Hash, MaxLevels = 2 }, Codes.StepUnclear, "maxLevels" },
        { new() { Encode = TextEncoding.Hash, Smoothing = 2 }, Codes.StepUnclear, "smoothing" },
        { new() { Encode = TextEncoding.Hash, Folds = 2 }, Codes.StepUnclear, "folds" },
        { new() { Encode = TextEncoding.OneHot, Buckets = 2 }, Codes.StepUnclear, "buckets" },
        { new() { Encode = TextEncoding.Hash, Ngrams = [1, 2] }, Codes.StepUnclear, "ngrams" },
        { new() { Encode = TextEncoding.OneHot }, Codes.StepDoesNotFit, "encode is for texts" },
        { new() { Impute = Imputation.Constant, Text = "a" }, Codes.StepDoesNotFit, "Give a value" },
        { new() { Date = [DatePart.Month] }, Codes.StepDoesNotFit, "no date" },
        { new() { Power = Power.BoxCox }, Codes.StepDoesNotFit, "has the number -2" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_step_that_is_wrong_is_an_error(FeatureStep step, string code, string message)
    {
        var error = Outcome.Error(() => Single(Steps(step), -2, 4, 5, 8, 2));
        (error.Code, error.Option).ShouldBe((code, code == Codes.StepUnclear ? "features.sets[0].steps[0]" : "features.sets[0]"));
        error.Message.ShouldContain(message);
    }

    public static TheoryData<FeatureStep[], string, string> WrongForTexts => new()
    {
        { [new() { Scale = Scaling.Standard }], Codes.StepDoesNotFit, "do not begin with encode" },
        { [], Codes.StepDoesNotFit, "do not begin with encode" },
        { [new() { Impute = Imputation.Mean }, new() { Encode = TextEncoding.OneHot }], Codes.StepDoesNotFit, "is text" },
        { [new() { Impute = Imputation.Constant, Value = 1 }, new() { Encode = TextEncoding.OneHot }], Codes.StepDoesNotFit, "Give a text" },
        { [new() { Encode = TextEncoding.Category }], Codes.StepDoesNotFit, "only boosted-trees takes" },
        { [new() { Encode = TextEncoding.OneHot }, new() { Encode = TextEncoding.Count }], Codes.StepDoesNotFit, "encoded twice" },
        { [new() { Encode = TextEncoding.Ordinal, Levels = ["a", "a"] }], Codes.StepUnclear, "must be different" },
        { [new() { Encode = TextEncoding.Ordinal, Levels = ["a", "B", "d"] }], Codes.StepDoesNotFit, "2 training rows have 'b' in column 'x', and encode: ordinal does not know its place. Did you mean 'B'?" },
        { [new() { Encode = TextEncoding.Text, Ngrams = [2, 1] }], Codes.StepUnclear, "[2, 1]" },
    };

    [Theory]
    [MemberData(nameof(WrongForTexts))]
    public void A_step_that_is_wrong_for_texts_is_an_error(FeatureStep[] steps, string code, string message)
    {
        var error = Outcome.Error(() => Fit(Steps(steps), Texts("x", "a", "b", "a", "b", "c")));
        (error.Code, error.Option).ShouldBe((code, "features.sets[0]"));
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_set_of_columns_that_are_not_there_is_an_error()
    {
        var x = new NumericColumn("xray", [1, 2, 3, 4, 5]);
        var error = Outcome.Error(() => Fit(With(new FeatureColumns { Columns = ["xrya"] }), x));
        (error.Code, error.Option).ShouldBe((Codes.FeatureColumnNotFound, "features.sets[0].columns[0]"));
        error.Message.ShouldContain("'xray'");
        Outcome.Error(() => Fit(With(new FeatureColumns { Columns = ["y"] }), x)).Message.ShouldContain("is the label");
        Outcome.Error(() => Fit(With(new FeatureColumns()), x)).Message.ShouldContain("neither columns nor a type");
    }

    [Fact]
    public void All_sets_that_are_wrong_are_errors_at_once_each_at_its_place()
    {
        var errors = Should.Throw<StageException>(() => Fit(With(
            new FeatureColumns { Columns = ["x", "cty"], Steps = [new() { Scale = Scaling.Standard }, new()] },
            new FeatureColumns { Columns = ["agee", "x"], Steps = [new() { Impute = Imputation.Constant }] }), new NumericColumn("x", [1, 2, 3, 4, 5]))).Errors;
        errors.Select(error => error.Option).ShouldBe(
            ["features.sets[0].columns[1]", "features.sets[0].steps[1]", "features.sets[1].columns[0]", "features.sets[1].steps[0]"]);
    }

    [Fact]
    public void A_set_of_a_type_that_no_column_has_left_is_an_error()
    {
        var x = new NumericColumn("x", [1, 2, 3, 4, 5]);
        FeatureColumns numbers = new() { Type = ColumnType.Numeric };
        var error = Outcome.Error(() => Fit(With(numbers, new FeatureColumns { Type = ColumnType.Date }), x));
        (error.Code, error.Option).ShouldBe((Codes.FeatureColumnNotFound, "features.sets[1].type"));
        error.Message.ShouldContain("type: date, and no column is");
        Outcome.Error(() => Fit(With(numbers, numbers), x)).Message.ShouldContain("other sets have all columns of that type");
        Outcome.Error(() => Fit(With(numbers, new FeatureColumns { Columns = ["x"] }), x)).Message.ShouldContain("other sets have all columns of that type");
    }

    [Fact]
    public void Texts_and_numbers_are_not_combined() =>
        Outcome.Error(() => Fit(With(new FeatureColumns { Columns = ["x", "c"], Steps = [new() { Interactions = true }] }),
            new NumericColumn("x", [1, 2, 3, 4, 5]), Texts("c", "a", "b", "a", "b", "c"))).Message.ShouldContain("cannot be combined");

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void A_weight_that_is_none_is_an_error(double weight)
    {
        var error = Outcome.Error(() => Fit(Plain with { Weight = "w" }, new NumericColumn("x", [1, 2, 3, 4, 5]), new NumericColumn("w", [1, 1, weight, 1, 1])));
        (error.Code, error.Option).ShouldBe((Codes.WeightWrong, "data.weight"));
        error.Message.ShouldContain("row 3");
    }
}
