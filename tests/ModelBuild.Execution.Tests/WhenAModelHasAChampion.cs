using System.Diagnostics;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAModelHasAChampion : IDisposable
{
    readonly ToyModel toy = new ToyModel().WithAccuracy().ChampionGate(0.05);

    public void Dispose() => toy.Dispose();

    Verdict Judged => toy.Events.OfType<GateJudgedEvent>().ShouldHaveSingleItem().Verdict;

    string Message => toy.Events.OfType<GateJudgedEvent>().ShouldHaveSingleItem().Message;

    void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", .. arguments]) { WorkingDirectory = toy.Root })!;
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
    }

    /// <summary>A branch whose lock file, where it began, is that of a model of 0.9.</summary>
    async Task BranchOffAsync()
    {
        Git("init", "--quiet");
        await File.WriteAllTextAsync(Path.Combine(toy.Root, ".gitignore"), "cache\nbin\nobj\nran.txt\n.modelbuild\n", TestContext.Current.CancellationToken);
        toy.Accuracy("100", "0.9");
        toy.ChampionGate(0.05, comparison => comparison with { LetsFirstPass = true });
        (await toy.BuildAsync()).ShouldBeTrue();
        Judged.ShouldBe(Verdict.NotJudged);
        Git("add", "--all");
        Git("commit", "--quiet", "--message", "accepted");
        Git("checkout", "--quiet", "-b", "work");
        toy.Champion = [new LockedChampion("main", toy.At(5))];
        toy.ChampionGate(0.05);
    }

    [Fact]
    public async Task There_is_none_and_the_gate_fails()
    {
        toy.Accuracy("100", "0.9");

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4012");
        error.Message.ShouldBe("gate 'accuracy-champion': there is no champion to compare with: there is no git repository. Say where it comes from in `champion`, or let the first model pass with `ifMissing: pass`.".Replace("gate 'accuracy-champion': ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_the_lock_file_it_is_evaluated_again_and_a_model_that_is_worse_fails()
    {
        await BranchOffAsync();
        toy.Accuracy("100", "0.8");

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4010");
        error.Message.ShouldContain("accuracy 0.8 is worse than the champion's 0.9");
        error.Place.Line.ShouldBe(9);
        toy.Model("model.txt").ShouldBe("0.9\n");
    }

    [Fact]
    public async Task On_other_rows_its_own_evaluation_counts_and_not_what_was_recorded()
    {
        await BranchOffAsync();
        toy.Accuracy("200", "0.88"); // the script evaluates the champion on 200 rows, too

        (await toy.BuildAsync()).ShouldBeFalse();

        // Nobody can tell whether it was trained on these.
        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB4014");
    }

    [Fact]
    public async Task What_was_recorded_on_other_rows_counts_where_the_gate_says_so()
    {
        await BranchOffAsync();
        toy.Accuracy("200", "0.88");
        toy.ChampionGate(0.05, comparison => comparison with { TakesOtherData = true });

        (await toy.BuildAsync()).ShouldBeTrue();

        Message.ShouldContain("champion as recorded on other rows");
    }

    [Fact]
    public async Task Without_its_model_what_was_recorded_on_the_same_rows_counts()
    {
        await BranchOffAsync();
        toy.MoveToAnotherMachine();
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeTrue();

        Judged.ShouldBe(Verdict.Passed);
        Message.ShouldContain("champion as recorded on the same rows");
    }

    [Fact]
    public async Task A_lock_file_that_cannot_be_read_fails_and_no_other_source_is_tried()
    {
        await BranchOffAsync();
        Git("checkout", "--quiet", "main");
        await File.WriteAllTextAsync(toy.LockFile, "<<<<<<< HEAD\n", TestContext.Current.CancellationToken);
        Git("commit", "--quiet", "--all", "--message", "broken");
        Git("checkout", "--quiet", "-b", "other");
        toy.Champion = [new LockedChampion("main", toy.At(5)), new FolderChampion(toy.ModelFolder, toy.At(6))];
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB4013");
    }

    [Fact]
    public async Task A_revision_that_the_repository_has_not_fails()
    {
        await BranchOffAsync();
        toy.Champion = [new LockedChampion("origin/main", toy.At(5))];
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Message.ShouldContain("the repository has no revision 'origin/main'. Fetch it");
    }

    [Fact]
    public async Task A_branch_without_common_history_fails_and_says_what_to_do()
    {
        await BranchOffAsync();
        Git("checkout", "--quiet", "--orphan", "alone");
        Git("commit", "--quiet", "--message", "alone");
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Message.ShouldContain("fetch-depth: 0");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_passed_over()
    {
        await BranchOffAsync();
        toy.Champion = [new FolderChampion(Path.Combine(toy.Root, "accepted"), toy.At(5)), new LockedChampion("main", toy.At(6))];
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeTrue();

        Judged.ShouldBe(Verdict.Passed);
        Message.ShouldNotContain("recorded");
    }

    [Fact]
    public async Task In_a_folder_it_is_evaluated_on_the_same_rows()
    {
        var accepted = Directory.CreateDirectory(Path.Combine(toy.Root, "accepted")).FullName;
        await File.WriteAllTextAsync(Path.Combine(accepted, "model.txt"), "0.9\n", TestContext.Current.CancellationToken);
        toy.Champion = [new FolderChampion(accepted, toy.At(5))];
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeFalse();

        // It has no manifest that says on which rows.
        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB4014");
    }

    [Fact]
    public async Task The_same_champion_is_no_work_and_another_one_is_judged_without_a_stage()
    {
        await BranchOffAsync();
        toy.Accuracy("100", "0.88");
        (await toy.BuildAsync()).ShouldBeTrue();
        Reason().ShouldBeNull();
        await File.WriteAllTextAsync(Path.Combine(toy.Root, "README.md"), "words\n", TestContext.Current.CancellationToken);
        Git("add", "README.md");
        Git("commit", "--quiet", "--message", "words");
        Reason().ShouldBeNull();
        var ran = toy.Ran.Length;

        Git("commit", "--quiet", "--all", "--message", "lock");
        Git("branch", "--force", "main");
        Reason().ShouldBe("the champion is another one");
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Length.ShouldBe(ran);
        Reason().ShouldBeNull();

        string? Reason() => UpToDateCheck.FirstReason(
            toy.Plan(), ModelStateFile.Read(toy.Request().Project.StateFile("toy")), new InputDigests(new StatIndex(Path.Combine(toy.Root, "obj", "another-index"))), toy.Request().Project, [], DateOnly.MinValue);
    }

    [Fact]
    public async Task Its_evaluation_is_one_that_was_made_when_it_was_trained()
    {
        await BranchOffAsync();
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Count(stage => stage == "evaluate").ShouldBe(2);
        toy.Events.OfType<StageFinishedEvent>().Single(stage => stage.Node == "evaluate[champion]").Outcome.ShouldBe(StageOutcome.Restored);
    }

    [Fact]
    public async Task Whose_evaluation_fails_what_another_program_recorded_does_not_count()
    {
        await BranchOffAsync();
        toy.Stage("evaluate", """[ "$(cat inputs/train/model.txt)" = 0.9 ] && exit 7; echo '{"rows": 100, "metrics": {"accuracy": 0.88}, "slices": []}' > output.partial/evaluation.json""", ["prepare", "train"]);
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4014");
        error.Message.ShouldContain("its evaluation failed");
    }

    [Fact]
    public async Task It_is_not_evaluated_with_what_is_made_from_the_new_model()
    {
        toy.Stage("calibrate", "cp inputs/train/model.txt output.partial/", ["train"]);
        toy.Stage("evaluate", """echo "{\"rows\": $(cat inputs/prepare/rows.txt), \"metrics\": {\"accuracy\": $(cat inputs/calibrate/model.txt)}, \"slices\": []}" > output.partial/evaluation.json""", ["prepare", "train", "calibrate"]);
        await BranchOffAsync();
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4014");
        error.Message.ShouldContain("the stage 'evaluate' also reads the output of 'calibrate', which is made from the new model.");
    }

    [Fact]
    public async Task It_is_not_evaluated_where_nobody_knows_which_inputs_are_its_own()
    {
        toy.Stage("words", "tail -n 1 inputs/data > output.partial/words.txt", ["data"]);
        toy.Stage("evaluate", """cat inputs/words/words.txt; echo "{\"rows\": $(cat inputs/prepare/rows.txt), \"metrics\": {\"accuracy\": $(cat inputs/train/model.txt)}, \"slices\": []}" > output.partial/evaluation.json""", ["prepare", "train", "words"]);
        await BranchOffAsync();
        toy.Accuracy("100", "0.88");

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4014");
        error.Message.ShouldContain("reads several outputs next to the model ('prepare', 'words'), others than for the champion");
    }

    [Fact]
    public async Task A_package_that_is_replaced_is_another_one()
    {
        var package = Path.Combine(toy.Root, "champion.nupkg");
        toy.Champion = [new FolderChampion(package, toy.At(5))];
        toy.ChampionGate(0.05);
        var digests = new InputDigests(new StatIndex(Path.Combine(toy.Root, "obj", "another-index")));
        var none = toy.Plan().Champion(digests, toy.Request().Project);
        await File.WriteAllTextAsync(package, "one", TestContext.Current.CancellationToken);
        var one = toy.Plan().Champion(digests, toy.Request().Project);
        await File.WriteAllTextAsync(package, "another", TestContext.Current.CancellationToken);
        var another = toy.Plan().Champion(digests, toy.Request().Project);
        var keys = Path.Combine(toy.Root, "keys.pem");
        var trusting = toy.Request().Project with { Champions = new() { ProjectFolder = toy.Root, Key = new(null, null), TrustedKeys = keys } };
        var trusted = toy.Plan().Champion(digests, trusting);
        await File.WriteAllTextAsync(keys, "key", TestContext.Current.CancellationToken);

        new[] { none, one, another, trusted, toy.Plan().Champion(digests, trusting) }.ShouldBeUnique();
    }
}
