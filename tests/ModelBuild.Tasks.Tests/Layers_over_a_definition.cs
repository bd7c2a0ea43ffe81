using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks.Tests;

public sealed class Layers_over_a_definition : IDisposable
{
    readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Are_all_in_the_engines_request()
    {
        project.Write("m.model.staging.yaml", "");
        project.Engine("read -r request; echo \"$request\" > request.json");
        var task = project.Task("Train", "m.model.yaml");
        task.Project.SetMetadata("ModelEnvironment", " staging ");
        task.Project.SetMetadata("ModelSet", "split.seed=3 m:train.l2=2");
        task.Overrides = [new TaskItem("train.l2=3", new Dictionary<string, string> { ["Definition"] = "m" })];

        TaskProject.Run(task).ShouldBeTrue();

        var configuration = EngineRequest.FromJson(File.ReadAllText(project.In("engine/request.json"))).Project.Configuration;
        (configuration.Environment, configuration.Property).ShouldBe(("staging", "split.seed=3 m:train.l2=2"));
        configuration.Items.ShouldBe([new SetItem("train.l2=3", "m", "")]);
    }

    [Theory]
    [InlineData("split.seed=x", "ModelSet", "MB1015")]
    [InlineData("splt.seed=1", "ModelSet", "MB1013")]
    public void Are_wrong_where_they_say_so_and_not_in_a_file_of_that_name(string set, string origin, string code)
    {
        var task = project.Task("Validate", "m.model.yaml");
        task.Project.SetMetadata("ModelSet", set);

        TaskProject.Run(task).ShouldBeFalse();

        (project.Error.File, project.Error.LineNumber, project.Error.ColumnNumber, project.Error.Code).ShouldBe((origin, 0, 0, code));
    }

    [Fact]
    public void Are_wrong_for_an_environment_that_there_is_not()
    {
        var task = project.Task("Validate", "m.model.yaml");
        task.Project.SetMetadata("ModelEnvironment", "staging");

        TaskProject.Run(task).ShouldBeFalse();

        (project.Error.File, project.Error.Code).ShouldBe(("ModelEnvironment", "MB1081"));
    }

    [Fact]
    public void Are_explained_as_messages_and_in_a_file()
    {
        var task = project.Explain("m.model.yaml");
        task.Project.SetMetadata("ModelSet", "split.seed=3");

        task.Execute().ShouldBeTrue(string.Join('\n', project.Said.Errors.Select(error => error.Message)));

        var said = project.Said.Of(MessageImportance.High).ToList();
        var file = project.In("state/m.explain.txt");
        said[^1].ShouldBe($"p -> {file}");
        said.ShouldContain("  split.seed = 3   (ModelSet)");
        said.ShouldContain("  ingest: would run: it was not built here before");
        File.ReadAllLines(file).ShouldBe(said[..^1]);
        project.Said.Node.ShouldBeEmpty();
    }

    [Fact]
    public void Are_explained_for_the_good_definitions_when_another_is_wrong()
    {
        project.Write("bad.model.yaml", "pipeline: tabluar\n");
        var task = project.Explain("bad.model.yaml", "m.model.yaml");

        task.Execute().ShouldBeFalse();

        project.Error.Code.ShouldBe("MB1021");
        File.Exists(project.In("state/m.explain.txt")).ShouldBeTrue();
    }

    [Fact]
    public void Are_not_written_again_when_nothing_differs()
    {
        project.Explain("m.model.yaml").Execute().ShouldBeTrue();
        var file = project.In("state/m.explain.txt");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);

        project.Explain("m.model.yaml").Execute().ShouldBeTrue();

        File.GetLastWriteTimeUtc(file).ShouldBe(DateTime.UnixEpoch);
    }
}
