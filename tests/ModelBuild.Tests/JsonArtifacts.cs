using System.Text;

namespace ModelBuild.Tests;

public enum Kind { Plain, VeryOdd }

public sealed record Everything(double Exact, float Small, string Text, Kind Kind, IReadOnlyList<double> List, Dictionary<string, int> Map, (int, string) Pair, double? None)
{
    public required long Big { get; init; }
    public double Twice => Exact * 2;
}

public sealed class Lossy
{
    public List<int> Items { get; } = [];
}

public sealed class JsonArtifacts : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("modelbuild json ").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string TextOf(string name) => File.ReadAllText(Path.Combine(folder, name));

    [Fact]
    public void Keep_a_record_whole()
    {
        var value = new Everything(0.1 + 0.2, 1f / 3, "é \"<\n", Kind.VeryOdd, [1e-320, double.MaxValue, double.NaN, double.NegativeInfinity, -0.0], new() { ["b"] = 1, ["A"] = 2 }, (3, "x"), null) { Big = long.MinValue };
        new Json<Everything>(value).Write(folder);

        var read = Json<Everything>.Read(folder).Value;

        read.ShouldBe(value with { List = read.List, Map = read.Map });
        read.List.Select(BitConverter.DoubleToInt64Bits).ShouldBe(value.List.Select(BitConverter.DoubleToInt64Bits));
        read.Map.ShouldBe(value.Map);
    }

    [Fact]
    public void Are_these_bytes()
    {
        new Json<Everything>(new(0.5, 0.25f, "é<", Kind.VeryOdd, [double.NaN], new() { ["Key"] = 1 }, (3, "x"), null) { Big = 7 }).Write(folder);

        TextOf("value.json").ShouldBe("""
            {
              "exact": 0.5,
              "small": 0.25,
              "text": "é<",
              "kind": "very-odd",
              "list": [
                "NaN"
              ],
              "map": {
                "Key": 1
              },
              "pair": {
                "item1": 3,
                "item2": "x"
              },
              "none": null,
              "big": 7
            }
            """);
    }

    [Theory]
    [InlineData("""{"name": "a", "count": 1, "other": 2}""", "other")]
    [InlineData("""{"name": "a"}""", "count")]
    [InlineData("""{"name": "a", "count": 1, "count": 1}""", "count")]
    [InlineData("""{"name": null, "count": 1}""", "name")]
    [InlineData("null", "null")]
    [InlineData("{", "value.json")]
    public void Refuse_what_they_did_not_write(string text, string says)
    {
        File.WriteAllText(Path.Combine(folder, "value.json"), text);

        Should.Throw<InvalidDataException>(() => Json<Item>.Read(folder)).Message.ShouldContain(says);
    }

    [Fact]
    public void Refuse_a_type_that_would_lose_something() =>
        Should.Throw<NotSupportedException>(() => new Json<Lossy>(new()).Write(folder)).Message.ShouldContain("Lossy.Items");

    [Fact]
    public void Of_lines_are_made_one_at_a_time_and_read_again_and_again()
    {
        var made = 0;
        var most = 0L;
        new JsonLines<Item>(Items()).Write(folder);
        made.ShouldBe(100_000);

        var read = JsonLines<Item>.Read(folder);

        read.Take(2).ShouldBe([new("item 0", 0), new("item 1", 1)]);
        read.Sum(item => (long)item.Count).ShouldBe(100_000L * 99_999 / 2);
        read.Count().ShouldBe(100_000);
        most.ShouldBeGreaterThan(1_000_000, "what was written before the last item was made");

        IEnumerable<Item> Items()
        {
            for (; made < 100_000; made++)
            {
                most = new FileInfo(Path.Combine(folder, "lines.jsonl")).Length;
                yield return new($"item {made}", made);
            }
        }
    }

    [Fact]
    public void Of_lines_are_one_record_a_line()
    {
        new JsonLines<Item>([new("a\r\nb\u2028", 1), new("é", 2)]).Write(folder);

        Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "lines.jsonl"))).Split('\n').Length.ShouldBe(3);
        JsonLines<Item>.Read(folder).ShouldBe([new("a\r\nb\u2028", 1), new("é", 2)]);
    }

    [Theory]
    [InlineData("{\"name\": \"a\", \"count\": 1}\n\n", 2)]
    [InlineData("{\"name\": \"a\", \"count\": 1}\n{\"name\": \"b\"}\n", 2)]
    [InlineData("null\n", 1)]
    public void Of_lines_name_the_line_that_is_wrong(string text, int line)
    {
        File.WriteAllText(Path.Combine(folder, "lines.jsonl"), text);

        Should.Throw<InvalidDataException>(() => JsonLines<Item>.Read(folder).Count()).Message.ShouldContain($"lines.jsonl({line})");
    }

    [Fact]
    public void Of_lines_have_no_null() => Should.Throw<InvalidDataException>(() => new JsonLines<string>([null!]).Write(folder));
}

public sealed record Item(string Name, int Count);
