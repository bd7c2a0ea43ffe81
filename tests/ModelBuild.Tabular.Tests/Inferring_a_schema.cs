using ModelBuild.Core.Definitions;

namespace ModelBuild.Tabular.Tests;

public sealed class Inferring_a_schema : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Infer(Definition definition, string text)
    {
        var data = folder.Data(text);
        definition.Validate(definition.Ingest(data), data).Write(folder.Path);
        return File.ReadAllText(Path.Combine(folder.Path, "schema.yaml"));
    }

    [Fact]
    public void Says_loosely_what_the_data_is_like() =>
        Infer(
            new(LearningTask.BinaryClassification, "y") { Positive = "yes", Key = ["id"] },
            "id,x,far,one,colour,note,y\n1,0.52,-1234,7,red,a,yes\n2,,99871,7,red,b,no\n3,3.999,5,7,blue,c,no\n4,0.001,0,7,blue,d,yes\n")
        .ShouldBe("""
            columns:
              id: { type: numeric, required: true, unique: true }
              x: { type: numeric, min: 0, max: 4 }
              far: { type: numeric, required: true, min: -10000, max: 100000 }
              one: { type: numeric, required: true }
              colour: { type: categorical, required: true, values: [blue, red] }
              note: { type: categorical, required: true }
              "y": { type: categorical, required: true, values: ["no", "yes"] }

            """, StringCompareShould.IgnoreLineEndings);

    [Fact]
    public void Holds_for_the_data_that_it_came_from()
    {
        foreach (var (definition, file) in new[] { (Definition.BreastCancer, "breast-cancer.csv"), (Definition.Wine, "wine.csv"), (Definition.Diabetes, "diabetes.csv") })
        {
            var data = Definition.File(file);
            var table = definition.Ingest(data);
            definition.Validate(table, data).Write(folder.Path);
            var rules = new Dictionary<string, ColumnRules>();
            foreach (var (name, settings) in Parse(File.ReadAllText(Path.Combine(folder.Path, "schema.yaml"))))
                rules.Add(name, new()
                {
                    Required = settings.ContainsKey("required"),
                    Min = settings.TryGetValue("min", out var min) ? Number(min) : null,
                    Max = settings.TryGetValue("max", out var max) ? Number(max) : null,
                    Values = settings.TryGetValue("values", out var values) ? [.. ((YamlSequence)values).Items.Select(Text)] : null,
                });
            rules.Count.ShouldBe(table.Columns.Count);
            (definition with { Rules = rules, More = schema => schema with { Closed = true } }).Validate(table, data).Rows.ShouldBe(table.Rows);
        }
    }

    [Theory]
    [InlineData("0", "0.30000000000000004")]
    [InlineData("-0.30000000000000004", "0")]
    [InlineData("0.29999999999999999", "0.3")]
    [InlineData("0.5", "0.50000000000000011")]
    [InlineData("99999999999999974834", "99999999999999991611")]
    [InlineData("-99999999999999991611", "-99999999999999974834")]
    [InlineData("1234567890123456.5", "1234567890123457.25")]
    [InlineData("0.1", "0.10000000000000003")]
    [InlineData("-1.1e-20", "2.3456789012345678e-20")]
    [InlineData("0.0000000000000000000000012345678901234567", "0.00000000000000000001")]
    public void Limits_contain_the_numbers_to_the_last_digit(string least, string most)
    {
        var settings = Parse(Infer(new(LearningTask.Regression, "y"), $"x,y\n{least},1\n{most},2\n"))["x"];
        if (settings.TryGetValue("min", out var min))
            Number(min).ShouldBeLessThanOrEqualTo(double.Parse(least, System.Globalization.CultureInfo.InvariantCulture));
        if (settings.TryGetValue("max", out var max))
            Number(max).ShouldBeGreaterThanOrEqualTo(double.Parse(most, System.Globalization.CultureInfo.InvariantCulture));
    }

    // Ranges down to the last digits of their numbers, of all magnitudes.
    [Fact]
    public void Limits_contain_any_numbers()
    {
        var state = 3ul;
        ulong Next() => state = state * 6364136223846793005 + 1442695040888963407;
        for (var i = 0; i < 20_000; i++)
        {
            var min = BitConverter.UInt64BitsToDouble((Next() >> 12) + ((ulong)(1023 - 66 + (int)(Next() >> 40) % 132) << 52)) * (Next() >> 63 == 0 ? 1 : -1);
            var max = i % 3 == 0 ? min + Math.Abs(min) * (Next() >> 40) / 1000 : min;
            for (var steps = Next() >> 60; steps > 0; steps--)
                max = double.BitIncrement(max);
            if (SchemaInference.Range(min, max) is not var (low, high))
                continue;
            double.Parse(low, System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(min, $"{min:R} {max:R}");
            double.Parse(high, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(max, $"{min:R} {max:R}");
        }
    }

    [Theory]
    [InlineData("true")]
    [InlineData("No")]
    [InlineData("1.5x")]
    [InlineData("a: b # c")]
    [InlineData("\"\"\"quoted\"\" \\ back\"")]
    [InlineData("\"line\nbreak\"")]
    [InlineData("größe 𝒳 ☃")]
    [InlineData("- [x]")]
    [InlineData(" spaces ")]
    [InlineData("it's")]
    public void Quotes_what_yaml_would_take_for_something_else(string cell)
    {
        var schema = Parse(Infer(new(LearningTask.Regression, "y"), $"{cell},y\n{cell},1\n{cell},2\nother,3\nother,4\n"));
        var name = cell.StartsWith('"') ? cell[1..^1].Replace("\"\"", "\"") : cell;
        schema.Keys.First().Trim().ShouldBe(name.Trim());
        ((YamlSequence)schema.Values.First()["values"]).Items.Select(Text).ShouldContain(name);
    }

    static string Text(YamlNode node) => ((YamlScalar)node).Text;

    static double Number(YamlNode node) => double.Parse(Text(node), System.Globalization.CultureInfo.InvariantCulture);

    static Dictionary<string, Dictionary<string, YamlNode>> Parse(string yaml)
    {
        var (root, errors) = YamlReader.Read("schema.yaml", System.Text.Encoding.UTF8.GetBytes(yaml));
        errors.ShouldBeEmpty();
        return ((YamlMapping)root!.Entries.ShouldHaveSingleItem().Value).Entries.ToDictionary(
            column => column.Key, column => ((YamlMapping)column.Value).Entries.ToDictionary(rule => rule.Key, rule => rule.Value));
    }
}
