using System.Globalization;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Parsing_dates
{
    static double? Parse(string text) => DateText.TryParse(Encoding.UTF8.GetBytes(text), out var seconds) ? seconds : null;

    [Theory]
    [InlineData("1970-01-01", 0)]
    [InlineData("1969-12-31T23:59:59Z", -1)]
    [InlineData("2024-02-29", 1709164800)]
    [InlineData("2024-02-29T12:30", 1709209800)]
    [InlineData("2024-02-29 12:30:05", 1709209805)]
    [InlineData("2024-02-29t12:30:05z", 1709209805)]
    [InlineData("2024-02-29T12:30:05.25Z", 1709209805.25)]
    [InlineData("2024-02-29T12:30:05,5", 1709209805.5)]
    [InlineData("1969-12-31T23:59:59.75", -0.25)]
    [InlineData("2024-02-29T12:30:05.1234567891234", 1709209805.123456789)]
    [InlineData("2024-02-29T12:30:05+01:00", 1709206205)]
    [InlineData("2024-02-29T12:30:05-0530", 1709229605)]
    [InlineData("2024-02-29T12:30+14", 1709159400)]
    [InlineData("2016-12-31T23:59:60Z", 1483228800)]
    [InlineData("0000-01-01", -62167219200)]
    [InlineData("0000-03-01", -62162035200)]
    [InlineData("9999-12-31T23:59:59", 253402300799)]
    public void Gives_seconds_since_1970(string text, double expected) =>
        BitConverter.DoubleToInt64Bits(Parse(text)!.Value).ShouldBe(BitConverter.DoubleToInt64Bits(expected));

    [Theory]
    [InlineData("")]
    [InlineData("2024")]
    [InlineData("20240229")]
    [InlineData("2024-2-29")]
    [InlineData("2023-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("2024-00-01")]
    [InlineData("2024-13-01")]
    [InlineData("2024-04-31")]
    [InlineData("2024-01-00")]
    [InlineData("2024-01-01T")]
    [InlineData("2024-01-01T1")]
    [InlineData("2024-01-01T12")]
    [InlineData("2024-01-01T24:00")]
    [InlineData("2024-01-01T12:60")]
    [InlineData("2024-01-01T12:30:61")]
    [InlineData("2024-01-01T12:30:60")]
    [InlineData("2024-01-01T12:30:")]
    [InlineData("2024-01-01T12:30:5")]
    [InlineData("2024-01-01T12:30:05.")]
    [InlineData("2024-01-01T12:30:05Zx")]
    [InlineData("2024-01-01T12:30:05+")]
    [InlineData("2024-01-01T12:30:05+1")]
    [InlineData("2024-01-01T12:30:05+01:")]
    [InlineData("2024-01-01T12:30:05+01:0")]
    [InlineData("2024-01-01T12:30:05+0100x")]
    [InlineData("2024-01-01T12:30:05+24:00")]
    [InlineData("2024-01-01T12:30:05+01:60")]
    [InlineData("2024-01-01Z")]
    [InlineData("2024-01-01x12:30")]
    [InlineData("2024/01/01")]
    [InlineData("٢024-01-01")]
    public void Refuses(string text) => Parse(text).ShouldBeNull();

    [Fact]
    public void Gives_what_the_framework_does_for_every_day_of_the_calendar()
    {
        for (var day = DateTime.MinValue; day < DateTime.MaxValue.Date; day = day.AddDays(1))
            Parse(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ShouldBe((day - DateTime.UnixEpoch).TotalSeconds);
    }

    [Fact]
    public void Gives_what_the_framework_does_for_times_with_offsets()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var time = new DateTimeOffset(DateTime.UnixEpoch.AddSeconds(random.NextInt64(-60_000_000_000, 250_000_000_000)).Ticks, TimeSpan.FromMinutes(random.Next(-840, 841)));
            Parse(time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)).ShouldBe(time.ToUnixTimeSeconds());
        }
    }
}
