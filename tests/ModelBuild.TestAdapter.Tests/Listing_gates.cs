using FsCheck;
using FsCheck.Fluent;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using static ModelBuild.TestAdapter.Tests.DescribedFolder;

namespace ModelBuild.TestAdapter.Tests;

public class Listing_gates
{
    readonly RecordingHandle said = new();

    [Fact]
    public void Gives_each_its_name_place_and_traits()
    {
        using var project = new DescribedFolder();
        project.Engine([Gate("auc-min", 3), Gate("accuracy-min[age=30.5 & over]", 4)], []);

        Discover(project.Source);

        said.Listed.Select(test => (test.FullyQualifiedName, test.DisplayName, test.CodeFilePath, test.LineNumber)).ShouldBe([
            ("Contoso.Churn.m.auc-min", "auc-min", Definition, 3),
            ("Contoso.Churn.m.accuracy-min_age_30_5_over", "accuracy-min[age=30.5 & over]", Definition, 4)]);
        said.Listed[0].Traits.Select(trait => (trait.Name, trait.Value)).ShouldBe([("Model", "m"), ("Category", "Gate")]);
        said.Messages.ShouldBeEmpty();
        project.Requests.ShouldNotContain("\"Train\"");
    }

    [Fact]
    public void Says_of_which_model_each_is_where_there_are_several()
    {
        using var project = new DescribedFolder("a", "b");
        project.Engine([Gate("auc-min", model: "a"), Gate("auc-min", model: "b")], []);

        Discover(project.Source);

        said.Listed.Select(test => test.DisplayName).ShouldBe(["a: auc-min", "b: auc-min"]);
    }

    [Fact]
    public void Of_an_assembly_without_models_finds_none_and_says_nothing()
    {
        using var project = new DescribedFolder();

        Discover(project.In("Other.dll"));

        said.Listed.ShouldBeEmpty();
        said.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"version":2}""")]
    [InlineData("""{"version":1,"dotnet":7}""")]
    public void Of_a_description_that_is_none_of_ours_is_one_error_that_says_what_to_do(string description)
    {
        using var project = new DescribedFolder();
        project.Write("Contoso.Churn.modeltests.json", description);

        Discover(project.Source);

        said.Errors.ShouldHaveSingleItem().ShouldContain("Build the project again");
    }

    [Fact]
    public void Shows_what_is_wrong_with_a_definition_and_the_gates_of_the_others()
    {
        using var project = new DescribedFolder("a", "b");
        project.Engine([Gate("auc-min", model: "b"), Error("MB1001", "no such key")], [], andThenLists: "exit 1");

        Discover(project.Source);

        said.Listed.ShouldHaveSingleItem();
        said.Errors.ShouldBe(["/p/data.csv(7,2): error MB1001: no such key"]);
    }

    [Fact]
    public void Gives_every_gate_another_name_that_no_filter_misreads_and_always_the_same()
    {
        using var folder = new DescribedFolder();
        var project = DescribedProject.Find(folder.Source)!;
        var names = Gen.Elements("auc", "auc-min", "a b", "a_b", "a.b", "a(b)", "|", "&", "", "ü", "数=1", "x[y=z]").ListOf().ToArbitrary();

        Prop.ForAll(names, gates =>
        {
            var listed = gates.Distinct().Select(gate => new ListedGate("m.1", gate, new(Definition, 1, 1))).ToList();
            var tests = GateTest.Of(project, listed);
            tests.Select(test => test.Case.Id).Distinct().Count().ShouldBe(listed.Count);
            foreach (var test in tests)
                test.Case.FullyQualifiedName.ShouldMatch(@"^Contoso\.Churn\.m_1\.[\w-]+$");
            GateTest.Of(project, listed).Select(test => test.Case.Id).ShouldBe(tests.Select(test => test.Case.Id));
        }).Check(Config.QuickThrowOnFailure);
    }

    void Discover(string source) => new GateDiscoverer().DiscoverTests([source], null!, said, said);
}
