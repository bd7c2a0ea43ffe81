using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>The project of docs/pipelines.md, built and trained as it stands there: loops, switches, checkpoints, a replaced stage.</summary>
public partial class The_pipelines_page(PackedPackage package) : EndToEndTest(package)
{
    static readonly string Page = File.ReadAllText(Path.Combine(PackedPackage.Repository, "docs", "pipelines.md"));

    [Fact]
    public async Task Has_a_project_that_trains_and_runs_again_only_what_changed()
    {
        var project = await HeightsAsync();

        (await project.TrainAsync()).ShouldRun(
            "read[a.txt]", "read[b.txt]", "pool", "clean", "fold[1]", "fold[2]", "fold[3]", "trainFold[1]", "trainFold[2]", "trainFold[3]",
            "evaluateFold[1]", "evaluateFold[2]", "evaluateFold[3]", "train", "evaluate");
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        // A file more is one node more, and what collects; no fold has the same rows then.
        project.Write("data/c.txt", "181\n164\n");
        var added = await project.TrainAsync();
        added.ShouldSucceed();
        added.StagesRun.Where(stage => stage.StartsWith("read", StringComparison.Ordinal)).ShouldBe(["read[c.txt]"], added.Why);
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        UserProject.Edit(project.In("heights.model.yaml"), "enabled: true", "enabled: false");
        (await project.TrainAsync()).ShouldRun("train");
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();
        using var archive = ZipFile.OpenRead(project.In("bin", "Debug", "Heights.1.0.0.nupkg"));
        using var manifest = await JsonDocument.ParseAsync(archive.GetEntry("model/modelbuild.manifest.json")!.Open(), cancellationToken: TestContext.Current.CancellationToken);
        manifest.RootElement.GetProperty("config").GetProperty("effective").GetProperty("folds").GetRawText().ShouldBe("[1,2,3]");
    }

    [Fact]
    public async Task Has_a_stage_that_goes_on_after_its_whole_build_was_killed()
    {
        Processes.SkipWithoutSignals();
        var project = await HeightsAsync();
        // At its seventh round the stage that makes the model waits, once, for somebody who kills the engine.
        UserProject.Edit(project.In("Heights.cs"), "            context.Progress(", """
                        if (round == 7 && state.Values[0] == 0 && Environment.CurrentDirectory.Contains("heights.train-"))
                        {
                            File.WriteAllText(Path.Combine(context.TemporaryFolder, "running"), "");
                            Thread.Sleep(Timeout.Infinite);
                        }
                        context.Progress(
            """.TrimEnd());

        using var process = project.Start([], ["build", "--no-restore", "-t:TrainModel"], out var killed);
        await Processes.UntilAsync(() => project.IsEndless(), () => "the stage did not come to its seventh round");
        Processes.Send(Processes.Kill, Processes.Engines(project.Home).ShouldHaveSingleItem());
        (await UserProject.EndAsync(process, killed)).ShouldFailWith("MB3016");
        await Processes.UntilNoneIsLeftAsync(project.Home);
        Checkpoints(project).ShouldNotBeEmpty(); // of a fold, too, where one was trained beside it
        (await project.TrainAsync()).ShouldSucceed();

        var log = Directory.GetFiles(project.Runs, "heights.train.log", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken)).ShouldBe("begins with round 7\n");
        Checkpoints(project).ShouldBeEmpty();
    }

    [Fact]
    public async Task Replaces_a_stage_of_the_pipeline_for_tables_and_keeps_the_results_of_the_others()
    {
        var project = Trained();
        project.Write("MeansOnly.cs", Blocks("csharp replace").ShouldHaveSingleItem());
        (await project.TrainWithoutEngineAsync()).ShouldRun();
        project.EditDefinition("pipeline: tabular", "pipeline: means-only");
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 0.9"); // a third of the columns

        (await project.TrainAsync()).ShouldRun("features", "train", "threshold", "evaluate");

        (await project.TrainWithoutEngineAsync()).ShouldRun();
        var model = await File.ReadAllTextAsync(Path.Combine(project.Models, "breast-cancer", "model.json"), TestContext.Current.CancellationToken);
        model.ShouldContain("mean_radius");
        model.ShouldNotContain("worst_radius");
    }

    [Fact]
    public async Task Has_a_transform_of_ones_own()
    {
        var project = Trained();
        project.Write("Clipped.cs", "using System;\nusing System.Collections.Generic;\nusing System.Linq;\n" + Blocks("csharp transform").ShouldHaveSingleItem());
        project.EditDefinition("pipeline: tabular", "pipeline: clipped");
        project.EditDefinition("features: { impute: mean, scale: standard }", Blocks("yaml transform").ShouldHaveSingleItem().TrimEnd());

        (await project.TrainAsync()).ShouldRun("features", "train", "threshold", "evaluate");

        (await project.TrainWithoutEngineAsync()).ShouldRun();
        (await File.ReadAllTextAsync(Path.Combine(project.Models, "breast-cancer", "model.json"), TestContext.Current.CancellationToken)).ShouldContain("\"clip\"");
        UserProject.Edit(project.In("Clipped.cs"), "Math.Clamp(input[i], low, high)", "Math.Min(input[i], high)");
        (await project.TrainAsync()).ShouldRun("features", "train", "threshold", "evaluate");
    }

    async Task<UserProject> HeightsAsync()
    {
        var project = Empty("Heights");
        project.Write("Heights.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="ModelBuild" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        project.Write("Heights.cs", string.Concat(Blocks("csharp")));
        project.Write("heights.model.yaml", Blocks("yaml").ShouldHaveSingleItem());
        project.Write("data/a.txt", "172\n168\n159\n190\n");
        project.Write("data/b.txt", "183\n177\n161\n");
        (await project.DotnetAsync("restore")).ShouldSucceed();
        return project;
    }

    static string[] Checkpoints(UserProject project) => Directory.GetDirectories(Path.Combine(project.Cache, "checkpoints"));

    /// <summary>The code of the page in one language, in its order.</summary>
    static string[] Blocks(string language) =>
        [.. Block().Matches(Page).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    [GeneratedRegex(@"^```(\w+(?: \w+)?)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
