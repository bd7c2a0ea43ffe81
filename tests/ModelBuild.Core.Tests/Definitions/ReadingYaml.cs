using System.Text;
using ModelBuild.Core.Definitions;
using static ModelBuild.Core.Tests.Definitions.Reading;

namespace ModelBuild.Core.Tests.Definitions;

public class ReadingYaml
{
    [Fact]
    public void Every_value_and_key_has_its_place()
    {
        var root = Good("a: 1\nb:\n  - x\n  - { c: 'd' }\n");

        root.Place.ToString().ShouldBe($"{FilePath}(1,1)");
        root.Find("b")!.KeyPlace.ShouldBe(new(FilePath, 2, 1));
        var list = root.Find("b")!.Value.ShouldBeOfType<YamlSequence>();
        list.Items[0].Place.ShouldBe(new(FilePath, 3, 5));
        var inner = list.Items[1].ShouldBeOfType<YamlMapping>();
        inner.Entries[0].KeyPlace.ShouldBe(new(FilePath, 4, 7));
        inner.Entries[0].Value.ShouldBe(new YamlScalar(new(FilePath, 4, 10), "d", Quoted: true));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_end_as_editors_count_them(string end) =>
        Good($"# one{end}{end}a: 1{end}b: 2{end}").Find("b")!.KeyPlace.ShouldBe(new(FilePath, 4, 1));

    [Fact]
    public void Keys_keep_the_order_of_the_file() =>
        Good("c: 1\na: 2\nb: 3").Entries.Select(entry => entry.Key).ShouldBe(["c", "a", "b"]);

    [Fact]
    public void A_byte_order_mark_is_left_out() =>
        YamlReader.Read(FilePath, [0xEF, 0xBB, 0xBF, .. "a: 1"u8]).Root!.Find("a")!.KeyPlace.ShouldBe(new(FilePath, 1, 1));

    [Fact]
    public void Characters_beyond_ascii_are_kept() =>
        ((YamlScalar)Good("größe: \"λ \\ud83d\\ude00\"").Find("größe")!.Value).Text.ShouldBe("λ 😀");

    [Fact]
    public void Document_markers_around_one_document_are_fine() =>
        Good("%YAML 1.2\n---\na: 1\n...\n").Find("a").ShouldNotBeNull();

    [Fact]
    public void Thirty_two_levels_are_read() =>
        Good($"a: {new string('[', YamlReader.MaxDepth - 1)}{new string(']', YamlReader.MaxDepth - 1)}").Find("a").ShouldNotBeNull();

    [Fact]
    public void The_largest_file_is_read() =>
        Good("a: 1 #" + new string('x', YamlReader.MaxBytes - 6)).Find("a").ShouldNotBeNull();

    [Fact]
    public void A_tab_inside_a_line_is_fine() =>
        ((YamlScalar)Good("a:\tb\t# c").Find("a")!.Value).Text.ShouldBe("b");

    [Theory]
    [InlineData("a: !!str 1", "m.model.yaml(1,4): error MB1004: the tag 'tag:yaml.org,2002:str' is not allowed. Remove it; quotes make a value text.")]
    [InlineData("a: ! 1", "m.model.yaml(1,4): error MB1004: the tag '!' is not allowed. Remove it; quotes make a value text.")]
    [InlineData("a: !System.Type [x]", "m.model.yaml(1,4): error MB1004: the tag '!System.Type' is not allowed. Remove it; quotes make a value text.")]
    [InlineData("a: &x 1", "m.model.yaml(1,4): error MB1005: the anchor '&x' is not allowed. Remove it.")]
    [InlineData("a: 1\nb: *x", "m.model.yaml(2,4): error MB1005: the alias '*x' is not allowed. Write the value out.")]
    [InlineData("a: 1\n---\nb: 2", "m.model.yaml(2,1): error MB1006: a second YAML document begins here. Keep one definition in each file.")]
    [InlineData("? [a, b]\n: 1", "m.model.yaml(1,3): error MB1007: the key is a list, but must be text.")]
    [InlineData("{a: 1}: 1", "m.model.yaml(1,1): error MB1007: the key is a mapping, but must be text.")]
    [InlineData("a:\n  '': 1", "m.model.yaml(2,3): error MB1007: the key is empty, but must be text.")]
    [InlineData("a: 1\n'a': 2", "m.model.yaml(2,1): error MB1008: the key 'a' is written twice: here and at line 1, column 1. Remove one.")]
    [InlineData("a: { b: 1, c: 2, b: 3 }", "m.model.yaml(1,18): error MB1008: the key 'b' is written twice: here and at line 1, column 6. Remove one.")]
    [InlineData("", "m.model.yaml(1,1): error MB1011: the definition is empty. Begin with `pipeline: NAME`.")]
    [InlineData("# only\n---\n", "m.model.yaml(1,1): error MB1011: the definition is empty. Begin with `pipeline: NAME`.")]
    [InlineData("- a", "m.model.yaml(1,1): error MB1012: the definition is a list, but must be a mapping. Begin with `pipeline: NAME`.")]
    [InlineData("a:\n\tb: 1", "m.model.yaml(2,1): error MB1003: a tab indents this line. Use spaces.")]
    [InlineData("a:\n  \tb: 1", "m.model.yaml(2,3): error MB1003: a tab indents this line. Use spaces.")]
    [InlineData("a: 1\n\0b: 2", "m.model.yaml(2,1): error MB1002: the character U+0000 is not allowed here. Remove it, or write it as \"\\u0000\" in double quotes.")]
    [InlineData("a: x\u2028b: 2", "m.model.yaml(1,5): error MB1002: the character U+2028 is not allowed here. Remove it, or write it as \"\\u2028\" in double quotes.")]
    [InlineData("a: 'x", "m.model.yaml(1,4): error MB1001: not valid YAML: while scanning a quoted scalar, found unexpected end of stream.")]
    [InlineData("a: b: c", "m.model.yaml(1,5): error MB1001: not valid YAML: while scanning a plain scalar value, found invalid mapping.")]
    [InlineData("a: [1, 2\nb: 3", "m.model.yaml(1,6): error MB1001: not valid YAML after this place. The list that begins at line 1, column 4 is not closed: is its ']' missing?")]
    [InlineData("a: \"\\uDC00\"", "m.model.yaml(1,4): error MB1001: not valid YAML: while scanning a quoted scalar, found invalid Unicode surrogates.")]
    public void What_definitions_do_not_have_is_an_error_at_its_place(string text, string error) => Errors(text).ShouldBe([error]);

    [Fact]
    public void Thirty_three_levels_are_an_error() =>
        Errors("a: " + new string('[', YamlReader.MaxDepth)).ShouldBe(["m.model.yaml(1,35): error MB1009: the definition is nested more than 32 levels deep here."]);

    [Fact]
    public void A_file_of_more_than_a_mebibyte_is_an_error() =>
        Errors(new string('#', YamlReader.MaxBytes + 1)).ShouldBe(
            ["m.model.yaml: error MB1010: the definition has 1048577 bytes; at most 1048576 are read. Move data into files that the definition names."]);

    [Fact]
    public void Bytes_that_are_not_utf_8_are_an_error_at_their_place() =>
        Lines(YamlReader.Read(FilePath, [.. "a: 1\nb: ä"u8, 0xE4, .. "\n"u8]).Errors).ShouldBe(
            ["m.model.yaml(2,5): error MB1002: byte 0xe4 is not valid UTF-8. Save the file as UTF-8."]);

    [Fact]
    public void Utf_16_is_named() =>
        Lines(YamlReader.Read(FilePath, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a: 1")]).Errors).ShouldBe(
            ["m.model.yaml(1,1): error MB1002: the file is UTF-16 text. Save it as UTF-8."]);

    [Fact]
    public void All_that_is_not_allowed_is_reported_together() =>
        Errors("a: &x 1\na: !t 2\nb: *x\n").ShouldBe(
        [
            "m.model.yaml(1,4): error MB1005: the anchor '&x' is not allowed. Remove it.",
            "m.model.yaml(2,1): error MB1008: the key 'a' is written twice: here and at line 1, column 1. Remove one.",
            "m.model.yaml(2,4): error MB1004: the tag '!t' is not allowed. Remove it; quotes make a value text.",
            "m.model.yaml(3,4): error MB1005: the alias '*x' is not allowed. Write the value out.",
        ]);

    [Fact]
    public void A_flood_of_errors_is_cut_off() =>
        Errors(string.Concat(Enumerable.Repeat("a: *x\n", 100_000))).Length.ShouldBe(20);
}
