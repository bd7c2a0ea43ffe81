using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ModelBuild.Runner.Tests;

/// <summary>System.Text.Json is the reference.</summary>
public class Reading_and_writing_JSON
{
    static string Print(JsonValue value) => value.Kind switch
    {
        JsonKind.Object => "{" + string.Join(",", value.Members.Select(member => JsonSerializer.Serialize(member.Name) + ":" + Print(member.Value))) + "}",
        JsonKind.Array => "[" + string.Join(",", value.Items.Select(Print)) + "]",
        JsonKind.String => JsonSerializer.Serialize(value.Text),
        JsonKind.Null => "null",
        _ => value.Text,
    };

    [Theory]
    [InlineData("""{"a": [1, -2.5e+10, 0, 0.1, 1E5], "b": {"": {}, "x": []}, "c": [true, false, null]}""")]
    [InlineData(" \t\r\n\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 plain \u00fc\" ")]
    [InlineData("[[[[[[[[[[1]]]]]]]]]]")]
    [InlineData("-0")]
    [InlineData("9007199254740993")]
    public void Reads_what_is_JSON(string text) =>
        Print(JsonReader.Read(text)).ShouldBe(JsonSerializer.Serialize(JsonDocument.Parse(text).RootElement));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a: 1}")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("NaN")]
    [InlineData("tru")]
    [InlineData("nul")]
    [InlineData("truex")]
    [InlineData("\"open")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\u12")]
    [InlineData("\"line\nbreak\"")]
    [InlineData("\"nul\0\"")]
    [InlineData("1 2")]
    [InlineData("// no\n1")]
    [InlineData("\0")]
    [InlineData("1\0")]
    public void Refuses_what_is_not(string text)
    {
        Should.Throw<JsonException>(() => JsonDocument.Parse(text));
        Should.Throw<FormatException>(() => JsonReader.Read(text));
    }

    [Fact]
    public void Refuses_a_member_twice_and_endless_depth()
    {
        Should.Throw<FormatException>(() => JsonReader.Read("""{"a": 1, "a": 2}"""));
        Should.Throw<FormatException>(() => JsonReader.Read(new string('[', 100_000)));
    }

    [Fact]
    public void Agrees_on_anything()
    {
        var random = new Random(3);
        const string Pieces = "{}[]\",:\\ntfrue alsb0123.eE+-u \t\0é";
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Concat(random.GetItems<char>(Pieces, random.Next(1, 9)));
            string? expected = null, actual = null;
            try
            {
                expected = JsonSerializer.Serialize(JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement);
            }
            catch (JsonException)
            {
                // Then ours is null, too.
            }
            try
            {
                actual = Print(JsonReader.Read(text));
            }
            catch (FormatException)
            {
                // The same.
            }
            actual.ShouldBe(expected, text);
        }
    }

    [Fact]
    public void Writes_lines_that_read_back()
    {
        var odd = new StringBuilder();
        for (var c = 0; c < 0x300; c++)
            odd.Append((char)c);
        odd.Append("\u2028\u2029\U0001F600 \\ \"");

        var line = new JsonLine().Add("text", odd.ToString()).Add("absent", (string?)null).Add("n", -5).Add("none", (long?)null)
            .AddNumber("x", 1e-7).AddNumber("inf", double.NegativeInfinity).ToString();

        line.ShouldEndWith("}\n");
        line.TrimEnd('\n').ShouldNotContain("\n");
        using var json = JsonDocument.Parse(line);
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["text", "n", "x", "inf"]);
        json.RootElement.GetProperty("text").GetString().ShouldBe(odd.ToString());
        json.RootElement.GetProperty("n").GetInt64().ShouldBe(-5);
        json.RootElement.GetProperty("x").GetDouble().ShouldBe(1e-7);
        json.RootElement.GetProperty("inf").GetString().ShouldBe("-Infinity");
    }

    [Fact]
    public void Writes_half_a_character_as_its_code()
    {
        var line = new JsonLine().Add("text", "a\ud83d").ToString();

        line.ShouldBe("{\"text\": \"a\\ud83d\"}\n");
    }

    [Theory]
    [InlineData("LearningRate")]
    [InlineData("L2")]
    [InlineData("L2Norm")]
    [InlineData("URLPath")]
    [InlineData("ID")]
    [InlineData("X")]
    [InlineData("already")]
    [InlineData("Sha256Hash")]
    [InlineData("AUC")]
    [InlineData("AUCScore2D")]
    [InlineData("ÄpfelUndBirnen")]
    [InlineData("A1B2C3")]
    [InlineData("aB")]
    public void Names_settings_as_the_reference_does(string name)
    {
        SettingName.Camel(name).ShouldBe(JsonNamingPolicy.CamelCase.ConvertName(name));
        SettingName.Kebab(name).ShouldBe(JsonNamingPolicy.KebabCaseLower.ConvertName(name));
        name.ToLower(CultureInfo.InvariantCulture).ShouldBe(SettingName.Kebab(name).Replace("-", "", StringComparison.Ordinal));
    }
}
