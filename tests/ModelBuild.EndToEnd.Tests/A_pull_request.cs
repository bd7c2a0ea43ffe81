namespace ModelBuild.EndToEnd.Tests;

public class A_pull_request(PackedPackage package) : EndToEndTest(package)
{
    const string Locked = "-p:ModelLockedMode=true";
    const string Base = "-p:ModelBaseRevision=main";

    /// <summary>Main has a model whose gates look at the champion, and its lock file.</summary>
    async Task<UserProject> MainAsync()
    {
        var project = Trained();
        project.EditDefinition("evaluate: { slices: [] }", "evaluate: { slices: [mean_radius], bins: { mean_radius: [12, 15] } }");
        project.EditDefinition("  - { metric: accuracy, min: 0.93 }",
            """
              - { metric: auc, against: champion, maxRegression: 0.01, ifMissing: pass }
              - { metric: accuracy, slices: mean_radius, against: champion, maxRegression: 2%, minSamples: 20, ifTooFew: pass, ifMissing: pass, reason: no group of patients gets worse }
            """);
        project.Write(".gitignore", "bin/\nobj/\n");
        await Git.RunAsync(project, "init", "--quiet", "--initial-branch=main");
        (await project.TrainAsync()).ShouldSay(0, "not judged");
        await Git.CommitAsync(project);
        return project;
    }

    static Task BranchAsync(UserProject project, string name) => Git.RunAsync(project, "checkout", "--quiet", "-b", name, "main");

    static string Summary(UserProject project) => File.ReadAllText(Path.Combine(project.Models, "breast-cancer", "reports", "summary.md"));

    [Fact]
    public async Task That_makes_the_model_worse_fails_with_the_slice_and_the_numbers()
    {
        var project = await MainAsync();
        await BranchAsync(project, "worse");
        project.EditDefinition("l2: 1.0", "l2: 3000.0");
        await Git.CommitAsync(project);

        var build = await project.TrainAsync(Base);

        build.ExitCode.ShouldBe(1, build.Why);
        build.ShouldShowNoStack();
        build.Errors.ShouldAllBe(error => error.Code == "MB4010" && error.File == project.Definition, build.Why);
        var slice = build.Errors.Where(error => error.Message.Contains("mean_radius=", StringComparison.Ordinal)).ToList();
        slice.ShouldNotBeEmpty(build.Why);
        slice[0].Message.ShouldMatch(@"^accuracy of mean_radius=\S.* 0\.\d+ is worse than the champion's [01](\.\d+)? \(it may be worse by 2 %, so that 0\.\d+ is the least\)\. ");
        slice[0].Line.ShouldBe(Array.FindIndex(await File.ReadAllLinesAsync(project.Definition, TestContext.Current.CancellationToken), line => line.Contains("maxRegression: 2%", StringComparison.Ordinal)) + 1);
        var summary = Summary(project);
        summary.ShouldContain("train.l2");
        summary.ShouldContain("worse");
        summary.ShouldContain("no group of patients gets worse");
        // The lock file stays that of the accepted model.
        File.ReadAllText(project.In("breast-cancer.model.lock.json")).ShouldContain("\"train.l2\": 1,");
    }

    [Fact]
    public async Task That_edits_documentation_trains_nothing_and_starts_nothing()
    {
        var project = await MainAsync();
        await BranchAsync(project, "words");
        project.Write("README.md", "Words.\n");
        await Git.CommitAsync(project);
        (await project.TrainAsync(Base)).ShouldRun(); // there was no champion yet when main was trained

        project.Write("README.md", "Other words.\n");
        await Git.CommitAsync(project);

        (await project.TrainWithoutEngineAsync(Base)).ShouldRun();
        (await project.TrainWithoutEngineAsync(Base, Locked)).ShouldRun();
    }

    [Fact]
    public async Task That_changes_inputs_and_not_the_lock_file_fails_in_locked_mode_with_what_to_do()
    {
        var project = await MainAsync();
        await BranchAsync(project, "inputs");
        project.EditDefinition("l2: 1.0", "l2: 1.5");
        await Git.CommitAsync(project);

        var error = (await project.TrainAsync(Base, Locked)).ShouldFailWith("MB3041");

        error.Message.ShouldContain("train.l2 is 1.5, and the lock file says 1 ");
        error.Message.ShouldContain("commit what TrainModel writes there without ModelLockedMode, where the gates hold or are waived, or take the change back");
    }

    [Fact]
    public async Task That_commits_a_better_model_with_its_lock_file_passes_on_another_machine()
    {
        var project = await MainAsync();
        await BranchAsync(project, "better");
        project.EditDefinition("l2: 1.0", "l2: 0.9");
        (await project.TrainAsync(Base)).ShouldSucceed();
        await Git.CommitAsync(project);
        Folders.Delete(project.In("bin"));
        Folders.Delete(project.In("obj"));
        (await project.DotnetAsync("restore")).ShouldSucceed();

        var build = await project.TrainAsync(Base, Locked);

        build.ShouldRun();
        var summary = Summary(project);
        summary.ShouldContain("evaluated");
        summary.ShouldContain("train.l2");
    }

    [Fact]
    public async Task Adds_its_summary_to_the_page_of_the_job()
    {
        var project = await MainAsync();
        var page = project.In("..", "page.md");
        await File.WriteAllTextAsync(page, "before\n", TestContext.Current.CancellationToken);
        project.EditDefinition("l2: 1.0", "l2: 0.9");

        (await project.With("GITHUB_STEP_SUMMARY", page).TrainAsync()).ShouldSucceed();

        (await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)).ShouldBe($"before\n{Summary(project)}\n");
    }

    /// <summary>As whoever tries a workflow at home sets it; a pipe cannot be appended to by its end.</summary>
    [Fact]
    public async Task Adds_its_summary_to_a_page_that_is_a_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no /dev/stdout");
        var project = await MainAsync();
        project.EditDefinition("l2: 1.0", "l2: 0.9");

        (await project.With("GITHUB_STEP_SUMMARY", "/dev/stdout").TrainAsync()).ShouldSucceed();
    }
}
