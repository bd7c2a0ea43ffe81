using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Tests.Planning;

public sealed class NamesOfModels
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("end.")]
    [InlineData("end ")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("what?")]
    [InlineData("a\nb")]
    public void A_name_that_no_folder_can_have_everywhere_is_refused(string name) => new DefinitionFile(name, "/x").HasUsableName.ShouldBeFalse();

    [Theory]
    [InlineData("churn")]
    [InlineData("churn.v2")]
    [InlineData("a b")]
    [InlineData("ünï 😀")]
    [InlineData("p%20;$(q)@'")]
    public void Others_are_not(string name) => new DefinitionFile(name, "/x").HasUsableName.ShouldBeTrue();
}
