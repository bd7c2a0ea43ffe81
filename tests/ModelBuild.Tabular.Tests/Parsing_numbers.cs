using System.Globalization;
using System.Text;

namespace ModelBuild.Tabular.Tests;

public class Parsing_numbers
{
    static double? Parse(string text) => NumberText.TryParse(Encoding.UTF8.GetBytes(text), out var value) ? value : null;

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-0", 0.0)]
    [InlineData("007", 7.0)]
    [InlineData("+1.5", 1.5)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5.0)]
    [InlineData("-1e-3", -0.001)]
    [InlineData("1.E+3", 1000.0)]
    [InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("1e-400", 0.0)]
    [InlineData("-1e-400", 0.0)]
    [InlineData("0e99999999999", 0.0)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("-1e999", double.NegativeInfinity)]
    public void Gives(string text, double expected) => BitConverter.DoubleToInt64Bits(Parse(text)!.Value).ShouldBe(BitConverter.DoubleToInt64Bits(expected));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData("1 2")]
    [InlineData("0x10")]
    [InlineData("inf")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("--1")]
    [InlineData("٣")]
    public void Refuses(string text) => Parse(text).ShouldBeNull();

    [Fact]
    public void Gives_the_nearest_double_as_the_framework_does()
    {
        var random = new Random(5);
        for (var i = 0; i < 200_000; i++)
        {
            var text = (i % 5) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()).ToString("R", CultureInfo.InvariantCulture),
                1 => (random.NextDouble() * 1000 - 500).ToString("F6", CultureInfo.InvariantCulture),
                2 => $"{random.NextInt64()}e{random.Next(-330, 310)}",
                3 => $"-{random.Next()}.{random.NextInt64()}",
                _ => $"{random.Next(100000)}.{random.Next(100000):00000}e{random.Next(-25, 25)}",
            };
            var expected = double.Parse(text, CultureInfo.InvariantCulture) + 0.0;
            if (double.IsFinite(expected))
                Parse(text).ShouldBe(expected, text);
        }
    }
}
