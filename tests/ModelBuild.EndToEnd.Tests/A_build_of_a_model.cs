namespace ModelBuild.EndToEnd.Tests;

public class A_build_of_a_model(PackedPackage package) : EndToEndTest(package)
{
    static readonly string[] AllStages = ["ingest", "validate", "split", "features", "train", "threshold", "evaluate"];

    [Fact]
    public async Task Trains_and_says_metrics_and_folder_last()
    {
        var project = Fresh();

        var build = await project.TrainAsync();

        build.ShouldRun(AllStages);
        Directory.GetFiles(Path.Combine(project.Models, "breast-cancer")).Select(Path.GetFileName).ShouldBe(["evaluation.json", "gates.json", "metrics.json", "model.json", "profile.json", "training-rows.bin"], ignoreOrder: true);
        Directory.GetFiles(Path.Combine(project.Models, "breast-cancer", "reports")).Select(Path.GetFileName).ShouldBe(["gates.json", "gates.junit.xml", "gates.sarif", "gates.trx", "summary.md"], ignoreOrder: true);
        var lines = build.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var last = Array.IndexOf(lines, "Build succeeded.") - 1;
        lines[last - 1].ShouldStartWith("breast-cancer: auc 0.99", Case.Sensitive, build.Why);
        lines[last].ShouldBe($"BreastCancer -> {Path.Combine(project.Models, "breast-cancer")}{Path.DirectorySeparatorChar}", build.Why);
        project.RunRecords.ShouldBe(1);
    }

    [Fact]
    public async Task Does_nothing_when_nothing_changed()
    {
        var project = Fresh();
        (await project.TrainAsync()).ShouldRun(AllStages);
        var before = await Folders.IdentityAsync(project.Models);

        var again = await project.TrainWithoutEngineAsync();

        again.ShouldRun();
        again.Text.ShouldContain("all stages up to date");
        again.Text.ShouldContain($"BreastCancer -> {Path.Combine(project.Models, "breast-cancer")}");
        (await Folders.IdentityAsync(project.Models)).ShouldBe(before);
        project.RunRecords.ShouldBe(1);
    }

    [Fact]
    public async Task Fails_without_a_stack_when_its_engine_is_not_there()
    {
        var project = Fresh();

        var build = await project.TrainWithoutEngineAsync();

        build.ShouldFailWith("MB3016");
        build.StagesRun.ShouldBeEmpty();
    }

    [Fact]
    public async Task Gives_the_same_bytes_from_the_same_sources_anywhere()
    {
        var (one, two) = (Fresh(), Fresh());
        (await one.TrainAsync()).ShouldRun(AllStages);
        (await two.TrainAsync()).ShouldRun(AllStages);

        Folders.Content(two.Models).ShouldBe(Folders.Content(one.Models));
        Folders.Content(one.Models).ShouldNotBeEmpty();
    }
}
