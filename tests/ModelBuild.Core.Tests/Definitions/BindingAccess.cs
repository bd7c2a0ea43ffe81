using ModelBuild.Core.Definitions;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Code;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;
using static ModelBuild.Core.Tests.Definitions.TabularFixture;

namespace ModelBuild.Core.Tests.Definitions;

/// <summary>What a stage is given besides its inputs and settings.</summary>
public class BindingAccess
{
    const string Start = "pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\n";

    [Theory]
    [InlineData("{}", false, "")]
    [InlineData("~", false, "")]
    [InlineData("", false, "")]
    [InlineData("{ network: false }", false, "")]
    [InlineData("{ network: true }", true, "")]
    [InlineData("{ variables: }", false, "")]
    [InlineData("{ variables: [] }", false, "")]
    [InlineData("{ network: true, variables: [B, a, B, DATABASE_URL, PATH] }", true, "B DATABASE_URL PATH a")]
    public void Gives_what_it_says(string access, bool network, string variables)
    {
        var bound = Bound($"{Start}train: {{ trainer: linear }}\nreport:\n  access: {access}\n").Stages[^1].Access;

        (bound.Network, string.Join(' ', bound.Variables)).ShouldBe((network, variables));
    }

    [Theory]
    [InlineData("[]", "error MB1015: report.access must be a mapping with network or variables, but is a list.")]
    [InlineData("network", "error MB1015: report.access must be a mapping with network or variables, but is 'network'.")]
    [InlineData("{ networks: true }", "error MB1013: unknown key 'networks' in 'report.access'; did you mean 'network'?")]
    [InlineData("{ variable: [A] }", "error MB1013: unknown key 'variable' in 'report.access'; did you mean 'variables'?")]
    [InlineData("{ network: yes }", "error MB1015: report.access.network must be true or false, but is 'yes'.")]
    [InlineData("{ variables: A }", "error MB1015: report.access.variables must be a list of names of environment variables, but is 'A'; write [A].")]
    [InlineData("{ variables: [1] }", "error MB1015: report.access.variables must be text, but is the number 1; if it is meant as text, write it in quotes: '1'.")]
    [InlineData("{ variables: ['A=b'] }", "error MB1028: report.access.variables lists 'A=b', which is no name of an environment variable. List names only; values come from where the build runs.")]
    [InlineData("{ variables: [''] }", "error MB1028: report.access.variables lists '', which is no name of an environment variable. List names only; values come from where the build runs.")]
    [InlineData("{ variables: [HOME] }", "error MB1028: report.access.variables lists 'HOME', which is set for each stage, or by MSBuild for itself. Give the value another name.")]
    [InlineData("{ variables: [MSBuildSDKsPath] }", "error MB1028: report.access.variables lists 'MSBuildSDKsPath', which is set for each stage, or by MSBuild for itself. Give the value another name.")]
    public void That_is_none_is_an_error(string access, string error)
    {
        var reported = Errors($"{Start}train: {{ trainer: linear }}\nreport:\n  access: {access}\n").ShouldHaveSingleItem();

        reported.ShouldStartWith("m.model.yaml(6,");
        reported[(reported.IndexOf(": ", StringComparison.Ordinal) + 2)..].ShouldBe(error);
    }

    [Fact]
    public void Belongs_to_stages_only() =>
        Errors(Start.Replace("label: y", "label: y, access: { network: true }") + "train: { trainer: linear }\n").ShouldHaveSingleItem().ShouldContain("error MB1013: unknown key 'access' in 'data'");

    [Fact]
    public void Is_no_setting() =>
        Bound(Start + "train: { trainer: linear, access: { network: true } }\n").Stages[2].Settings["options"].Json.ShouldBe("""{"trainer":"linear"}""");

    [Fact]
    public void Counts_in_the_key_of_its_stage_alone()
    {
        var plain = Keys("");
        var open = Keys("{ network: true }");

        open["report"].FirstDifferenceFrom(plain["report"]).ShouldBe("network added: true");
        open.Where(node => node.Value.Key != plain[node.Key].Key).Select(node => node.Key).ShouldBe(["report"]);
        Keys("{ network: false, variables: [] }")["report"].Key.ShouldBe(plain["report"].Key);
    }

    [Theory]
    [InlineData("one", "two", "variable A changed")]
    [InlineData("one", null, "variable A changed")]
    [InlineData(null, "", "variable A changed")]
    [InlineData("one", "one", null)]
    public void Variables_count_by_their_values(string? before, string? now, string? difference) =>
        Keys("{ variables: [A] }", now)["report"].FirstDifferenceFrom(Keys("{ variables: [A] }", before)["report"]).ShouldBe(difference);

    [Fact]
    public void Variables_do_not_show_their_values() => Keys("{ variables: [A] }", "secret")["report"].Text.ShouldNotContain("secret");

    static Dictionary<string, KeyManifest> Keys(string access, string? variable = null)
    {
        var definition = Bound($"{Start}train: {{ trainer: linear }}\nreport: {{ access: {access} }}\n");
        var graph = GraphBuilder.Build(definition, new NoCode(), new("10.0.0", "any"), [], name => name == "A" && variable is not null ? Digest.OfText(variable) : null);
        return graph.ShouldNotBeNull().Nodes.ToDictionary(node => node.Id.Stage, node => StageKeyWriter.Write(
            node, source => Digest.OfText(source.Stage), _ => new(ArtifactKind.File, Digest.OfText("data"))));
    }

    sealed class NoCode : ICodeIdentity
    {
        public StageCode Of(StageDescription stage) => new([], null);
    }
}
