using ModelBuild.Core.Pipelines;
using static ModelBuild.Core.Tests.Definitions.TabularFixture;

namespace ModelBuild.Core.Tests.Definitions;

public class BindingValues
{
    static readonly SettingType Text = new StringSetting();
    static readonly SettingType Boolean = new BooleanSetting();
    static readonly SettingType Whole = new IntegerSetting(32, Signed: true);
    static readonly SettingType Number = new NumberSetting(64);
    static readonly SettingType Single = new NumberSetting(32);
    static readonly SettingType Color = new EnumSetting(["red", "dark-green", "none"]);

    [Theory]
    [InlineData("0.10", "0.1")]
    [InlineData("1e-1", "0.1")]
    [InlineData(".1", "0.1")]
    [InlineData("+.1E+0", "0.1")]
    [InlineData("1", "1")]
    [InlineData("1.", "1")]
    [InlineData("1.e2", "100")]
    [InlineData("-0.0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.1000000000000000055511151231257827", "0.1")]
    [InlineData("1e300", "1E+300")]
    [InlineData("5e-324", "5E-324")]
    [InlineData("1e-999", "0")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890", "1.2345678901234567E+59")]
    public void Numbers_have_one_form(string written, string json) => Json(Number, written).ShouldBe($$"""{"x":{{json}}}""");

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("16777217", "16777216")]
    [InlineData("3.4028235e38", "3.4028235E+38")]
    [InlineData("-0.0", "0")]
    public void Singles_have_the_form_of_32_bits(string written, string json) => Json(Single, written).ShouldBe($$"""{"x":{{json}}}""");

    [Theory]
    [InlineData("007", "7")]
    [InlineData("+7", "7")]
    [InlineData("-7", "-7")]
    [InlineData("-0", "0")]
    [InlineData("2147483647", "2147483647")]
    [InlineData("-2147483648", "-2147483648")]
    public void Whole_numbers_have_one_form(string written, string json) => Json(Whole, written).ShouldBe($$"""{"x":{{json}}}""");

    [Fact]
    public void Sixty_four_bits_are_exact()
    {
        Json(new IntegerSetting(64, Signed: false), "18446744073709551615").ShouldBe("""{"x":18446744073709551615}""");
        Json(new IntegerSetting(64, Signed: true), "-9223372036854775808").ShouldBe("""{"x":-9223372036854775808}""");
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("True", "true")]
    [InlineData("FALSE", "false")]
    public void Booleans_are_those_of_yaml_1_2(string written, string json) => Json(Boolean, written).ShouldBe($$"""{"x":{{json}}}""");

    [Theory]
    [InlineData("yes", "yes")]
    [InlineData("no", "no")]
    [InlineData("on", "on")]
    [InlineData("off", "off")]
    [InlineData("'1'", "1")]
    [InlineData("\"true\"", "true")]
    [InlineData("'~'", "~")]
    [InlineData("''", "")]
    [InlineData("0x1F", "0x1F")]
    [InlineData("0o7", "0o7")]
    [InlineData("1_000", "1_000")]
    [InlineData("1e", "1e")]
    [InlineData(".", ".")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("2026-01-31", "2026-01-31")]
    [InlineData("+", "+")]
    [InlineData("tRue", "tRue")]
    public void Text_is_what_is_quoted_or_nothing_else(string written, string text) => Json(Text, written).ShouldBe($$"""{"x":"{{text}}"}""");

    [Fact]
    public void Text_escapes_only_what_json_demands() =>
        Json(Text, "\"<a> & 'b' \\\" \\\\ \\n \\0 é λ 😀 \\u2028\"").ShouldBe("{\"x\":\"<a> & 'b' \\\" \\\\ \\u000a \\u0000 é λ 😀 \u2028\"}");

    [Theory]
    [InlineData("none", "none")]
    [InlineData("'dark-green'", "dark-green")]
    public void Names_may_be_quoted(string written, string name) => Json(Color, written).ShouldBe($$"""{"x":"{{name}}"}""");

    [Fact]
    public void A_name_that_yaml_knows_otherwise_is_still_the_name() =>
        Json(new EnumSetting(["true", "null", "1"]), "null").ShouldBe("""{"x":"null"}""");

    [Fact]
    public void Lists_keep_their_order() => Json(new ListSetting(Whole), "[3, 1, 2]").ShouldBe("""{"x":[3,1,2]}""");

    [Fact]
    public void Maps_are_sorted_by_ordinal() => Json(new MapSetting(Whole), "{ b: 1, B: 2, ä: 3, a: 4, 0: 5 }").ShouldBe("""{"x":{"0":5,"B":2,"a":4,"b":1,"ä":3}}""");

    [Fact]
    public void Lists_and_maps_nest() =>
        Json(new ListSetting(new MapSetting(new ListSetting(Number))), "[ { a: [1.0] }, {} ]").ShouldBe("""{"x":[{"a":[1]},{}]}""");

    [Theory]
    [InlineData("ten", "error MB1015: s.x must be a whole number, but is 'ten'.")]
    [InlineData("'10'", "error MB1015: s.x must be a whole number, but is the text '10'; remove the quotes.")]
    [InlineData("1.0", "error MB1015: s.x must be a whole number, but is '1.0'.")]
    [InlineData("1e3", "error MB1015: s.x must be a whole number, but is '1e3'.")]
    [InlineData("0x1F", "error MB1015: s.x must be a whole number, but is '0x1F'.")]
    [InlineData("true", "error MB1015: s.x must be a whole number, but is 'true'.")]
    [InlineData("[1]", "error MB1015: s.x must be a whole number, but is a list.")]
    [InlineData("{ a: 1 }", "error MB1015: s.x must be a whole number, but is a mapping.")]
    [InlineData("~", "error MB1020: s.x has no value. Give it one, or remove the key.")]
    [InlineData("", "error MB1020: s.x has no value. Give it one, or remove the key.")]
    [InlineData("2147483648", "error MB1016: s.x must be between -2147483648 and 2147483647, but is 2147483648.")]
    [InlineData("999999999999999999999999999999999999999999999999", "error MB1016: s.x must be between -2147483648 and 2147483647, but is 999999999999999999999999999999999999999999999999.")]
    public void What_is_no_whole_number_is_an_error(string written, string error) => Error(Whole, written).ShouldBe(error);

    [Theory]
    [InlineData("ten", "error MB1015: s.x must be a number, but is 'ten'.")]
    [InlineData("'.5'", "error MB1015: s.x must be a number, but is the text '.5'; remove the quotes.")]
    [InlineData("1,5", "error MB1015: s.x must be a number, but is '1,5'.")]
    [InlineData(".nan", "error MB1016: s.x must be a finite number, but is .nan.")]
    [InlineData("-.inf", "error MB1016: s.x must be a finite number, but is -.inf.")]
    [InlineData("1e999", "error MB1016: s.x must be between -1.7976931348623157E+308 and 1.7976931348623157E+308, but is 1e999.")]
    public void What_is_no_finite_number_is_an_error(string written, string error) => Error(Number, written).ShouldBe(error);

    [Fact]
    public void A_number_too_large_for_32_bits_is_an_error() =>
        Error(Single, "1e39").ShouldBe("error MB1016: s.x must be between -3.4028235E+38 and 3.4028235E+38, but is 1E+39.");

    [Theory]
    [InlineData("yes", "error MB1015: s.x must be true or false, but is 'yes'.")]
    [InlineData("1", "error MB1015: s.x must be true or false, but is '1'.")]
    [InlineData("'true'", "error MB1015: s.x must be true or false, but is the text 'true'; remove the quotes.")]
    public void What_is_no_boolean_is_an_error(string written, string error) => Error(Boolean, written).ShouldBe(error);

    [Theory]
    [InlineData("1", "error MB1015: s.x must be text, but is the number 1; if it is meant as text, write it in quotes: '1'.")]
    [InlineData("1.50", "error MB1015: s.x must be text, but is the number 1.50; if it is meant as text, write it in quotes: '1.50'.")]
    [InlineData("true", "error MB1015: s.x must be text, but is the boolean true; if it is meant as text, write it in quotes: 'true'.")]
    [InlineData("null", "error MB1020: s.x has no value. Give it one, or remove the key.")]
    [InlineData("[a]", "error MB1015: s.x must be text, but is a list.")]
    public void What_yaml_does_not_take_for_text_is_an_error(string written, string error) => Error(Text, written).ShouldBe(error);

    [Theory]
    [InlineData("rod", "error MB1017: s.x must be one of red, dark-green, none, but is 'rod'; did you mean 'red'?")]
    [InlineData("DarkGreen", "error MB1017: s.x must be one of red, dark-green, none, but is 'DarkGreen'; did you mean 'dark-green'?")]
    [InlineData("violet", "error MB1017: s.x must be one of red, dark-green, none, but is 'violet'.")]
    [InlineData("[red]", "error MB1015: s.x must be one of red, dark-green, none, but is a list.")]
    public void An_unknown_name_is_an_error_with_the_list(string written, string error) => Error(Color, written).ShouldBe(error);

    [Theory]
    [InlineData("a", "error MB1015: s.x must be a list, but is 'a'; write [a].")]
    [InlineData("{ a: 1 }", "error MB1015: s.x must be a list, but is a mapping.")]
    [InlineData("[a, ~]", "error MB1020: s.x[1] has no value. Give it one, or remove the key.")]
    [InlineData("[a, 2]", "error MB1015: s.x[1] must be text, but is the number 2; if it is meant as text, write it in quotes: '2'.")]
    public void What_is_no_list_of_text_is_an_error(string written, string error) => Error(new ListSetting(Text), written).ShouldBe(error);

    [Theory]
    [InlineData("a", "error MB1015: s.x must be a mapping of keys to values, but is 'a'.")]
    [InlineData("{ a: b }", "error MB1015: s.x.a must be a number, but is 'b'.")]
    public void What_is_no_map_of_numbers_is_an_error(string written, string error) => Error(new MapSetting(Number), written).ShouldBe(error);

    [Fact]
    public void A_message_stays_on_one_short_line() =>
        Error(Whole, "\"a\\nb\\e[31m\\u202e" + new string('x', 1000) + "\"").ShouldBe(
            "error MB1015: s.x must be a whole number, but is the text 'a\\nb\\u001b[31m\\u202e" + new string('x', 40) + "…'.");
}
