namespace ModelBuild.Tabular.Tests;

public class Boosting_rows_of_weight
{
    static BoostingData With(double heavy)
    {
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => i % 40.0)];
        return new([new("x")], [x], [.. x.Select(value => value > 20 ? 5.0 : 1)], [heavy, .. Enumerable.Repeat(1.0, 998), 0]);
    }

    [Theory]
    [InlineData(1e9, "1E+09")]
    [InlineData(2e6, "2E+06")]
    public void Refuses_weights_of_which_most_would_round_to_nothing(double heavy, string text)
    {
        foreach (var loss in Enum.GetValues<RegressionLoss>())
        {
            var error = Should.Throw<StageException>(() => With(heavy).Boost(new() { Loss = loss })).Errors.ShouldHaveSingleItem();
            (error.Code, error.Option).ShouldBe((Codes.WeightWrong, "data.weight"));
            error.Message.ShouldStartWith($"The weights of the training rows go from 1 to {text}, and boosted-trees tells them apart where the greatest is at most 1048576 times the least.");
        }
    }

    [Fact]
    public void Tells_apart_what_it_does_not_refuse()
    {
        var data = With(1 << 20);
        var scores = data.Scores(data.Boost(new()));
        scores[1].ShouldBe(1, 1e-3);
        scores[30].ShouldBe(5, 1e-3);
    }
}
