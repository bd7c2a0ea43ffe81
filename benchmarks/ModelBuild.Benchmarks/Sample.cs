using System.Globalization;

namespace ModelBuild.Benchmarks;

/// <summary>The measurements of one thing over all rounds.</summary>
sealed class Sample(string name, string unit, int digits)
{
    readonly List<double> values = [];

    public static Sample Milliseconds(string name) => new(name, "ms", 0);

    public void Add(double value) => values.Add(value);

    public double Median
    {
        get
        {
            var sorted = values.Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>Prints least, median and greatest.</summary>
    public void Print() =>
        Console.WriteLine($"  {name,-44} {Text(values.Min()),8} {Text(Median),8} {Text(values.Max()),8} {unit}");

    public static void PrintHeader(string title, int rounds) =>
        Console.WriteLine($"{title}, {rounds} rounds\n  {"",-44} {"min",8} {"median",8} {"max",8}");

    /// <summary>Compares the median with what it may be.</summary>
    public bool Judge(double limit)
    {
        var good = Median <= limit;
        Console.WriteLine($"  {(good ? "passed" : "FAILED")}: {name} is {Text(Median)} {unit}, at most {limit.ToString(CultureInfo.InvariantCulture)} {unit}\n");
        return good;
    }

    string Text(double value) => value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
