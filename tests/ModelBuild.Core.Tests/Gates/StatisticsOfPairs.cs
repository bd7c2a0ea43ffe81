using MathNet.Numerics.Distributions;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Gates;

// The formulae against other implementations of them.
public class StatisticsOfPairs
{
    [Fact]
    public void The_normal_quantile_is_that_of_another_library()
    {
        foreach (var p in new[] { 1e-12, 1e-6, 0.001, 0.0124, 0.074, 0.076, 0.2, 0.5, 0.8, 0.9, 0.924, 0.926, 0.95, 0.975, 0.999, 1 - 1e-9 })
            NormalQuantile.Of(p).ShouldBe(Normal.InvCDF(0, 1, p), 1e-12 * Math.Max(1, Math.Abs(NormalQuantile.Of(p))), $"{p}");
    }

    [Theory]
    [InlineData(3, 2e-3)]
    [InlineData(5, 2e-4)]
    [InlineData(20, 2e-6)]
    [InlineData(57.3, 1e-7)]
    [InlineData(1000, 1e-9)]
    public void The_quantile_of_t_is_that_of_another_library(double degrees, double precision)
    {
        foreach (var p in new[] { 0.6, 0.9, 0.95, 0.975 })
            StudentQuantile.Of(p, degrees).ShouldBe(StudentT.InvCDF(0, 1, degrees, p), precision * StudentT.InvCDF(0, 1, degrees, p));
    }

    [Fact]
    public void Components_of_an_area_are_those_of_its_definition()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            // Many ties.
            var rows = Enumerable.Range(0, random.Next(40)).Select(_ => (random.Next(7), random.Next(7), random.Next(2) == 0)).ToArray();
            bool[] isPositive = [true, true, true, false, false, false, .. rows.Select(row => row.Item3)];
            double[] one = [1, 5, 3, 2, 3, 0, .. rows.Select(row => (double)row.Item1)];
            double[] two = [4, 2, 2, 2, 1, 5, .. rows.Select(row => (double)row.Item2)];

            var (positives, negatives) = AucDifference.Components(one, isPositive);
            var (expectedPositives, expectedNegatives) = ByPairs(one, isPositive);
            ShouldBe(positives, expectedPositives);
            ShouldBe(negatives, expectedNegatives);

            var (itsPositives, itsNegatives) = ByPairs(two, isPositive);
            var difference = AucDifference.Of(one, two, isPositive);
            difference.Value.ShouldBe(Mean(expectedPositives) - Mean(itsPositives), 1e-12);
            // The variance of DeLong et al., of covariance matrices.
            var variance = ((Covariance(expectedPositives, expectedPositives) + Covariance(itsPositives, itsPositives) - (2 * Covariance(expectedPositives, itsPositives))) / positives.Length)
                + ((Covariance(expectedNegatives, expectedNegatives) + Covariance(itsNegatives, itsNegatives) - (2 * Covariance(expectedNegatives, itsNegatives))) / negatives.Length);
            (difference.StandardError * difference.StandardError).ShouldBe(variance, 1e-12);
        }
    }

    [Fact]
    public void Bounds_of_an_area_are_outside_of_the_plain_ones_and_mirror_each_other()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var isPositive = Enumerable.Range(0, 120).Select(row => row < 60).ToArray();
            var one = Array.ConvertAll(isPositive, positive => random.NextDouble() + (positive ? 0.5 : 0));
            var two = Array.ConvertAll(one, score => score + (0.3 * random.NextDouble()));
            var difference = AucDifference.Of(one, two, isPositive);
            var reversed = AucDifference.Of(two, one, isPositive);

            difference.Low(0.95).ShouldBeLessThanOrEqualTo(difference.Value - (NormalQuantile.Of(0.95) * difference.StandardError));
            difference.High(0.95).ShouldBeGreaterThanOrEqualTo(difference.Value + (NormalQuantile.Of(0.95) * difference.StandardError));
            reversed.Low(0.95).ShouldBe(-difference.High(0.95), 1e-9);
            difference.Low(0.99).ShouldBeLessThan(difference.Low(0.9));
        }
    }

    [Fact]
    public void Of_one_model_twice_the_areas_do_not_differ()
    {
        var isPositive = Enumerable.Range(0, 100).Select(row => row % 2 == 0).ToArray();
        var scores = Enumerable.Range(0, 100).Select(row => row * 31 % 17 + (row % 2 == 0 ? 4.0 : 0)).ToArray();
        var difference = AucDifference.Of(scores, scores, isPositive);

        (difference.Low(0.95), difference.Value, difference.High(0.95), difference.StandardError).ShouldBe((0, 0, 0, 0));
    }

    // In perfect order no row varies; that another would be out of it is not excluded.
    [Fact]
    public void An_area_of_one_is_not_certain()
    {
        var isPositive = Enumerable.Range(0, 100).Select(row => row < 50).ToArray();
        var perfect = Array.ConvertAll(isPositive, positive => positive ? 1.0 : 0);
        AucDifference.Of(perfect, perfect, isPositive).Low(0.95).ShouldBe(-0.05, 0.01);
    }

    // Airway hyper-responsiveness before and after a transplantation, of Bentur et al. 2009: 1 and 7 of 21 pairs differ. The interval of Tango is that of M. W. Fagerland,
    // S. Lydersen and P. Laake, Recommended tests and confidence intervals for paired binomial proportions, Statistics in Medicine 33, 2014.
    [Fact]
    public void The_score_interval_is_that_of_a_published_example()
    {
        var counts = new DisagreementCounts(1, 7, 21);
        counts.Difference.ShouldBe(-0.286, 5e-4);
        counts.ScoreLow(0.975, correction: 0).ShouldBe(-0.517, 5e-4);
        counts.ScoreHigh(0.975, correction: 0).ShouldBe(-0.026, 5e-4);
    }

    // Z. Yang, X. Sun and J. W. Hardin, A non-iterative implementation of Tango's score confidence interval for a paired difference of proportions, Statistics in Medicine 32, 2013:
    // the bounds are roots of a polynomial of the fourth degree.
    [Fact]
    public void The_score_interval_is_that_of_the_polynomial()
    {
        var random = new Random(4);
        for (var round = 0; round < 300; round++)
        {
            var (wins, losses, others) = (random.Next(40), random.Next(40), random.Next(1, 300));
            var (b, c, n) = ((double)wins, (double)losses, (double)wins + losses + others);
            var counts = new DisagreementCounts(wins, losses, wins + losses + others);
            var g = NormalQuantile.Of(0.95) * NormalQuantile.Of(0.95);
            foreach (var x in new[] { counts.ScoreLow(0.95, correction: 0), counts.ScoreHigh(0.95, correction: 0) })
            {
                var m0 = n * n * ((n / g) + 1) * ((n / g) + 1);
                var m1 = -n * (b - c) * ((n / g) + 1) * ((4 * n / g) + 1);
                var m2 = (2 * n * (b - c) * (b - c) * ((3 * n / g) + 2) / g) - (n * n * (((b + c) / g) + 1));
                var m3 = (n * (b - c) * ((2 * (b + c) / g) + 1)) - ((b - c) * (b - c) * (b - c) * ((4 * n / g) + 1) / g);
                var m4 = (b - c) * (b - c) * (((b - c) * (b - c) / g) - (b + c)) / g;
                var value = (((((((m0 * x) + m1) * x) + m2) * x) + m3) * x) + m4;
                (value / m0).ShouldBe(0, 1e-8, $"{b} {c} {n}");
            }
        }
    }

    // The restricted error rates are the most likely ones: of all that have the difference, by search.
    [Theory]
    [InlineData(5, 12, 100, -0.2)]
    [InlineData(0, 3, 60, -0.02)]
    [InlineData(9, 4, 250, 0.03)]
    public void The_score_is_made_with_the_most_likely_error_rates(int wins, int losses, int rows, double difference)
    {
        var (best, most) = (double.NaN, double.NegativeInfinity);
        for (var i = 1; i < 1_000_000; i++)
        {
            var loss = i / 1e6;
            var win = loss + difference;
            if (win is <= 0 or >= 1 || win + loss >= 1)
                continue;
            var likelihood = (wins * Math.Log(win)) + (losses * Math.Log(loss)) + ((rows - wins - losses) * Math.Log(1 - win - loss));
            if (likelihood > most)
                (best, most) = (loss, likelihood);
        }
        var score = (wins - losses - (rows * difference)) / Math.Sqrt(rows * ((2 * best) + difference - (difference * difference)));
        new DisagreementCounts(wins, losses, rows).Score(difference).ShouldBe(score, 1e-4);
    }

    [Fact]
    public void The_exact_test_is_the_binomial_distribution()
    {
        foreach (var (wins, losses) in new[] { (0, 0), (1, 0), (5, 0), (3, 8), (8, 3), (20, 20), (60, 40), (5000, 4800), (100, 3000) })
        {
            var counts = new DisagreementCounts(wins, losses, 100_000);
            var expected = wins == 0 ? 1 : 1 - Binomial.CDF(0.5, wins + losses, wins - 1);
            counts.ExactChance().ShouldBe(expected, 1e-10, $"{wins} of {wins + losses}");
        }
    }

    [Fact]
    public void The_exact_test_takes_a_million_disagreements() =>
        new DisagreementCounts(500_800, 499_200, 100_000_000).ExactChance().ShouldBe(1 - Normal.CDF(0, 1, 1599 / Math.Sqrt(1e6)), 1e-4);

    // Where rows of one direction are never seen, the plain bound says that there are none.
    [Theory]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Models_that_agree_on_all_rows_may_differ_on_others(int rows)
    {
        // Without a disagreement the score is of a quadratic equation: (n x - 1/2)² = z² n x (1 - x).
        var z = NormalQuantile.Of(0.95) * NormalQuantile.Of(0.95);
        double n = rows, linear = n * (1 + z), square = n * (n + z);
        new DisagreementCounts(0, 0, rows).ScoreLow(0.95).ShouldBe(-(linear + Math.Sqrt((linear * linear) - square)) / (2 * square), 1e-9);
    }

    [Fact]
    public void What_is_needed_is_what_the_formula_says()
    {
        var z = Normal.InvCDF(0, 1, 0.95);
        var power = Normal.InvCDF(0, 1, 0.8);
        // A standard deviation of 0.4 for a row.
        var difference = new PairedDifference(0.01, 0.01 - (z * 0.02), 0.01 + (z * 0.02), 0.02, 400);
        SampleSize.Needed(difference, 0.05, 0.95).ShouldBe((long)Math.Ceiling(Math.Pow((z + power) * 0.4 / 0.05, 2)));
        SampleSize.IsTooSmall(difference, 0.05, 0.95).ShouldBeFalse(); // 396 are needed
        SampleSize.IsTooSmall(difference, 0.04, 0.95).ShouldBeTrue(); // 619
        // A bound that is farther out needs more.
        SampleSize.Needed(difference with { Low = -0.04 }, 0.05, 0.95).ShouldBe((long)Math.Ceiling(400 * Math.Pow((0.05 + (power * 0.02)) / 0.05, 2)));
    }

    static (double[] Positives, double[] Negatives) ByPairs(double[] scores, bool[] isPositive)
    {
        var own = scores.Where((_, row) => isPositive[row]).ToArray();
        var others = scores.Where((_, row) => !isPositive[row]).ToArray();
        return (Array.ConvertAll(own, x => others.Average(y => Psi(x, y))), Array.ConvertAll(others, y => own.Average(x => Psi(x, y))));
    }

    static double Psi(double x, double y) => x > y ? 1 : x == y ? 0.5 : 0;

    static double Mean(double[] values) => values.Average();

    static double Covariance(double[] one, double[] two) => one.Zip(two, (a, b) => (a - Mean(one)) * (b - Mean(two))).Sum() / (one.Length - 1);

    static void ShouldBe(double[] actual, double[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var i = 0; i < actual.Length; i++)
            actual[i].ShouldBe(expected[i], 1e-12);
    }
}
