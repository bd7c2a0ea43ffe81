namespace ModelBuild.Tabular.Tests;

// Bounds of monotone features are of the label's unit, which for quantiles is not that of the derivatives.
public class Holding_quantiles_to_a_direction
{
    static BoostingData Prices(int seed, int up, int down)
    {
        var random = new Random(seed);
        double[][] columns = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 1500).Select(_ => random.NextDouble() * 4).ToArray())];
        double[] prices = [.. Enumerable.Range(0, 1500).Select(i => 1000 + 300 * columns[0][i] - 150 * columns[1][i] + 200 * Math.Sin(5 * columns[0][i]) * columns[2][i] + 50 * random.NextDouble())];
        return new([new("up", Monotone: up), new("down", Monotone: down), new("free")], columns, prices);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Predicts_the_same_whatever_the_unit_of_the_label(double quantile)
    {
        var options = new BoostedTreesOptions { Loss = RegressionLoss.Quantile, Quantile = quantile, Trees = 20 };
        var prices = Prices(1, 1, -1);
        var cheap = new BoostingData(prices.Features.Columns, prices.Values, [.. prices.Targets.Select(price => price / 4096)]);
        prices.Scores(prices.Boost(options)).ShouldBe(cheap.Scores(cheap.Boost(options)).Select(score => score * 4096));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    public void Never_turns_the_prediction_round(double rowSampling)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var trees = Prices(seed, 1, -1).Boost(new() { Loss = RegressionLoss.Quantile, Quantile = 0.8, Trees = 30, MinSamplesLeaf = 3, RowSampling = rowSampling });
            var random = new Random(seed);
            for (var probe = 0; probe < 40; probe++)
            {
                double[] at = [random.NextDouble() * 4, random.NextDouble() * 4, random.NextDouble() * 4];
                Growing_a_tree.Rises(trees, at, 0, 1);
                Growing_a_tree.Rises(trees, at, 1, -1);
            }
        }
    }
}
