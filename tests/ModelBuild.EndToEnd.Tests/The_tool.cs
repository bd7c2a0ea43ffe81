using System.Text.Json;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>The commands about a project, from the packed package.</summary>
public class The_tool(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Says_by_status_what_a_build_would_find()
    {
        var project = Trained();
        (await project.ToolAsync("status", ".")).ShouldSay(3, "in another place"); // a copy of one that was built
        (await project.TrainWithoutEngineAsync()).ShouldRun();
        (await project.ToolAsync("status", ".")).ShouldSay(0, "breast-cancer: up to date: auc 0.99");
        (await project.ToolAsync("status", ".", "-c", "Release")).ShouldSay(3, "nothing is known");

        UserProject.Edit(project.Data, "\n1,17.99,", "\n1,17.98,");
        (await project.ToolAsync("status", ".")).ShouldSay(3, "would build: data/breast-cancer.csv is not what it was");

        (await project.TrainAsync()).ShouldSucceed();
        (await project.ToolAsync("status", ".")).ShouldSay(0, "up to date");

        UserProject.Edit(project.ProjectFile, "<TargetFramework>", "<!-- a remark --><TargetFramework>");
        (await project.ToolAsync("status", ".")).ShouldSay(3, "may build: BreastCancer.csproj was edited");
        (await project.TrainWithoutEngineAsync()).ShouldRun();
        (await project.ToolAsync("status", ".")).ShouldSay(0, "up to date");
        (await project.ToolAsync("status", "nowhere")).ShouldSay(1, "there is no folder");
    }

    [Fact]
    public async Task Says_by_why_what_would_run_and_because_of_what()
    {
        var project = Trained();
        (await project.ToolAsync("why")).ShouldSay(0, "train: up to date");

        project.EditDefinition("l2: 1.0", "l2: 2.0");
        (await project.ToolAsync("why")).ShouldSay(3, "train: would run: train.l2 1 → 2");
        var json = await project.ToolAsync("why", ".", "--json", "--", "-c", "Debug");

        json.ExitCode.ShouldBe(3, json.Text);
        var train = JsonElement.Parse(json.Text)[0].GetProperty("stages").EnumerateArray().Single(stage => stage.GetProperty("stage").GetString() == "train");
        train.GetProperty("outlook").GetString().ShouldBe("would-run");
        train.GetProperty("reason").GetString().ShouldBe("train.l2 1 → 2");
        train.GetProperty("lastSeconds").GetDouble().ShouldBeGreaterThan(0);
        (await project.ToolAsync("why", "--model", "churn")).ShouldSay(1, "It has breast-cancer.");
        (await project.ToolAsync("why", "nowhere")).ShouldSay(1, "MSB1009");
    }

    [Fact]
    public async Task Finds_by_doctor_what_is_wrong_with_cache_and_project()
    {
        var project = Trained();
        (await project.TrainWithoutEngineAsync()).ShouldRun(); // a copy of one that was built, which has an index of its own now
        var sound = await project.ToolAsync("doctor");
        sound.ShouldSay(0, "no problem found");
        sound.Text.ShouldContain("what 1 configuration remembers of ");
        sound.Text.ShouldContain("; 1 lock file");
        sound.Text.ShouldContain("remote   none");

        var damaged = Directory.GetFiles(Path.Combine(project.Cache, "cas"), "*", SearchOption.AllDirectories)[0];
        File.Delete(damaged); // it is read-only
        project.Write(damaged, "another content");
        (await project.ToolAsync("doctor")).ShouldSay(1, $"problem: '{damaged}' is damaged");

        project.Write("breast-cancer.model.lock.json", "<<<<<<< HEAD");
        (await project.ToolAsync("doctor", "BreastCancer.csproj")).ShouldSay(1, "2 problems found");
        (await project.ToolAsync("doctor", "nowhere")).ShouldSay(1, "there is no project or folder");
    }

    [Fact]
    public async Task Names_the_method_that_was_edited()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), ">= options.Minimum", "> options.Minimum");

        (await project.ToolAsync("why")).ShouldSay(3, "train: would run: a lambda in WordsPipeline.Train(): body changed");
    }
}
