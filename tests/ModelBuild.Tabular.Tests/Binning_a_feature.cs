namespace ModelBuild.Tabular.Tests;

public class Binning_a_feature
{
    static int[] Bin(double[] values, int most)
    {
        var bins = FeatureBins.OfNumbers(values.ToArray(), most);
        var result = new byte[values.Length];
        bins.Bin(values, result);
        bins.Count.ShouldBeLessThanOrEqualTo(most);
        for (var i = 0; i < values.Length; i++)
        {
            // In a bin is what its threshold allows and the one before does not.
            var bin = result[i];
            if (double.IsNaN(values[i]))
            {
                ((int)bin).ShouldBe(FeatureBins.Missing);
                continue;
            }
            ((int)bin).ShouldBeLessThan(bins.Count);
            (values[i] <= bins.Threshold(bin)).ShouldBeTrue();
            if (bin > 0)
                (values[i] > bins.Threshold(bin - 1)).ShouldBeTrue();
        }
        for (var bin = 1; bin + 1 < bins.Count; bin++)
            bins.Threshold(bin).ShouldBeGreaterThan(bins.Threshold(bin - 1));
        return [.. result.Select(bin => (int)bin)];
    }

    [Fact]
    public void Few_values_get_a_bin_each_halfway_between() =>
        FeatureBins.OfNumbers([3, double.NaN, 1, 1, 3, 8], 3).Threshold(1).ShouldBe(5.5);

    [Fact]
    public void Neighbours_that_no_number_lies_between_are_told_apart() =>
        Bin([1, double.BitIncrement(1), double.Epsilon, 0, -0.0, double.MaxValue, double.MinValue], 255).ShouldBe([3, 4, 2, 1, 1, 5, 0]);

    [Fact]
    public void Infinite_values_are_the_ends() =>
        Bin([double.PositiveInfinity, 1, double.NegativeInfinity, double.NaN, 5], 255).ShouldBe([3, 1, 0, 255, 2]);

    // What numpy.percentile(range(1000), linspace(0, 100, 8)[1:-1], method="midpoint") cuts: 142.5, 285.5, 428.5, 570.5, 713.5, 856.5.
    [Fact]
    public void Many_values_are_cut_at_their_quantiles()
    {
        var bins = FeatureBins.OfNumbers([.. Enumerable.Range(0, 1000).Select(i => (double)i)], 7);
        Enumerable.Range(0, 6).Select(bins.Threshold).ShouldBe([142.5, 285.5, 428.5, 570.5, 713.5, 856.5]);
    }

    [Fact]
    public void A_frequent_value_has_a_bin_of_its_own_and_leaves_the_others_to_the_rest()
    {
        double[] values = [.. Enumerable.Repeat(0.0, 5000), .. Enumerable.Range(0, 5000).Select(i => i - 2499.5)];
        var bins = Bin(values, 50);
        bins.Zip(values).Where(pair => pair.First == bins[0]).ShouldAllBe(pair => pair.Second == 0);
        bins.Distinct().Count().ShouldBeGreaterThan(35);
        bins.Skip(5000).GroupBy(bin => bin).Max(bin => bin.Count()).ShouldBeLessThan(230);
    }

    [Fact]
    public void Whatever_the_values_bins_are_ascending_and_as_many_as_allowed()
    {
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var range = random.Next(1, 400);
            double[] values = [.. Enumerable.Range(0, random.Next(1, 500)).Select(_ => random.Next(8) switch { 0 => double.NaN, 1 or 2 => 7, 3 => 11, _ => random.Next(range) })];
            Bin(values, random.Next(2, 30));
        }
    }
}
