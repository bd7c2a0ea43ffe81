using System.Text.Json;

namespace ModelBuild.EndToEnd.Tests;

public class The_gates_command(PackedPackage package) : EndToEndTest(package)
{
    static string Model(UserProject project) => Path.Combine(project.Models, "breast-cancer");

    [Fact]
    public async Task Judges_a_models_folder_by_a_definition_without_training()
    {
        var project = Trained();
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 1.01");

        var run = await project.ToolAsync("gates", Model(project), "--definition", project.Definition);

        run.ExitCode.ShouldBe(1, run.Why);
        run.Text.ShouldContain("auc-min", Case.Sensitive, run.Why);
        run.Errors.ShouldHaveSingleItem(run.Why).Code.ShouldBe("MB4001");
        run.Errors[0].File.ShouldBe(project.Definition);
        project.RunRecords.ShouldBe(0);
    }

    [Fact]
    public async Task Explains_each_gate()
    {
        var project = Trained();

        var run = await project.ToolAsync("gates", Model(project), "--explain");

        run.ShouldSay(0, "auc-min: passed");
        run.Text.ShouldContain("(breast-cancer.model.yaml, line 16)", Case.Sensitive, run.Why);
        run.Text.ShouldContain("over 142 rows", Case.Sensitive, run.Why);
    }

    [Fact]
    public async Task Verifies_a_package_and_compares_with_another_by_what_was_recorded()
    {
        var project = Trained();
        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();
        var first = Path.Combine(Directory.CreateDirectory(Path.Combine(project.Home, "first")).FullName, "Contoso.BreastCancer.Model.1.0.0.nupkg");
        File.Move(Directory.GetFiles(project.In("bin"), "*.nupkg", SearchOption.AllDirectories).ShouldHaveSingleItem(), first);
        project.EditDefinition("l2: 1.0", "l2: 100.0");
        (await project.BuildAsync("-t:PackModel", "-p:Version=1.0.1")).ShouldSucceed();
        var second = Directory.GetFiles(project.In("bin"), "*.nupkg", SearchOption.AllDirectories).ShouldHaveSingleItem();
        project.EditDefinition("  - { metric: accuracy, min: 0.93 }", "  - { metric: logLoss, against: champion, maxRegression: 1% }\n  - { measure: latency, maxRatio: 2 }");

        var run = await project.ToolAsync("gates", second, "--definition", project.Definition, "--champion", first, "--json");

        run.ExitCode.ShouldBe(1, run.Why);
        run.Errors.Select(error => error.Code).ShouldBe(["MB4010", "MB4033"], run.Why);
        using var json = JsonDocument.Parse(run.Text[run.Text.IndexOf('[', StringComparison.Ordinal)..(run.Text.LastIndexOf(']') + 1)]);
        json.RootElement.EnumerateArray().Select(gate => gate.GetProperty("verdict").GetString()).ShouldBe(["passed", "failed", "failed"]);

        await using (var damaged = new FileStream(second, FileMode.Open, FileAccess.ReadWrite))
        {
            damaged.Position = damaged.Length / 2;
            damaged.WriteByte(1);
        }
        (await project.ToolAsync("gates", second, "--definition", project.Definition)).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("no such model", "is neither the folder of a model")]
    [InlineData("data", "is neither the folder of a model")]
    public async Task Says_what_it_takes(string model, string says)
    {
        var project = Trained();

        (await project.ToolAsync("gates", model, "--definition", project.Definition)).ShouldSay(1, says);
    }

    [Fact]
    public async Task Needs_gates()
    {
        var project = Trained();
        var definition = await File.ReadAllTextAsync(project.Definition, TestContext.Current.CancellationToken);
        const string None = "none.model.yaml";
        project.Write(None, definition[..definition.IndexOf("gates:", StringComparison.Ordinal)]);

        (await project.ToolAsync("gates", Model(project), "--definition", None)).ShouldSay(1, "error MB4050: 'breast-cancer' has no gate, and nothing was judged.");
        (await project.ToolAsync("gates", Model(project), "--definition", None, "--json")).ShouldSay(1, "[]");
    }

    [Fact]
    public async Task Needs_a_definition_that_is_right()
    {
        var project = Trained();

        (await project.ToolAsync("gates", Model(project), "--definition", "none.yaml")).ShouldSay(1, "there is no definition");
        project.EditDefinition("accuracy, min: 0.93", "accuracy, mn: 0.93");
        (await project.ToolAsync("gates", Model(project))).ShouldSay(1, "error MB1013: unknown key 'mn'");
    }

    [Fact]
    public async Task Says_that_a_folder_has_the_last_good_model_and_the_reports_of_another()
    {
        var project = Trained();
        const string Note = "this is the last good model. The last build failed";
        (await project.ToolAsync("gates", Model(project))).Text.ShouldNotContain(Note);
        project.EditDefinition("l2: 1.0", "l2: 30000");
        (await project.TrainAsync()).ExitCode.ShouldBe(1);

        (await project.ToolAsync("gates", Model(project))).ShouldSay(0, Note);
    }

    [Fact]
    public async Task Judges_no_folder_with_a_link_and_none_without_a_model()
    {
        var project = Trained();
        var model = Path.Combine(Model(project), "model.json");
        if (!OperatingSystem.IsWindows())
        {
            File.Move(model, project.In("elsewhere.json"));
            File.CreateSymbolicLink(model, project.In("elsewhere.json"));
            (await project.ToolAsync("gates", Model(project))).ShouldSay(1, "error MB6002");
        }
        File.Delete(model);
        (await project.ToolAsync("gates", Model(project))).ShouldSay(1, "has no file of a model");
    }
}
