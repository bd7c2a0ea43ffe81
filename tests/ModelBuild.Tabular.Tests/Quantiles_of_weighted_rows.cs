using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Quantiles_of_weighted_rows : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static double Of(double[] values, double[]? weights, double share) => WeightedQuantile.Of([.. values], weights is null ? null : [.. weights], share);

    [Fact]
    public void Are_those_of_as_many_rows_whatever_the_unit_of_the_weights()
    {
        var random = new Random(1);
        for (var n = 1; n < 60; n++)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(30))];
            double[] weights = [.. Enumerable.Range(0, n).Select(i => i == 0 ? 1.0 : random.Next(4))];
            double[] repeated = [.. values.SelectMany((value, i) => Enumerable.Repeat(value, (int)weights[i]))];
            foreach (var share in new[] { 0.01, 0.07, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 0.99 })
            {
                Of(values, [.. values.Select(_ => 1.0)], share).ShouldBe(Of(values, null, share));
                Of(values, weights, share).ShouldBe(Of(repeated, null, share));
                foreach (var unit in new[] { 1e-3, 0.1, 3, 7e5 })
                    Of(values, [.. weights.Select(weight => weight * unit)], share).ShouldBe(Of(values, weights, share));
            }
        }
    }

    [Theory]
    [InlineData(0.5, 2.5)]
    [InlineData(0.25, 1.5)]
    [InlineData(0.3, 2)]
    [InlineData(0.99, 4)]
    public void Lie_in_the_middle_where_the_share_ends_at_a_row(double share, double expected) => Of([4, 2, 1, 3], null, share).ShouldBe(expected);

    [Fact]
    public void Pass_over_rows_without_weight()
    {
        Of([1, 2, 3, 4], [0, 1, 0, 1], 0.5).ShouldBe(3);
        Of([1, 2], [0, 1], 0.01).ShouldBe(2);
        Of([1, 2], [1, 0], 0.99).ShouldBe(1);
        Of([1, 2], [0, 0], 0.5).ShouldBe(double.NaN);
    }

    [Fact]
    public void Are_the_same_of_the_baseline_and_of_trees_that_do_not_split()
    {
        double[] targets = [3, 9, 4, 1, 7, 8];
        foreach (var weights in new double[]?[] { null, [1, 1, 1, 1, 1, 1], [2, 2, 2, 2, 2, 2], [1, 0.5, 2, 1, 1, 0.5] })
            foreach (var share in new[] { 0.2, 0.5, 0.8 })
            {
                var data = new BoostingData([new("x")], [[1, 1, 1, 1, 1, 1]], targets, weights);
                var expected = Of(targets, weights, share);
                data.Scores(data.Boost(new() { Loss = RegressionLoss.Quantile, Quantile = share, Trees = 3 })).ShouldAllBe(score => score == expected);
                data.Scores(new BaselineTrainer(LearningTask.Regression, RegressionLoss.Quantile, share).Train(data.Of(LearningTask.Regression), new BoostingContext(folder.Path))).ShouldAllBe(score => score == expected);
            }
    }
}
