using ModelBuild.Prediction;
using static ModelBuild.Tabular.Tests.FittedColumns;

namespace ModelBuild.Tabular.Tests;

public class Fitting_numbers
{
    [Theory]
    [InlineData(Imputation.Mean, 4.0)]
    [InlineData(Imputation.Median, 3.0)]
    [InlineData(Imputation.MostFrequent, 2.0)]
    public void Missing_numbers_are_filled(Imputation impute, double expected)
    {
        Single(Plain with { FeaturesOptions = new() { Impute = impute, Scale = Scaling.None } }, 2, 4, double.NaN, 8, 2)[2].ShouldBe(expected);
        Single(Steps(new FeatureStep { Impute = impute }), 2, 4, double.NaN, 8, 2)[2].ShouldBe(expected);
    }

    [Fact]
    public void Missing_numbers_are_filled_with_a_constant_and_indicated()
    {
        var column = new NumericColumn("x", [2, 4, double.NaN, 8, 2]);
        var features = Fit(Steps(new FeatureStep { Impute = Imputation.Constant, Value = -1, Indicator = true }), column).Features;
        Rows(features, column)[2].ShouldBe([-1, 1]);
        features.Outputs.Select(output => output.Name).ShouldBe(["x", "x is missing"]);
    }

    public static IEnumerable<TheoryDataRow<FeatureStep>> StepsAfterAnImpute => new FeatureStep[]
    {
        new() { Power = Power.BoxCox }, new() { Power = Power.YeoJohnson }, new() { Scale = Scaling.Standard }, new() { Quantile = QuantileOutput.Normal },
        new() { Bins = 2, OneHot = true }, new() { Bins = 2 }, new() { Interactions = true },
    }.Select(step => new TheoryDataRow<FeatureStep>(step));

    [Theory]
    [MemberData(nameof(StepsAfterAnImpute))]
    public void Indicators_go_through_no_further_step(FeatureStep step)
    {
        var column = new NumericColumn("x", [2, 4, double.NaN, 8, 3]);
        var features = Fit(Steps(new FeatureStep { Impute = Imputation.Median, Indicator = true }, step), column).Features;
        features.Outputs[^1].Name.ShouldBe("x is missing");
        Rows(features, column).Select(row => row[^1]).ShouldBe([0, 0, 1, 0, 0]);
        features.Outputs.Count(output => output.Name.EndsWith("is missing", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Of_equally_frequent_numbers_the_smallest_fills() =>
        Single(Steps(new FeatureStep { Impute = Imputation.MostFrequent }), 3, 1, 3, 1, double.NaN)[4].ShouldBe(1);

    [Fact]
    public void Standard_scaling_gives_mean_0_and_deviation_1_of_the_filled_column()
    {
        var scaled = Single(Plain, 2, 4, double.NaN, 8, 2);
        scaled.Average().ShouldBe(0, 1e-15);
        scaled.Average(value => value * value).ShouldBe(1, 1e-15);
        scaled[2].ShouldBe(0);
    }

    [Fact]
    public void Min_max_scaling_gives_the_range_from_0_to_1() =>
        Single(Steps(new FeatureStep { Scale = Scaling.MinMax }), 2, 4, 5, 8, 2).ShouldBe([0, 1 / 3.0, 0.5, 1, 0]);

    [Fact]
    public void Robust_scaling_takes_median_and_quartiles() =>
        Single(Steps(new FeatureStep { Scale = Scaling.Robust }), 1, 2, 3, 4, 1000).ShouldBe([-1, -0.5, 0, 0.5, 498.5]);

    [Fact]
    public void Robust_scaling_only_shifts_where_the_quartiles_are_the_same() =>
        Single(Steps(new FeatureStep { Scale = Scaling.Robust }), 3, 3, 100, 3, 3).ShouldBe([0, 0, 97, 0, 0]); // as RobustScaler of scikit-learn

    [Fact]
    public void No_scaling_leaves_numbers_as_they_are() =>
        Single(Plain with { FeaturesOptions = new() { Scale = Scaling.None } }, 1, 2, 3, 4, 5).ShouldBe([1, 2, 3, 4, 5]);

    [Fact]
    public void Tiny_numbers_are_scaled_by_their_range() =>
        Single(Plain, 1e-200, 2e-200, 3e-200, 4e-200, 5e-200).ShouldBe([-0.5, -0.25, 0, 0.25, 0.5]);

    [Fact]
    public void Steps_are_fitted_on_what_the_steps_before_them_made()
    {
        var values = Single(Steps(new FeatureStep { Impute = Imputation.Constant, Value = 100 }, new FeatureStep { Scale = Scaling.MinMax }), 0, 10, double.NaN, 20, 30);
        values.ShouldBe([0, 0.1, 1, 0.2, 0.3]);
    }

    [Fact]
    public void Powers_are_those_of_scikit_learn()
    {
        // PowerTransformer(standardize=False).fit([[1],[2],[4],[8],[30]]).lambdas_ of scikit-learn 1.2.1: yeo-johnson and box-cox.
        var fitted = Fit(Steps(new FeatureStep { Power = Power.YeoJohnson }), new NumericColumn("x", [1, 2, 4, 8, 30])).Features;
        ((PowerTransform)fitted.Chains[0].Transforms[0]).Lambdas[0].ShouldBe(YeoJohnsonOfScikitLearn, 1e-4);
        fitted = Fit(Steps(new FeatureStep { Power = Power.BoxCox }), new NumericColumn("x", [1, 2, 4, 8, 30])).Features;
        ((PowerTransform)fitted.Chains[0].Transforms[0]).Lambdas[0].ShouldBe(BoxCoxOfScikitLearn, 1e-4);
    }

    const double YeoJohnsonOfScikitLearn = -0.39996559;
    const double BoxCoxOfScikitLearn = -0.18767833;

    [Fact]
    public void Quantiles_spread_numbers_evenly() =>
        Single(Steps(new FeatureStep { Quantile = QuantileOutput.Uniform }), 1, 100, 3, 2, 1e6).ShouldBe([0, 0.75, 0.5, 0.25, 1]);

    // QuantileTransformer(n_quantiles=15, output_distribution=…) of scikit-learn 1.2.1, fitted on the first numbers.
    [Theory]
    [InlineData(QuantileOutput.Uniform, new[] { 0, 0, 0.3928571428571428, 0.42857142857142855, 0.5714285714285714, 0.7142857142857143, 0.8928571428571429, 1, 1 })]
    [InlineData(QuantileOutput.Normal, new[] { -5.199337582605575, -5.199337582605575, -0.27188000539926105, -0.1800123697927051, 0.18001236979270496, 0.5659488219328631, 1.2418667918433206, 5.19933758270342, 5.19933758270342 })]
    public void Quantiles_of_ties_are_those_of_scikit_learn(QuantileOutput output, double[] expected)
    {
        double[] ties = [0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 4, 5, 9, 9];
        var features = Fit(Steps(new FeatureStep { Quantile = output }), new NumericColumn("x", ties), new NumericColumn("y", new double[15])).Features;
        Rows(features, new NumericColumn("x", [-1, 0, 0.5, 1, 2, 3, 7, 9, 10])).Select(row => row[0]).ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void Bins_have_equally_many_rows_or_are_equally_wide()
    {
        Single(Steps(new FeatureStep { Bins = 2 }), 1, 2, 3, 4, 1000).ShouldBe([0, 0, 1, 1, 1]);
        Single(Steps(new FeatureStep { Bins = 2, Edges = BinEdges.Uniform }), 1, 2, 3, 4, 1000).ShouldBe([0, 0, 0, 0, 1]);
        var column = new NumericColumn("x", [1, 2, 3, 4, 1000]);
        Rows(Fit(Steps(new FeatureStep { Bins = 2, OneHot = true }), column).Features, column)[4].ShouldBe([0, 1]);
    }
}
