using System.Globalization;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>The promise as a table: what changes, and which stages that costs. Everything else is a hit.</summary>
public class A_change(PackedPackage package) : EndToEndTest(package)
{
    const string Nothing = "";
    const string NothingButGates = "gates";

    static readonly Dictionary<string, (Action<UserProject> Make, string Stages)> Changes = new(StringComparer.Ordinal)
    {
        ["a touched data file"] = (p => File.SetLastWriteTimeUtc(p.Data, DateTime.UtcNow), Nothing),
        ["a data file rewritten with its own bytes"] = (p => Rewrite(p.Data), Nothing),
        ["an older time on the definition"] = (p => File.SetLastWriteTimeUtc(p.Definition, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc)), Nothing),
        ["a comment in the definition"] = (p => p.EditDefinition("task:", "# a remark\n\ntask:"), Nothing),
        ["another layout and order of keys"] = (p => p.EditDefinition("split: { method: stratified, test: 0.25, seed: 7 }", "split:\n  seed: 7\n  test: 2.5e-1\n  method: \"stratified\""), Nothing),
        ["a resource"] = (p => p.EditDefinition("trainer: linear, l2: 1.0", "trainer: linear, l2: 1.0, resources: { cpus: 2 }"), Nothing),
        ["a data file with another name"] = (Rename, Nothing),
        ["an unrelated file"] = (p => p.Write("notes.md", "notes"), Nothing),
        ["an unrelated class"] = (p => p.Write("Unrelated.cs", "namespace A; public class Unrelated;"), Nothing),
        ["the project's version"] = (p => UserProject.Edit(p.ProjectFile, "1.0.0", "1.0.1"), Nothing),

        ["a gate's threshold"] = (p => p.EditDefinition("min: 0.93", "min: 0.94"), NothingButGates),
        ["a gate more"] = (p => p.EditDefinition("  - { metric: accuracy", "  - { metric: logLoss, max: 0.2 }\n  - { metric: accuracy"), NothingButGates),

        ["an option of training"] = (p => p.EditDefinition("l2: 1.0", "l2: 2.0"), "train threshold evaluate"),
        ["an option of training that makes the same model"] = (p => p.EditDefinition("l2: 1.0", "l2: 1.0, maxIterations: 5000"), "train"),
        ["an option of the evaluation that makes the same numbers"] = (p => p.EditDefinition("evaluate: { slices: [] }", "evaluate: {}"), "evaluate"),
        ["an option of the features"] = (p => p.EditDefinition("impute: mean", "impute: median"), "features train threshold evaluate"),
        ["the seed of the split"] = (p => p.EditDefinition("seed: 7", "seed: 8"), "split features train threshold evaluate"),
        ["a data value"] = (p => UserProject.Edit(p.Data, "\n1,17.99,", "\n1,17.98,"), "ingest validate split features train threshold evaluate"),
        ["the data's last row"] = (DropLastRow, "ingest validate split features train threshold evaluate"),
        ["the positive class"] = (p => p.EditDefinition("positive: malignant", "positive: benign"), "validate features train threshold evaluate"),
    };

    public static TheoryData<string> All => [.. Changes.Keys];

    [Theory, MemberData(nameof(All))]
    public async Task Runs_what_depends_on_it_and_nothing_else(string change)
    {
        var project = Trained();
        var (make, stages) = Changes[change];
        make(project);

        var build = stages == Nothing ? await project.TrainWithoutEngineAsync() : await project.TrainAsync();

        build.ShouldRun(stages == NothingButGates ? [] : stages.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        project.RunRecords.ShouldBe(stages == Nothing ? 0 : 1, build.Why);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Of_a_gate_judges_it_anew_without_a_stage()
    {
        var project = Trained();
        project.EditDefinition("min: 0.93", "min: 0.94");

        var build = await project.TrainAsync();

        build.ShouldRun();
        build.Text.ShouldContain("accuracy-min  0.9718  >= 0.94   passed", Case.Sensitive, build.Why);
        (await File.ReadAllTextAsync(Path.Combine(project.Models, "breast-cancer", "gates.json"), TestContext.Current.CancellationToken)).ShouldContain("0.94");
    }

    [Fact]
    public async Task Of_place_and_times_runs_nothing()
    {
        var project = Trained();
        var elsewhere = project.At("a copy, elsewhere");
        Folders.Copy(project.Folder, elsewhere.Folder);
        foreach (var file in Directory.GetFiles(elsewhere.Folder, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);

        (await elsewhere.DotnetAsync("restore")).ShouldSucceed();
        (await elsewhere.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Of_place_for_a_fresh_checkout_runs_no_stage_and_brings_the_model_from_the_cache()
    {
        var project = Trained();
        var elsewhere = project.At("checkout");
        Folders.Copy(project.Folder, elsewhere.Folder, "bin", "obj", ".modelbuild");
        (await elsewhere.DotnetAsync("restore")).ShouldSucceed();

        var build = await elsewhere.TrainAsync();

        build.ShouldRun();
        Folders.Content(elsewhere.Models).ShouldBe(Folders.Content(project.Models));
        (await elsewhere.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Of_the_configuration_runs_no_stage()
    {
        var project = Trained();

        var build = await project.TrainAsync("-c", "Release");

        build.ShouldRun();
        Folders.Content(project.In("bin", "Release", "net10.0", "models")).ShouldBe(Folders.Content(project.Models));
    }

    [Fact]
    public async Task Of_the_models_folder_by_somebody_else_is_mended_from_the_cache()
    {
        var project = Trained();
        var good = Folders.Content(project.Models);
        await File.AppendAllTextAsync(Path.Combine(project.Models, "breast-cancer", "model.json"), " ", TestContext.Current.CancellationToken);

        (await project.TrainAsync()).ShouldRun();

        Folders.Content(project.Models).ShouldBe(good);
    }

    [Fact]
    public async Task Of_the_commit_runs_nothing()
    {
        var project = Trained();
        await Git.RunAsync(project, "init", "--quiet");
        project.Write(".gitignore", "bin/\nobj/\n");
        await Git.CommitAsync(project);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
        var first = await RevisionAsync(project);

        project.Write("README.md", "more words");
        await Git.CommitAsync(project);

        (await project.TrainWithoutEngineAsync()).ShouldRun();
        (await RevisionAsync(project)).ShouldNotBe(first, "the commit should be known to the build");
    }

    static async Task<string> RevisionAsync(UserProject project) =>
        (await File.ReadAllTextAsync(project.In("obj", "Debug", "net10.0", "BreastCancer.AssemblyInfo.cs"))).Split('\n').Single(line => line.Contains("InformationalVersion", StringComparison.Ordinal));

    static void Rewrite(string file) => File.WriteAllBytes(file, File.ReadAllBytes(file));

    static void Rename(UserProject project)
    {
        File.Move(project.Data, project.In("data", "measures.csv"));
        project.EditDefinition("path: data/breast-cancer.csv", "path: data/measures.csv");
    }

    static void DropLastRow(UserProject project)
    {
        var lines = File.ReadAllLines(project.Data);
        int.Parse(lines[^1].Split(',')[0], CultureInfo.InvariantCulture).ShouldBe(lines.Length - 1);
        File.WriteAllLines(project.Data, lines[..^1]);
    }
}
