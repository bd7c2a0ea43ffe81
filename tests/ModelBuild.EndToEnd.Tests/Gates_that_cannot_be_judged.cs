namespace ModelBuild.EndToEnd.Tests;

public class Gates_that_cannot_be_judged(PackedPackage package) : EndToEndTest(package)
{
    /// <summary>The sample with these gates in the place of its own.</summary>
    static void Judge(UserProject project, params string[] gates)
    {
        var text = File.ReadAllText(project.Definition);
        File.WriteAllText(project.Definition, text[..text.IndexOf("gates:", StringComparison.Ordinal)] + "gates:\n" + string.Concat(gates.Select(gate => $"  - {{ {gate} }}\n")));
    }

    static int LineOf(UserProject project, string text) => Array.FindIndex(File.ReadAllLines(project.Definition), line => line.Contains(text, StringComparison.Ordinal)) + 1;

    [Fact]
    public async Task Fail_each_with_one_line_at_its_place_and_none_hides_another()
    {
        var project = Trained();
        var good = Folders.Content(project.Models);
        project.EditDefinition("evaluate: { slices: [] }", "evaluate: { slices: [mean_radius], bins: { mean_radius: [7, 12, 15] }, at: [5000] }");
        (string Gate, string Code)[] gates =
        [
            ("metric: auc, min: 0.5", ""),
            ("metric: aucc, min: 0.5", "MB4003"),
            ("metric: precisionAt5000, min: 0.5", "MB4004"),
            ("metric: auc, slice: { mean_radius: '<700' }, min: 0.5", "MB4005"),
            ("metric: auc, slices: mean_radus, min: 0.5", "MB4005"),
            ("metric: accuracy, minSamples: 1000, min: 0.5", "MB4006"),
            ("metric: recall, min: 0.5, interval: true", "MB4007"),
            ("metric: f1, min: 0.999", "MB4001"),
            ("metric: logLoss, max: 0.001", "MB4002"),
            ("metric: brier, against: baseline, minImprovement: 0.9", "MB4011"),
            ("metric: mcc, against: 0.999, maxRegression: 0.001", "MB4010"),
            ("metric: balancedAccuracy, against: champion, maxRegression: 0.1", "MB4012"),
            ("metric: auc, against: champion, test: non-inferiority, margin: 0.01", "MB4012"),
            ("measure: latency, maxRatio: 10", "MB4012"),
            ("measure: size, max: 10", "MB4002"),
            ("measure: trainingTime, max: 1h", ""),
            ("drift: psi, max: 0.2", "MB4030"),
        ];
        Judge(project, [.. gates.Select(gate => gate.Gate)]);

        var build = await project.TrainAsync();

        build.ExitCode.ShouldBe(1, build.Why);
        build.ShouldShowNoStack();
        build.Errors.Select(error => (error.Line, error.Code)).ShouldBe(gates.Where(gate => gate.Code.Length > 0).Select(gate => (LineOf(project, gate.Gate), gate.Code)), ignoreOrder: true, build.Why);
        Folders.Content(project.Models).ShouldBe(good, "the last good model stays");
        foreach (var (gate, _) in gates)
            build.Text.ShouldContain(gate.Split(' ')[1].TrimEnd(','), Case.Sensitive, build.Why);
    }

    [Fact]
    public async Task Since_the_champion_is_empty_or_is_not_what_was_signed_fail()
    {
        var project = Trained();
        Directory.CreateDirectory(project.In("accepted"));
        Judge(project, "metric: auc, against: champion, maxRegression: 0.1", "metric: f1, against: champion, maxRegression: 0.1, ifMissing: pass");
        await File.AppendAllTextAsync(project.Definition, "champion: { folder: accepted }\n", TestContext.Current.CancellationToken);

        var build = await project.TrainAsync();

        build.ExitCode.ShouldBe(1, build.Why);
        build.Errors.Select(error => error.Code).ShouldBe(["MB4013", "MB4013"], build.Why);
        build.Errors[0].Message.ShouldContain("the folder is empty", Case.Sensitive, build.Why);
    }

    [Fact]
    public async Task Since_the_champion_saw_the_tests_rows_fail()
    {
        var project = Trained();
        project.Write(".gitignore", "bin/\nobj/\n");
        await Git.RunAsync(project, "init", "--quiet", "--initial-branch=main");
        await Git.CommitAsync(project);
        project.EditDefinition("seed: 7", "seed: 8");
        Judge(project, "metric: auc, against: champion, maxRegression: 0.1");

        var error = (await project.TrainAsync()).ShouldFailWith("MB4015");

        error.Message.ShouldContain("Keep the split as it was (seed, method and key)");
    }

    [Fact]
    public async Task Since_the_champion_is_on_no_machine_but_another_fail_where_the_data_is_another()
    {
        var project = Trained();
        project.Write(".gitignore", "bin/\nobj/\n");
        await Git.RunAsync(project, "init", "--quiet", "--initial-branch=main");
        await Git.CommitAsync(project);
        Folders.Delete(project.Cache);
        Folders.Delete(project.In("bin"));
        Folders.Delete(project.In("obj", "Debug"));
        project.EditDefinition("seed: 7", "seed: 8");
        Judge(project, "metric: auc, against: champion, maxRegression: 0.1");
        (await project.TrainAsync()).ShouldFailWith("MB4014");

        Judge(project, "metric: auc, against: champion, maxRegression: 0.1, otherData: compare");

        (await project.TrainAsync()).ShouldSay(0, "champion as recorded on other rows");
    }

    [Fact]
    public async Task Are_asked_for_in_a_release_build()
    {
        var project = Trained();
        Judge(project);
        project.EditDefinition("gates:\n", "");

        var error = (await project.TrainAsync("-p:ModelRequireGates=true")).ShouldFailWith("MB4050");
        error.File.ShouldBe(project.Definition);
        (await project.BuildAsync("-t:ValidateModel", "-p:ModelRequireGates=true")).ShouldFailWith("MB4050");
        (await project.TrainAsync()).ShouldSucceed();
        (await project.TrainAsync("-p:ModelRequireGates=true")).ShouldFailWith("MB4050"); // though all is up to date
        (await project.BuildAsync("-getProperty:ModelRequireGates", "-c", "Release")).Text.Trim().ShouldBe("true");
        (await project.BuildAsync("-getProperty:ModelRequireGates")).Text.Trim().ShouldBe("false");
    }

    /// <summary>Whoever publishes reports whatever became of the build is not to publish those of another.</summary>
    [Fact]
    public async Task Leave_reports_that_say_so()
    {
        var project = Trained();
        var (reports, good) = (Path.Combine(project.Models, "breast-cancer", "reports"), Folders.Content(project.Models));
        Read("summary.md").ShouldContain("**passed**");

        project.EditDefinition("trainer: linear", "trainer: liner");
        var code = (await project.TrainAsync()).Errors.ShouldHaveSingleItem().Code;
        ShouldSay(code);

        project.EditDefinition("trainer: liner", "trainer: linear");
        (await project.TrainAsync()).ShouldSucceed();
        Read("summary.md").ShouldContain("**passed**");

        project.EditDefinition("l2: 1.0", "l2: 2.0");
        (await project.TrainAsync("-p:ModelLockedMode=true")).ShouldFailWith("MB3041");
        ShouldSay("MB3041");

        project.EditDefinition("l2: 2.0", "l2: 1.0");
        await File.AppendAllTextAsync(project.Data, "1,2,3\n", TestContext.Current.CancellationToken);
        ShouldSay((await project.TrainAsync()).Errors.ShouldHaveSingleItem().Code);
        Folders.Content(project.Models).ShouldBe(good, "the last good model stays");

        string Read(string file) => File.ReadAllText(Path.Combine(reports, file));

        void ShouldSay(string error)
        {
            Read("summary.md").ShouldNotContain("**passed**");
            foreach (var file in new[] { "summary.md", "gates.json", "gates.trx", "gates.junit.xml", "gates.sarif" })
                Read(file).ShouldContain(error, customMessage: file);
        }
    }

    [Theory]
    [InlineData("bin/Debug/net10.0/models")]
    [InlineData("bin/Debug/net10.0/models/reports")]
    [InlineData("obj/Debug/net10.0/modelbuild")]
    public async Task Leave_reports_nowhere_among_the_builds_own_files(string folder) =>
        (await Trained().TrainAsync($"-p:ModelReportsDirectory={folder}")).ShouldFailWith("MB4071").Message.ShouldContain("is where the build puts its own files");

    /// <summary>Also where there is nothing to do: else -warnaserror would fail the first build alone.</summary>
    [Fact]
    public async Task Or_only_warn_are_said_in_every_build()
    {
        var project = Trained();
        Judge(project, "metric: auc, min: 0.9", "metric: accuracy, min: 0.999, severity: warning");
        project.Write("breast-cancer.model.waivers.yaml", "waivers: []\n");

        for (var build = 0; build < 3; build++)
            (await project.TrainAsync()).Warnings.ShouldHaveSingleItem().Code.ShouldBe("MB4001");
        (await project.TrainAsync("-warnaserror")).ShouldFailWith("MB4001");
        (await project.TrainAsync("-warnaserror")).ShouldFailWith("MB4001");
        (await project.TrainWithoutEngineAsync()).Warnings.ShouldHaveSingleItem().Code.ShouldBe("MB4001");
    }

    [Fact]
    public async Task Leave_files_alone_that_are_no_reports()
    {
        var project = Trained();
        var file = project.In("documents", "breast-cancer", "notes.txt");
        project.Write("documents/breast-cancer/notes.txt", "mine");

        var build = await project.TrainAsync("-p:ModelReportsDirectory=documents");

        build.ShouldSucceed();
        build.Warnings.ShouldHaveSingleItem().Message.ShouldContain("their folder has what is no report (notes.txt). Set ModelReportsDirectory to a folder of their own.");
        Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!).ShouldBe([file]);
        // Beside the model they come back once nobody wants them elsewhere.
        (await project.TrainAsync("-p:ModelReportsDirectory=reports")).ShouldSucceed();
        File.Exists(project.In("reports", "breast-cancer", "gates.trx")).ShouldBeTrue();
        (await project.TrainAsync()).ShouldSucceed();
        File.Exists(Path.Combine(project.Models, "breast-cancer", "reports", "gates.trx")).ShouldBeTrue();
    }
}
