using System.Runtime.Intrinsics;

namespace ModelBuild.Prediction.Tests;

public class Deterministic_vectors
{
    [Fact]
    public void Exp_has_the_bits_of_the_scalar_one()
    {
        var random = new Random(5);
        double[] edges = [0, -0.0, 1, -1, 700, -700, 700.1, -700.1, 709.8, -745, -745.2, 1e-300, -1e-300, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        for (var i = 0; i < 50000; i++)
        {
            var x = new double[4];
            for (var lane = 0; lane < 4; lane++)
                x[lane] = (i % 4) switch
                {
                    0 => random.NextDouble() * 1400 - 700,
                    1 => random.NextDouble() * 40 - 20,
                    2 => (random.NextDouble() - 0.5) * Math.ScaleB(1, -random.Next(1, 60)),
                    _ => edges[random.Next(edges.Length)],
                };
            var result = DeterministicVectors.Exp(Vector256.Create(x));
            for (var lane = 0; lane < 4; lane++)
                BitConverter.DoubleToInt64Bits(result[lane]).ShouldBe(BitConverter.DoubleToInt64Bits(DeterministicMath.Exp(x[lane])), $"x = {x[lane]:R}");
        }
    }

    [Fact]
    public void Log_and_Log1P_have_the_bits_of_the_scalar_ones()
    {
        var random = new Random(6);
        double[] edges = [1, 2.3e-308, 1e300, Math.Sqrt(2), 1 - 1e-16, 1 + 1e-15, 0.5, 2, 1e17 - 16];
        for (var i = 0; i < 50000; i++)
        {
            var x = new double[4];
            for (var lane = 0; lane < 4; lane++)
                x[lane] = i % 4 == 0 ? edges[random.Next(edges.Length)] : (1 + random.NextDouble()) * Math.ScaleB(1, random.Next(-1000, 990) / (i % 4 == 1 ? 1 : 20));
            var (log, log1P) = (DeterministicVectors.Log(Vector256.Create(x)), DeterministicVectors.Log1P(Vector256.Create(x)));
            for (var lane = 0; lane < 4; lane++)
            {
                BitConverter.DoubleToInt64Bits(log[lane]).ShouldBe(BitConverter.DoubleToInt64Bits(DeterministicMath.Log(x[lane])), $"x = {x[lane]:R}");
                if (x[lane] < 1e17)
                    BitConverter.DoubleToInt64Bits(log1P[lane]).ShouldBe(BitConverter.DoubleToInt64Bits(DeterministicMath.Log1P(x[lane])), $"x = {x[lane]:R}");
            }
        }
        DeterministicVectors.Log1P(Vector256<double>.Zero).ShouldBe(Vector256<double>.Zero);
    }
}
