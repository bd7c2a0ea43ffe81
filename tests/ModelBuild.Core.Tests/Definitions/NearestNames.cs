using ModelBuild.Core.Definitions;

namespace ModelBuild.Core.Tests.Definitions;

public class NearestNames
{
    static readonly string[] Known = ["train", "trainer", "evaluate", "learningRate", "l2", "Split", "split-by"];

    [Theory]
    [InlineData("trian", "train")]
    [InlineData("tran", "train")]
    [InlineData("traineer", "trainer")]
    [InlineData("evalaute", "evaluate")]
    [InlineData("learning_rate", "learningRate")]
    [InlineData("LEARNING-RATE", "learningRate")]
    [InlineData("split", "Split")]
    [InlineData("splitBy", "split-by")]
    [InlineData("l1", "l2")]
    public void A_slip_finds_what_was_meant(string typed, string meant) => NearestName.Find(typed, Known).ShouldBe(meant);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("gates")]
    [InlineData("trees")]
    [InlineData("momentum")]
    public void Another_word_finds_nothing(string typed) => NearestName.Find(typed, Known).ShouldBeNull();

    [Fact]
    public void Case_goes_before_fewer_edits() => NearestName.Find("ABC", ["ABD", "abc"]).ShouldBe("abc");

    [Fact]
    public void Ties_go_to_the_first_by_ordinal() => NearestName.Find("cot", ["cut", "cat", "Cat"]).ShouldBe("cat");

    [Fact]
    public void An_exchange_of_neighbours_is_one_edit() => NearestName.Find("gaet", ["gate", "gaeta"]).ShouldBe("gaeta", "both are one edit away");

    [Fact]
    public void Two_exchanges_are_too_many_for_a_short_word() => NearestName.Find("agte", ["gaet"]).ShouldBeNull();

    [Fact]
    public void A_very_long_word_is_settled_by_its_length() => NearestName.Find(new string('x', 1_000_000), Known).ShouldBeNull();
}
