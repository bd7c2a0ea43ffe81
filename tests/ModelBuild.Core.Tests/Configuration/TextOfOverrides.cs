using ModelBuild.Core.Configuration;

namespace ModelBuild.Core.Tests.Configuration;

public class TextOfOverrides
{
    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("train.trees=10", "train.trees=10")]
    [InlineData("  train.trees=10\t split.seed=3\n", "train.trees=10", "split.seed=3")]
    [InlineData("evaluate.slices=[a, b] split.seed=3", "evaluate.slices=[a, b]", "split.seed=3")]
    [InlineData("a.b={ x: [1, 2], y: '} ' } c=1", "a.b={ x: [1, 2], y: '} ' }", "c=1")]
    [InlineData("data.label='the label' c=1", "data.label='the label'", "c=1")]
    [InlineData("data.label='it''s  so' c=1", "data.label='it''s  so'", "c=1")]
    [InlineData("""data.label="a \" b" c=1""", """data.label="a \" b" """, "c=1")]
    [InlineData("data.label=it's c=isn't", "data.label=it's", "c=isn't")]
    [InlineData("a.'b c'.d=1 e=2", "a.'b c'.d=1", "e=2")]
    [InlineData("a=x[0] b=1", "a=x[0]", "b=1")]
    [InlineData("a=[1, b=2", "a=[1, b=2")]
    [InlineData("a='1 b=2", "a='1 b=2")]
    public void Are_split_at_white_space_outside_of_values(string text, params string[] parts) =>
        OverrideText.Split(text).ShouldBe(parts.Select(part => part.TrimEnd()));

    [Theory]
    [InlineData("train.trees=10", null, "train|trees", "10")]
    [InlineData(" train . trees = 10 ", null, "train|trees", "10")]
    [InlineData("digits:train.trees=10", "digits", "train|trees", "10")]
    [InlineData("v1.digits:train.trees=10", "v1.digits", "train|trees", "10")]
    [InlineData("'my model':seed=1", "my model", "seed", "1")]
    [InlineData("a.'b.c=d'.\"e:f\"=1", null, "a|b.c=d|e:f", "1")]
    [InlineData("data.path=C:/x=y.csv", null, "data|path", "C:/x=y.csv")]
    [InlineData("a=", null, "a", "")]
    public void Are_a_path_and_a_value(string text, string? definition, string path, string value)
    {
        var parsed = OverrideText.Parse(text).ShouldNotBeNull();
        (parsed.Definition, string.Join('|', parsed.Path), parsed.Value).ShouldBe((definition, path, value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("train.trees")]
    [InlineData("=10")]
    [InlineData("train.=10")]
    [InlineData(".trees=10")]
    [InlineData(":trees=10")]
    [InlineData("digits:=10")]
    [InlineData("'train=10")]
    [InlineData("'train'x=10")]
    [InlineData("a:b:c=1")]
    public void Are_refused_when_they_are_not(string text) => OverrideText.Parse(text).ShouldBeNull();
}
