namespace ModelBuild.EndToEnd.Tests;

public class A_gate_that_does_not_hold(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Is_one_error_at_its_own_line_and_leaves_the_last_good_model()
    {
        var project = Trained();
        var good = await Folders.IdentityAsync(project.Models);
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 1.01");
        var line = Array.FindIndex(await File.ReadAllLinesAsync(project.Definition, TestContext.Current.CancellationToken), text => text.Contains("1.01", StringComparison.Ordinal)) + 1;

        var build = await project.TrainAsync();

        var error = build.ShouldFailWith("MB4001");
        error.File.ShouldBe(project.Definition);
        error.Line.ShouldBe(line);
        error.Column.ShouldBeGreaterThan(0);
        error.Message.ShouldContain("0.9718");
        error.Message.ShouldContain("1.01");
        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);
    }

    [Fact]
    public async Task Fails_again_in_the_next_build_without_running_a_stage()
    {
        var project = Trained();
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 1.01");
        (await project.TrainAsync()).ShouldFailWith("MB4001");

        var again = await project.TrainAsync();

        again.ShouldFailWith("MB4001");
        again.StagesRun.ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaves_no_model_where_there_was_none()
    {
        var project = Fresh();
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 1.01");

        (await project.TrainAsync()).ShouldFailWith("MB4001");

        Folders.Content(project.Models).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_metric_that_nobody_reports_fails_closed()
    {
        var project = Trained();
        project.EditDefinition("metric: accuracy", "metric: acuracy");

        (await project.TrainAsync()).ShouldFailWith("MB4003").File.ShouldBe(project.Definition);
    }
}
