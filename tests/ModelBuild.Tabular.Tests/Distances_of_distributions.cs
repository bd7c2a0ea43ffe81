using MathNet.Numerics.Distributions;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// Against formulas written out, and MathNet's distributions.
public class Distances_of_distributions
{
    static ulong Noise(int i) => BitMixer.Mix((ulong)i + BitMixer.Step);

    static ColumnDistance Distance(Column before, Column now)
    {
        var missing = 0L;
        for (var row = 0; row < now.Rows; row++)
            missing += now.IsMissing(row) ? 1 : 0;
        return new(new ColumnProfiler().Of(before, isKey: false), before.Rows, now, missing);
    }

    static NumericColumn Numbers(params double[] values) => new("x", values);

    static CategoricalColumn Texts(string letters) =>
        new("c", [.. letters.Select(letter => letter == '.' ? -1 : letter - 'a')], [.. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString())]);

    [Fact]
    public void Of_texts_are_those_of_the_formula()
    {
        var distance = Distance(Texts("aaaabb.."), Texts("aabbbbcc.."));
        // a, b, other, missing: 4 2 0 2 of 8 and 2 4 2 2 of 10, half a row more each.
        double[] before = [4.5 / 10, 2.5 / 10, 0.5 / 10, 2.5 / 10], now = [2.5 / 12, 4.5 / 12, 2.5 / 12, 2.5 / 12];
        distance.Psi(out _).ShouldBe(before.Zip(now, (q, p) => (p - q) * Math.Log(p / q)).Sum(), 1e-12);
        // Pearson's test by hand: a 4 2, b 2 4, other 0 2 of 6 and 8.
        double[][] cells = [[4, 2], [2, 4], [0, 2]];
        var statistic = cells.Sum(cell => Enumerable.Range(0, 2).Sum(i => Math.Pow(cell[i] - cell.Sum() * new[] { 6.0, 8.0 }[i] / 14, 2) / (cell.Sum() * new[] { 6.0, 8.0 }[i] / 14)));
        distance.ChiSquare().ShouldBe(1 - ChiSquared.CDF(2, statistic), 1e-12);
        distance.Missing.ShouldBe(0.2 - 0.25, 1e-15);
    }

    [Fact]
    public void Of_a_column_to_itself_are_nothing()
    {
        var numbers = Numbers([.. Enumerable.Range(0, 777).Select(i => i % 5 == 0 ? double.NaN : Noise(i) % 100)]);
        var distance = Distance(numbers, numbers);
        (distance.Psi(out _), distance.Missing).ShouldBe((0, 0));
        distance.KolmogorovSmirnov().ShouldBeLessThan(0.01);
        Distance(Texts("abcabcccz."), Texts("abcabcccz.")).ChiSquare().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Of_numbers_over_tenths_of_the_reference_are_those_of_the_formula()
    {
        // More than a hundred numbers: too many to be told from others.
        var before = Numbers([.. Enumerable.Range(0, 1000).Select(i => i / 10 + 1 + i % 10 * 0.01)]);
        var now = Numbers([.. Enumerable.Range(1, 50).Select(i => i * 0.5)]);
        // 1 to 10.09, 11 to 20.09, … of 1000; 20, 20, 10 and none of 50; no missing ones in a bin of their own.
        double[] counts = [20, 20, 10, 0, 0, 0, 0, 0, 0, 0];
        counts.Sum(count => ((count + 0.5) / 55.5 - 100.5 / 1005.5) * Math.Log((count + 0.5) / 55.5 / (100.5 / 1005.5))).ShouldBe(Distance(before, now).Psi(out _), 1e-12);
    }

    [Fact]
    public void Of_few_numbers_tell_others_from_them()
    {
        // 0 and 1 of 40 and 60, others none; then 10, 60 and 30. The bin without a missing cell in either does not count.
        var distance = Distance(Numbers([.. Enumerable.Range(0, 100).Select(i => i < 40 ? 0.0 : 1)]), Numbers([.. Enumerable.Range(0, 100).Select(i => i < 10 ? 0 : i < 40 ? 0.5 : 1)]));
        double[] before = [40.5 / 102, 60.5 / 102, 0.5 / 102], now = [10.5 / 102, 60.5 / 102, 30.5 / 102];
        distance.Psi(out _).ShouldBe(before.Zip(now, (q, p) => (p - q) * Math.Log(p / q)).Sum(), 1e-12);
        var moved = Distance(Numbers([.. Enumerable.Repeat(5.0, 100)]), Numbers([.. Enumerable.Repeat(4.9, 100)]));
        moved.Psi(out var chance).ShouldBeGreaterThan(5);
        chance.ShouldBeLessThan(1e-9);
        moved.KolmogorovSmirnov().ShouldBe(1);
    }

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(0.7, 0.1)]
    [InlineData(1.0, 0.35)]
    [InlineData(3.0, -1.0)]
    public void Of_numbers_are_within_a_hundredth_of_the_exact_ones(double scale, double shift)
    {
        var before = Enumerable.Range(0, 5000).Select(i => Math.Round(Noise(i) * (1 / 18446744073709551616.0), i % 3 + 1)).ToArray();
        var now = Enumerable.Range(0, 3000).Select(i => Math.Round(Noise(i + 9999) * (scale / 18446744073709551616.0) + shift, 2)).ToArray();
        var exact = before.Concat(now).Distinct().Max(value => Math.Abs(before.Count(x => x <= value) / 5000.0 - now.Count(x => x <= value) / 3000.0));
        Distance(Numbers(before), Numbers(now)).KolmogorovSmirnov().ShouldBe(exact, 0.01);
    }

    [Fact]
    public void Have_the_probabilities_of_the_chi_square_distribution()
    {
        for (var degrees = 1; degrees <= 30; degrees++)
            foreach (var statistic in new[] { 0.001, 0.1, 0.5, 1, 2, 3.84, 7.9, 8.1, 15, 40, 100, 300 })
            {
                var expected = 1 - ChiSquared.CDF(degrees, statistic);
                ChiSquareDistribution.Above(statistic, degrees).ShouldBe(expected, 1e-10, $"{degrees} {statistic}");
            }
        ChiSquareDistribution.Above(0, 3).ShouldBe(1);
        ChiSquareDistribution.Above(1e9, 20).ShouldBe(0);
        // Where one minus the other is rounded away: 2 Q(6) of the normal distribution.
        ChiSquareDistribution.Above(36, 1).ShouldBe(1.9731752900753954e-9, 1e-20);
    }

    /// <summary>A gate must not take a column that lost all its values for one that did not change.</summary>
    [Fact]
    public void Are_no_numbers_where_just_one_side_has_values()
    {
        NumericColumn some = Numbers(1, 2, 3), none = Numbers(double.NaN, double.NaN, double.NaN);
        Distance(some, none).KolmogorovSmirnov().ShouldBe(double.NaN);
        Distance(none, some).KolmogorovSmirnov().ShouldBe(double.NaN);
        Distance(none, none).KolmogorovSmirnov().ShouldBe(0);
        Distance(Texts("ab"), Texts("..")).ChiSquare().ShouldBe(double.NaN);
        Distance(Texts(".."), Texts("ab")).ChiSquare().ShouldBe(double.NaN);
        Distance(Texts(".."), Texts("..")).ChiSquare().ShouldBe(1);
    }
}
