namespace ModelBuild.Prediction.Tests;

public class Deterministic_math
{
    [Fact]
    public void Exp_is_within_one_ulp_everywhere()
    {
        var random = new Random(1);
        var worst = 0.0;
        for (var i = 0; i < 20000; i++)
        {
            var x = (i % 4) switch
            {
                0 => random.NextDouble() * 1400 - 700,
                1 => random.NextDouble() * 2 - 1,
                2 => (random.NextDouble() - 0.5) * Math.ScaleB(1, -random.Next(1, 60)),
                _ => Math.Log(2) * (random.Next(-1000, 1000) + 0.5) + (random.NextDouble() - 0.5) * 1e-9,
            };
            worst = Math.Max(worst, Exact.ExpError(x, DeterministicMath.Exp(x)));
        }
        worst.ShouldBeLessThan(0.75);
    }

    [Fact]
    public void Exp_is_within_one_ulp_where_the_result_is_subnormal()
    {
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
        {
            var x = -708 - random.NextDouble() * 36;
            Exact.ExpError(x, DeterministicMath.Exp(x)).ShouldBeLessThan(1, $"x = {x:R}");
        }
    }

    [Fact]
    public void Log_is_within_one_ulp_everywhere()
    {
        var random = new Random(3);
        var worst = 0.0;
        for (var i = 0; i < 20000; i++)
        {
            var x = (i % 4) switch
            {
                0 => Math.ScaleB(1 + random.NextDouble(), random.Next(-1022, 1023)),
                1 => 1 + (random.NextDouble() - 0.5) * Math.ScaleB(1, -random.Next(0, 50)),
                2 => Math.ScaleB(random.NextDouble(), -1022),
                _ => 0.5 + random.NextDouble() * 2,
            };
            if (x is > 0 and not 1)
                worst = Math.Max(worst, Exact.LogError(x, DeterministicMath.Log(x)));
        }
        worst.ShouldBeLessThan(1);
    }

    [Fact]
    public void Log1P_is_within_four_ulp_and_keeps_small_numbers()
    {
        var random = new Random(4);
        var worst = 0.0;
        for (var i = 0; i < 20000; i++)
        {
            var x = i % 2 == 0 ? Math.ScaleB(random.NextDouble(), random.Next(-90, 60)) : -random.NextDouble() * 0.999;
            worst = Math.Max(worst, Exact.Log1PError(x, DeterministicMath.Log1P(x)));
        }
        worst.ShouldBeLessThan(4);
        DeterministicMath.Log1P(1e-300).ShouldBe(1e-300);
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, Math.E)]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(709.782712893384, 1.7976931348622732E+308)]
    [InlineData(709.7827128933841, double.PositiveInfinity)]
    [InlineData(-745.13, double.Epsilon)]
    [InlineData(-745.2, 0.0)]
    [InlineData(double.Epsilon, 1.0)]
    public void Exp_at_its_edges(double x, double expected) => DeterministicMath.Exp(x).ShouldBe(expected);

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(0.0, double.NegativeInfinity)]
    [InlineData(-1.0, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(2.0, 0.6931471805599453)]
    [InlineData(double.Epsilon, -744.4400719213812)]
    [InlineData(double.MaxValue, 709.782712893384)]
    public void Log_at_its_edges(double x, double expected) => DeterministicMath.Log(x).ShouldBe(expected);

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(-1.0, double.NegativeInfinity)]
    [InlineData(-2.0, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Log1P_at_its_edges(double x, double expected) => DeterministicMath.Log1P(x).ShouldBe(expected);

    [Fact]
    public void Sigmoid_keeps_small_probabilities_on_both_sides()
    {
        DeterministicMath.Sigmoid(0).ShouldBe(0.5);
        DeterministicMath.Sigmoid(-700).ShouldBe(DeterministicMath.Exp(-700));
        DeterministicMath.Sigmoid(800).ShouldBe(1);
        DeterministicMath.Sigmoid(-800).ShouldBe(0);
        for (var x = -30.0; x <= 30; x += 0.37)
            DeterministicMath.Sigmoid(x).ShouldBe(1 / (1 + Math.Exp(-x)), 1e-15);
    }

    [Fact]
    public void Softplus_neither_overflows_nor_vanishes()
    {
        DeterministicMath.Softplus(0).ShouldBe(Math.Log(2), 1e-16);
        DeterministicMath.Softplus(1000).ShouldBe(1000);
        DeterministicMath.Softplus(-50).ShouldBe(DeterministicMath.Exp(-50));
    }

    [Fact]
    public void Softmax_of_large_scores_is_finite_and_sums_to_one()
    {
        double[] scores = [1000, 1001, 999];
        var logSum = DeterministicMath.Softmax(scores);
        scores.Sum().ShouldBe(1, 1e-15);
        scores[1].ShouldBe(1 / (1 + Math.Exp(-1) + Math.Exp(-2)), 1e-15);
        logSum.ShouldBe(1001 + Math.Log(1 + Math.Exp(-1) + Math.Exp(-2)), 1e-12);
    }

    // The bits themselves, so that a change on another processor or runtime is seen.
    [Fact]
    public void Results_have_these_very_bits()
    {
        var sum = 0L;
        for (var i = 0; i < 10000; i++)
        {
            var x = (i - 5000) * 0.1373;
            sum = sum * 31 + BitConverter.DoubleToInt64Bits(DeterministicMath.Exp(x));
            sum = sum * 31 + BitConverter.DoubleToInt64Bits(DeterministicMath.Log(DeterministicMath.Exp(x)));
            sum = sum * 31 + BitConverter.DoubleToInt64Bits(DeterministicMath.Log1P(x + 700));
        }
        sum.ToString("x").ShouldBe("e32298e71ae58c75");
    }

    [Fact]
    public void Sine_and_cosine_of_turns_are_within_two_ulp_of_one()
    {
        var random = new Random(8);
        for (var i = 0; i < 20000; i++)
        {
            // Exact in binary, so that the angle is no matter of rounding; the reference is of a small angle.
            var eighths = random.Next(-40, 40);
            var rest = random.Next(-(1 << 20), 1 << 20) / (double)(1 << 24);
            var (sine, cosine) = DeterministicMath.SinCosOfTurns(eighths / 8.0 + rest);
            var (s, c) = Math.SinCos(2 * Math.PI * rest);
            var (ofS, ofC) = (((eighths % 8) + 8) % 8) switch
            {
                0 => (s, c),
                1 => ((s + c) * Math.Sqrt(0.5), (c - s) * Math.Sqrt(0.5)),
                2 => (c, -s),
                3 => ((c - s) * Math.Sqrt(0.5), -(s + c) * Math.Sqrt(0.5)),
                4 => (-s, -c),
                5 => (-(s + c) * Math.Sqrt(0.5), (s - c) * Math.Sqrt(0.5)),
                6 => (-c, s),
                _ => ((s - c) * Math.Sqrt(0.5), (s + c) * Math.Sqrt(0.5)),
            };
            sine.ShouldBe(ofS, 4.5e-16);
            cosine.ShouldBe(ofC, 4.5e-16);
        }
        DeterministicMath.SinCosOfTurns(0.25).ShouldBe((1.0, 0.0));
        DeterministicMath.SinCosOfTurns(double.NaN).ShouldBe((double.NaN, double.NaN));
        DeterministicMath.SinCosOfTurns(double.PositiveInfinity).Sine.ShouldBe(double.NaN);
    }

    [Fact]
    public void Normal_quantiles_are_those_of_a_reference()
    {
        foreach (var p in new[] { 1e-300, 1e-20, 1e-7, 0.001, 0.02425, 0.1, 0.3, 0.4999, 0.5, 0.6, 0.9, 0.975, 0.999, 1 - 1e-12 })
        {
            // -sqrt(2) erfcInv(2p) of MathNet, checked against tables for the common ones.
            var x = DeterministicMath.NormalQuantile(p);
            if (p is > 1e-15)
                x.ShouldBe(MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p), 1e-9 * Math.Max(1, Math.Abs(x)));
        }
        DeterministicMath.NormalQuantile(0.975).ShouldBe(1.959963984540054, 1e-14);
        DeterministicMath.NormalQuantile(0.001).ShouldBe(-3.090232306167813, 1e-14);
        DeterministicMath.NormalQuantile(1e-300).ShouldBe(-37.0471, 1e-3);
        DeterministicMath.NormalQuantile(0.5).ShouldBe(0);
        DeterministicMath.NormalQuantile(0).ShouldBe(double.NegativeInfinity);
        DeterministicMath.NormalQuantile(1).ShouldBe(double.PositiveInfinity);
        DeterministicMath.NormalQuantile(1.5).ShouldBe(double.NaN);
    }
}
