using System.Text.Json;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>The commands about a project, from the packed package.</summary>
public class The_tool(PackedPackage package) : EndToEndTest(package)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_by_status_what_a_build_would_find()
    {
        var project = Trained();
        (await project.ToolAsync("status", ".")).ShouldSay(3, "in another place"); // a copy of one that was built
        (await project.TrainWithoutEngineAsync()).ShouldRun();
        (await project.ToolAsync("status", ".")).ShouldSay(0, "breast-cancer: up to date: auc 0.99");
        (await project.ToolAsync("status", ".", "-c", "Release")).ShouldSay(3, "nothing is known");

        project.Variables["MODELBUILD__TRAIN__L2"] = "2";
        (await project.ToolAsync("status", ".")).ShouldSay(3, "would build: variables MODELBUILD__");
        project.Variables.Remove("MODELBUILD__TRAIN__L2");

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
    public async Task Shows_by_schema_what_the_data_is_like()
    {
        var project = Trained();
        var definition = await File.ReadAllTextAsync(project.Definition, Cancellation);

        var schema = await project.ToolAsync("schema");

        schema.ShouldSay(0, "# What the data of breast-cancer is like now.");
        schema.Text.ShouldContain("  mean_radius: { type: numeric, required: true, min: 6, max: 29 }\n");
        (await File.ReadAllTextAsync(project.Definition, Cancellation)).ShouldBe(definition);
        (await project.ToolAsync("schema", ".", "--model", "churn")).ShouldSay(1, "It has breast-cancer.");
        (await project.ToolAsync("schema", "nowhere")).ShouldSay(1, "MSB1009");

        // What it says can be taken as it is.
        var columns = schema.Text.Split('\n').SkipWhile(line => !line.StartsWith("columns:", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0).Select(line => "  " + line + "\n");
        UserProject.Edit(project.Definition, "  columns:\n    mean_radius: { type: numeric, required: true, min: 0 }\n", string.Concat(columns));
        (await project.TrainAsync()).ShouldSucceed();
        UserProject.Edit(project.Data, "\n1,17.99,", "\n1,170.99,");
        (await project.TrainAsync()).ShouldFailWith("MB2029").Message.ShouldContain("170.99");
    }

    [Fact]
    public async Task Predicts_with_a_model_and_with_a_package_that_it_verified()
    {
        var project = Trained();
        var model = Path.Combine("bin", "Debug", "net10.0", "models", "breast-cancer");

        (await project.ToolAsync("predict", model, "data/breast-cancer.csv", "--keep", "id", "--keep", "diagnosis", "--output", "predictions.csv")).ShouldSay(0, "");

        var lines = await File.ReadAllLinesAsync(project.In("predictions.csv"), Cancellation);
        lines[0].ShouldBe("id,diagnosis,prediction,probability[benign],probability[malignant]");
        lines.Length.ShouldBe(570);
        lines.Skip(1).Select(line => line.Split(',')).Count(cells => cells[1] == cells[2]).ShouldBeGreaterThan(550);

        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();
        var nupkg = Path.Combine("bin", "Debug", "Contoso.BreastCancer.Model.1.0.0.nupkg");
        var packed = await project.ToolAsync("predict", nupkg, "data/breast-cancer.csv", "--threads", "1");
        packed.ShouldSay(0, "prediction,probability[benign],probability[malignant]\n");
        packed.Text.Split('\n')[1].ShouldBe(string.Join(',', lines[1].Split(',')[2..]));

        await using (var file = File.Open(project.In(nupkg), FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.WriteByte((byte)(file.ReadByte() ^ 1));
        }
        var damaged = await project.ToolAsync("predict", nupkg, "data/breast-cancer.csv");
        damaged.ShouldSay(1, "error MB50");
        damaged.Text.ShouldNotContain("prediction,");
    }

    [Fact]
    public async Task Says_what_keeps_it_from_predicting()
    {
        var project = Trained();
        var model = Path.Combine("bin", "Debug", "net10.0", "models", "breast-cancer");
        project.Write("rows.csv", "id,mean_radius\n1,17.99\n");

        var absent = await project.ToolAsync("predict", model, "rows.csv", "-o", "predictions.csv");
        absent.ShouldSay(1, "rows.csv(1,1): error MB2095: The data lacks 29 of the 30 columns");
        Directory.GetFiles(project.In("."), "predictions*").ShouldBeEmpty();

        (await project.ToolAsync("predict", model, "data", "-o", "data/predictions.csv")).ShouldSay(1, "'data/predictions.csv' is in 'data', and so would be data itself");
        (await project.ToolAsync("predict", model, "nothing.csv")).ShouldSay(1, "there is no file or folder 'nothing.csv'");
        (await project.ToolAsync("predict", "data", "rows.csv")).ShouldSay(1, "data: error MB2096: The folder has neither model.json nor model/.");
        project.Write("damaged/model.json", "{}");
        (await project.ToolAsync("predict", "damaged", "rows.csv")).ShouldSay(1, "damaged: error MB2096: ");
        (await project.ToolAsync("predict", model)).ShouldSay(2, "Required argument 'DATA' missing");
        (await project.ToolAsync("predict", model, "rows.csv", "--separator", "space")).ShouldSay(2, "semicolon");
    }

    [Theory]
    [InlineData("why")]
    [InlineData("schema")]
    public async Task Shows_of_a_project_with_an_error_the_error_only(string command)
    {
        var project = Trained();
        project.EditDefinition("l2: 1.0", "l3: 1.0");

        var build = await project.ToolAsync(command);

        build.ShouldSay(1, ": error MB");
        build.Text.ShouldNotContain("TargetResults");
    }

    [Fact]
    public async Task Names_the_method_that_was_edited()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), ">= options.Minimum", "> options.Minimum");

        (await project.ToolAsync("why")).ShouldSay(3, "train: would run: a lambda in WordsPipeline.Train(): body changed");
    }
}
