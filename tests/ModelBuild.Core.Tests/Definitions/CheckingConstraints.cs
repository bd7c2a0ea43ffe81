using ModelBuild.Core.Pipelines;
using static ModelBuild.Core.Tests.Definitions.TabularFixture;

namespace ModelBuild.Core.Tests.Definitions;

public class CheckingConstraints
{
    static readonly SettingType Text = new StringSetting();
    static readonly SettingType Whole = new IntegerSetting(32, Signed: true);
    static readonly SettingType Long = new IntegerSetting(64, Signed: true);
    static readonly SettingType Number = new NumberSetting(64);

    [Theory]
    [InlineData("0", 1, 10, false, false, "s.x must be at least 1 and at most 10, but is 0.")]
    [InlineData("11", 1, 10, false, false, "s.x must be at least 1 and at most 10, but is 11.")]
    [InlineData("1", 1, 10, true, true, "s.x must be more than 1 and less than 10, but is 1.")]
    [InlineData("10", 1, 10, true, true, "s.x must be more than 1 and less than 10, but is 10.")]
    [InlineData("0", 1, int.MaxValue, false, false, "s.x must be at least 1, but is 0.")]
    [InlineData("1", double.NegativeInfinity, 0, false, false, "s.x must be at most 0, but is 1.")]
    [InlineData("1", 1.5, 2.5, false, false, "s.x must be at least 1.5 and at most 2.5, but is 1.")]
    [InlineData("3", 1.5, 2.5, true, true, "s.x must be more than 1.5 and less than 2.5, but is 3.")]
    public void A_whole_number_out_of_its_range_is_an_error(string written, double min, double max, bool above, bool below, string error) =>
        Error(Whole, written, new RangeConstraint(min, max, above, below)).ShouldBe($"error MB1016: {error}");

    [Theory]
    [InlineData("1", 1, 10, false, false)]
    [InlineData("10", 1, 10, false, false)]
    [InlineData("2", 1, 10, true, true)]
    [InlineData("9", 1, 10, true, true)]
    [InlineData("2", 1.5, 2.5, true, true)]
    [InlineData("-2147483648", double.NegativeInfinity, double.PositiveInfinity, false, false)]
    public void A_whole_number_in_its_range_is_fine(string written, double min, double max, bool above, bool below) =>
        Json(Whole, written, new RangeConstraint(min, max, above, below)).ShouldBe($$"""{"x":{{written}}}""");

    [Fact]
    public void Whole_numbers_beyond_a_doubles_precision_are_compared_exactly()
    {
        var range = new RangeConstraint(0, 1L << 53, false, false);

        Json(Long, "9007199254740992", range).ShouldBe("""{"x":9007199254740992}""");
        Error(Long, "9007199254740993", range).ShouldBe("error MB1016: s.x must be at least 0 and at most 9007199254740992, but is 9007199254740993.");
    }

    [Fact]
    public void The_largest_whole_numbers_meet_the_largest_bounds()
    {
        var type = new IntegerSetting(64, Signed: false);

        Json(type, "18446744073709551615", new RangeConstraint(0, ulong.MaxValue, false, false)).ShouldBe("""{"x":18446744073709551615}""");
        Json(Long, "-9223372036854775808", new RangeConstraint(long.MinValue, double.MaxValue, false, true)).ShouldBe("""{"x":-9223372036854775808}""");
        Error(Long, "-9223372036854775808", new RangeConstraint(long.MinValue, 0, MinimumIsExclusive: true, false)).ShouldStartWith("error MB1016: ");
        Error(type, "9223372036854775809", new RangeConstraint(0, 1UL << 63, false, false)).ShouldStartWith("error MB1016: ");
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("1.5", false)]
    [InlineData("1.0000000000000002", false)]
    public void A_number_out_of_its_range_is_an_error(string written, bool above) =>
        Error(Number, written, new RangeConstraint(0, 1, above, false)).ShouldBe(
            $"error MB1016: s.x must be {(above ? "more than" : "at least")} 0 and at most 1, but is {written}.");

    [Fact]
    public void A_single_is_compared_as_it_is_written() =>
        Json(new NumberSetting(32), "0.7", new RangeConstraint(0.7, 1, false, false)).ShouldBe("""{"x":0.7}""");

    [Fact]
    public void Allowed_values_are_listed()
    {
        var allowed = new AllowedValuesConstraint(["utf-8", "latin-1"]);

        Json(Text, "latin-1", allowed).ShouldBe("""{"x":"latin-1"}""");
        Error(Text, "utf8", allowed).ShouldBe("error MB1017: s.x must be one of utf-8, latin-1, but is 'utf8'; did you mean 'utf-8'?");
    }

    [Fact]
    public void Allowed_numbers_are_compared_as_numbers()
    {
        Json(Number, "1e0", new AllowedValuesConstraint(["1.0", "2"])).ShouldBe("""{"x":1}""");
        Json(Whole, "0128", new AllowedValuesConstraint(["64", "128"])).ShouldBe("""{"x":128}""");
        Json(Long, "1000000000000000", new AllowedValuesConstraint(["1000000000000000"])).ShouldBe("""{"x":1000000000000000}""");
        Error(Whole, "100", new AllowedValuesConstraint(["64", "128"])).ShouldBe("error MB1017: s.x must be one of 64, 128, but is '100'.");
    }

    [Theory]
    [InlineData("ab1", false)]
    [InlineData("1ab", false)]
    [InlineData("ab", true)]
    [InlineData("a", true)]
    public void The_whole_value_must_match_its_pattern(string written, bool fine)
    {
        var pattern = new PatternConstraint("a|ab");
        if (fine)
            Json(Text, written, pattern).ShouldBe($$"""{"x":"{{written}}"}""");
        else
            Error(Text, written, pattern).ShouldBe($"error MB1018: s.x must match the pattern 'a|ab', but is '{written}'.");
    }

    [Fact]
    public void A_pattern_that_needs_backtracking_works() =>
        Json(Text, "aa", new PatternConstraint(@"(?=a)(a)\1")).ShouldBe("""{"x":"aa"}""");

    [Fact]
    public void A_pattern_that_explodes_is_stopped() =>
        Error(Text, new string('a', 60) + "!", new PatternConstraint(@"(?=a)(a+)+b")).ShouldStartWith(
            "error MB1027: s.x could not be checked within 1 s: the pattern '(?=a)(a+)+b' takes too long for 'aaaa");

    [Fact]
    public void A_pattern_that_explodes_elsewhere_needs_no_stopping() =>
        Error(Text, new string('a', 60) + "!", new PatternConstraint("(a+)+")).ShouldStartWith("error MB1018: ");

    [Fact]
    public void A_pattern_that_is_none_is_the_pipelines_fault() =>
        Error(Text, "a", new PatternConstraint("(")).ShouldStartWith("error MB1027: s.x cannot be checked: the pattern '(' is not a regular expression (");

    [Theory]
    [InlineData("''", 1, int.MaxValue, "s.x must have at least 1 characters, but has 0.")]
    [InlineData("abc", 0, 2, "s.x must have at most 2 characters, but has 3.")]
    [InlineData("abc", 1, 2, "s.x must have 1 to 2 characters, but has 3.")]
    [InlineData("abc", 1, 1, "s.x must have 1 characters, but has 3.")]
    public void Text_of_another_length_is_an_error(string written, int min, int max, string error) =>
        Error(Text, written, new LengthConstraint(min, max)).ShouldBe($"error MB1019: {error}");

    [Fact]
    public void A_list_of_another_length_is_an_error()
    {
        Json(new ListSetting(Text), "[abc]", new LengthConstraint(1, 2)).ShouldBe("""{"x":["abc"]}""");
        Error(new ListSetting(Text), "[]", new LengthConstraint(1, 2)).ShouldBe("error MB1019: s.x must have 1 to 2 items, but has 0.");
    }

    [Fact]
    public void Other_conditions_on_a_list_are_on_its_items() =>
        Error(new ListSetting(Whole), "[1, 0]", new RangeConstraint(1, 9, false, false)).ShouldBe("error MB1016: s.x[1] must be at least 1 and at most 9, but is 0.");

    [Fact]
    public void Two_records_with_one_property_must_both_be_satisfied()
    {
        static SettingParameter Record(string name, SettingType type, params SettingConstraint[] constraints) =>
            Settings(name, "s", new RecordSetting(name, [new SettingProperty("x", type, Required: false, Nullable: false, constraints)]));
        var pipeline = new PipelineDescription("p", "A", "P", "s", "validate",
            [Stage("s", "Output", Record("a", Number, new RangeConstraint(0, 5, false, false)), Record("b", Whole, new RangeConstraint(3, 9, false, false)))]);

        var stage = Bound("pipeline: p\ns: { x: 4 }\n", pipeline).Stages[0];
        stage.Settings["a"].Json.ShouldBe("""{"x":4}""");
        stage.Settings["b"].Json.ShouldBe("""{"x":4}""");
        Errors("pipeline: p\ns: { x: 2.5 }\n", pipeline).ShouldBe(["m.model.yaml(2,9): error MB1015: s.x must be a whole number, but is '2.5'."]);
        Errors("pipeline: p\ns: { x: 6 }\n", pipeline).ShouldBe(["m.model.yaml(2,9): error MB1016: s.x must be at least 0 and at most 5, but is 6."]);
        Errors("pipeline: p\ns: { x: 2 }\n", pipeline).ShouldBe(["m.model.yaml(2,9): error MB1016: s.x must be at least 3 and at most 9, but is 2."]);
    }
}
