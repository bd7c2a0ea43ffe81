using System.Text.Json;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Settings_of_an_options_record : PipelineSnippet
{
    public static TheoryData<string, SettingType> Types => new()
    {
        { "string", new StringSetting() },
        { "bool", new BooleanSetting() },
        { "sbyte", new IntegerSetting(8, true) },
        { "byte", new IntegerSetting(8, false) },
        { "short", new IntegerSetting(16, true) },
        { "ushort", new IntegerSetting(16, false) },
        { "int", new IntegerSetting(32, true) },
        { "uint", new IntegerSetting(32, false) },
        { "long", new IntegerSetting(64, true) },
        { "ulong", new IntegerSetting(64, false) },
        { "float", new NumberSetting(32) },
        { "double", new NumberSetting(64) },
        { "int?", new IntegerSetting(32, true) },
        { "string?", new StringSetting() },
        { "string[]", new ListSetting(new StringSetting()) },
        { "int[][]", new ListSetting(new ListSetting(new IntegerSetting(32, true))) },
        { "List<int>", new ListSetting(new IntegerSetting(32, true)) },
        { "IList<int?>", new ListSetting(new IntegerSetting(32, true)) },
        { "IReadOnlyList<string?>", new ListSetting(new StringSetting()) },
        { "IReadOnlyCollection<bool>", new ListSetting(new BooleanSetting()) },
        { "ICollection<bool>", new ListSetting(new BooleanSetting()) },
        { "IEnumerable<double>", new ListSetting(new NumberSetting(64)) },
        { "Dictionary<string, int>", new MapSetting(new IntegerSetting(32, true)) },
        { "IDictionary<string, int>", new MapSetting(new IntegerSetting(32, true)) },
        { "IReadOnlyDictionary<string, string[]>", new MapSetting(new ListSetting(new StringSetting())) },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Have_the_type_of_their_property(string type, SettingType expected) =>
        ReadProperty($"public {type} Value {{ get; init; }} = default!;").Type.ShouldBe(expected);

    [Fact]
    public void Can_be_enums_and_records_in_lists_and_maps()
    {
        var properties = ReadOptions("""
            public record TrainOptions(Kind Kind, Kind? Maybe, IReadOnlyList<Layer> Layers, Dictionary<string, Layer> Named, Nest.Deep Deep);
            public enum Kind : byte { MostFrequent, L2Norm, AUC, X, snake_case }
            public class Layer { public int Units { get; set; } = 8; public Kind Activation { get; set; } }
            public static class Nest { public record Deep(string A = "x"); }
            """);
        var kinds = properties[0].Type.ShouldBeOfType<EnumSetting>().Names;
        kinds.ShouldBe(new[] { "MostFrequent", "L2Norm", "AUC", "X", "snake_case" }.Select(JsonNamingPolicy.KebabCaseLower.ConvertName));
        properties[1].Type.ShouldBeOfType<EnumSetting>().Names.ShouldBe(kinds);
        var layer = properties[2].Type.ShouldBeOfType<ListSetting>().Item.ShouldBeOfType<RecordSetting>();
        layer.TypeName.ShouldBe("Layer");
        layer.Properties.Select(property => property.Name).ShouldBe(["units", "activation"]);
        properties[3].Type.ShouldBeOfType<MapSetting>().Item.ShouldBeOfType<RecordSetting>().TypeName.ShouldBe("Layer");
        properties[4].Type.ShouldBeOfType<RecordSetting>().TypeName.ShouldBe("Nest+Deep");
        properties.Select(property => property.Nullable).ShouldBe([false, true, false, false, false]);
    }

    [Fact]
    public void Are_named_as_json_names_them()
    {
        string[] names = ["LearningRate", "L2", "URL", "XMLFile", "a", "IOStream", "snake_Case", "ÄußereGröße", "_x"];
        ReadOptions($"public record TrainOptions({string.Join(", ", names.Select(name => $"int {name}"))});")
            .Select(property => property.Name).ShouldBe(names.Select(JsonNamingPolicy.CamelCase.ConvertName));
    }

    [Fact]
    public void Are_what_json_can_set()
    {
        ReadOptions("""
            public class Base { public int Inherited { get; init; } public virtual int Overridden { get; init; } public string Hidden { get; init; } = ""; }
            public class TrainOptions(int given, string kept = "") : Base
            {
                public int Given { get; } = given;
                public string Kept => kept;
                public int Written { set { } }
                public int PrivatelySet { get; private set; }
                public int Computed => 1;
                public static int Static { get; set; }
                public int this[int index] { get => 0; set { } }
                internal int Internal { get; set; }
                public int Field;
                public override int Overridden { get; init; }
                public new bool Hidden { get; init; }
            }
            """).Select(property => $"{property.Name} {property.Type}").ShouldBe(
        [
            "inherited IntegerSetting { Bits = 32, Signed = True }", "overridden IntegerSetting { Bits = 32, Signed = True }", "hidden BooleanSetting { }",
            "given IntegerSetting { Bits = 32, Signed = True }", "kept StringSetting { }", "written IntegerSetting { Bits = 32, Signed = True }",
        ]);
    }

    [Fact]
    public void Are_required_without_a_default()
    {
        ReadOptions("""
            public record TrainOptions(int A, string? B, double C = 1, string? D = null, params int[] E)
            {
                public required int F { get; init; }
                public int G { get; init; }
                [Required] public string? H { get; init; }
            }
            """).Select(property => $"{property.Name} {property.Required}")
            .ShouldBe(["a True", "b True", "c False", "d False", "e True", "f True", "g False", "h True"]);
    }

    [Fact]
    public void Are_not_required_where_the_constructor_sets_them() =>
        ReadProperty("[System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public TrainOptions() { } public required int F { get; init; } = 1;")
            .Required.ShouldBeFalse();

    [Fact]
    public void Prefer_the_constructor_without_parameters() =>
        ReadProperty("public TrainOptions() { } public TrainOptions(int a) { A = a; } public int A { get; init; }").Required.ShouldBeFalse();

    [Fact]
    public void May_be_null_as_annotated()
    {
        ReadOptions("""
            public record TrainOptions(string A, string? B, int C, int? D, string[]? E, string?[] F, double G, double? H, Inner? I, Inner J)
            {
                [Required] public string? K { get; init; }
            }
            public record Inner;
            """).Where(property => property.Nullable).Select(property => property.Name).ShouldBe(["b", "d", "e", "h", "i"]);
        // With most members nullable the compiler turns its default round.
        ReadOptions("public record TrainOptions(string? A, string? B, string C, string? D);")
            .Where(property => property.Nullable).Select(property => property.Name).ShouldBe(["a", "b", "d"]);
        ReadOptions("public static class Outer { public record Other(string? A, string? B, string C); } public record TrainOptions(Outer.Other Other);")
            [0].Type.ShouldBeOfType<RecordSetting>().Properties.Select(property => property.Nullable).ShouldBe([true, true, false]);
    }

    [Fact]
    public void May_be_null_without_annotations() =>
        ReadProperty("public string A { get; init; }", build: new() { Nullable = false }).Nullable.ShouldBeTrue();

    public static TheoryData<string, string, SettingConstraint[]> Constraints => new()
    {
        { "int", "[Range(1, 10)]", [new RangeConstraint(1, 10, false, false)] },
        { "double", "[Range(0.5, double.PositiveInfinity)]", [new RangeConstraint(0.5, double.PositiveInfinity, false, false)] },
        { "double", "[Range(0.0, 1.0, MinimumIsExclusive = true)]", [new RangeConstraint(0, 1, true, false)] },
        { "double", "[Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]", [new RangeConstraint(0, 1, true, true)] },
        { "double", "[Range(0, 1.5)]", [new RangeConstraint(0, 1.5, false, false)] },
        { "string", """[RegularExpression("^a+$")]""", [new PatternConstraint("^a+$")] },
        { "string", "[MinLength(2)]", [new LengthConstraint(2, int.MaxValue)] },
        { "int[]", "[MaxLength(5)]", [new LengthConstraint(0, 5)] },
        { "int[]", "[MinLength(2), MaxLength(5)]", [new LengthConstraint(2, 5)] },
        { "int[]", "[Length(2, 5)]", [new LengthConstraint(2, 5)] },
        { "string", "[StringLength(9, MinimumLength = 3)]", [new LengthConstraint(3, 9)] },
        { "string", "[Range(1, 2), MinLength(2)]", [new RangeConstraint(1, 2, false, false), new LengthConstraint(2, int.MaxValue)] },
        { "string", """[Display(Name = "x"), Obsolete]""", [] },
    };

    [Theory]
    [MemberData(nameof(Constraints))]
    public void Are_constrained_by_attributes_of_properties_and_parameters(string type, string attributes, SettingConstraint[] expected)
    {
        ReadProperty($"{attributes} public {type} Value {{ get; init; }} = default!;").Constraints.ShouldBe(expected);
        // Obsolete is for properties only.
        if (!attributes.Contains("Obsolete"))
            ReadOptions($"public record TrainOptions({attributes} {type} Value);").ShouldHaveSingleItem().Constraints.ShouldBe(expected);
        ReadOptions($"public record TrainOptions([property: {attributes.Trim('[', ']')}] {type} Value);").ShouldHaveSingleItem().Constraints.ShouldBe(expected);
    }

    [Theory]
    [InlineData("string", """[AllowedValues("a", "b c")]""", new[] { "a", "b c" })]
    [InlineData("int?", "[AllowedValues(1, -2, null)]", new[] { "1", "-2", "null" })]
    [InlineData("double", "[AllowedValues(0.1, 1e300)]", new[] { "0.1", "1E+300" })]
    [InlineData("bool", "[AllowedValues(true)]", new[] { "true" })]
    [InlineData("Kind", "[AllowedValues(Kind.VeryLarge, Kind.Small)]", new[] { "very-large", "small" })]
    [InlineData("string", "[AllowedValues]", new string[0])]
    public void Are_one_of_the_allowed_values(string type, string attribute, string[] expected) =>
        ReadProperty($"{attribute} public {type} Value {{ get; init; }} = default!;", "public enum Kind : byte { Small, Large, VeryLarge }")
            .Constraints.ShouldHaveSingleItem().ShouldBeOfType<AllowedValuesConstraint>().Values.ShouldBe(expected);
}
