using FsCheck;
using FsCheck.Fluent;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;
using static ModelBuild.TestAdapter.Tests.DescribedFolder;

namespace ModelBuild.TestAdapter.Tests;

public class Running_gates
{
    readonly RecordingHandle said = new();

    [Fact]
    public void Of_a_good_model_passes_each_and_shows_its_value()
    {
        using var project = new DescribedFolder();
        project.Engine([Gate("auc"), Gate("f1")], [new StageFinishedEvent("m", "train", StageOutcome.Ran, 1.25, "k"), Judged("auc", Verdict.Passed), Judged("f1", Verdict.Passed)]);

        Run(project.Source);

        said.Results.Select(result => (result.DisplayName, result.Outcome)).ShouldBe([("auc", TestOutcome.Passed), ("f1", TestOutcome.Passed)]);
        said["auc"].Messages.ShouldHaveSingleItem().Text.ShouldStartWith("auc 0.5");
        said.Results.ShouldAllBe(result => result.Duration >= TimeSpan.Zero && result.EndTime - result.StartTime == result.Duration);
        said.Started.ShouldBe(["auc", "f1"]);
        said.Ended.ShouldBe([("auc", TestOutcome.Passed), ("f1", TestOutcome.Passed)]);
        said.Messages.ShouldBe([(TestMessageLevel.Informational, "m: train ran in 1.3 s")]);
    }

    [Fact]
    public void That_do_not_hold_fails_them_at_their_places_and_nothing_else()
    {
        using var project = new DescribedFolder();
        var failed = Judged("auc", Verdict.Failed, line: 8);
        project.Engine([Gate("auc", 8), Gate("f1")], [failed, Finding(failed), Judged("f1", Verdict.Passed)], "exit 1");

        Run(project.Source);

        said["auc"].Outcome.ShouldBe(TestOutcome.Failed);
        said["auc"].ErrorMessage.ShouldBe("MB4001: auc is low");
        said["auc"].ErrorStackTrace.ShouldBe($"   at gate in {Definition}:line 8");
        said["f1"].Outcome.ShouldBe(TestOutcome.Passed);
        said.Messages.ShouldBeEmpty(); // an error would be told twice
    }

    [Fact]
    public void That_are_let_pass_skips_them_and_says_why()
    {
        using var project = new DescribedFolder();
        var warned = Judged("auc", Verdict.Warned);
        var waived = Judged("f1", Verdict.Waived);
        project.Engine([Gate("auc"), Gate("f1"), Gate("mcc")], [warned, Finding(warned), waived, Finding(waived), Judged("mcc", Verdict.NotJudged)]);

        Run(project.Source);

        said.Results.Select(result => (result.Outcome, result.ErrorMessage)).ShouldBe([
            (TestOutcome.Skipped, "only warned: MB4001: auc is low"), (TestOutcome.Skipped, "MB4001: f1 is low"), (TestOutcome.Skipped, "not judged: mcc 0.5")]);
        said.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void On_every_slice_gives_one_test_a_result_for_each()
    {
        using var project = new DescribedFolder();
        project.Engine([Gate("auc[sex]")], [Judged("auc[sex] [f]", Verdict.Passed, "auc[sex]"), Judged("auc[sex] [m]", Verdict.Failed, "auc[sex]"), Judged("auc[sex] []", Verdict.Passed, "auc[sex]")], "exit 1");

        Run(project.Source);

        said.Results.Select(result => (result.DisplayName, result.Outcome)).ShouldBe([("auc[sex] [f]", TestOutcome.Passed), ("auc[sex] [m]", TestOutcome.Failed), ("auc[sex] []", TestOutcome.Passed)]);
        said.Results.Select(result => result.TestCase.Id).Distinct().ShouldHaveSingleItem();
        said.Ended.ShouldBe([("auc[sex]", TestOutcome.Failed)]);
    }

    [Fact]
    public void Behind_a_training_error_fails_the_run_and_neither_fails_nor_passes_them()
    {
        using var project = new DescribedFolder("m", "n");
        project.Engine([Gate("auc"), Gate("f1", model: "n")], [Error("MB2001", "no number"), Judged("f1", Verdict.Passed, model: "n")], "exit 1");

        Run(project.Source);

        said.Errors.ShouldBe(["/p/data.csv(7,2): error MB2001: no number"]);
        said["m: auc"].Outcome.ShouldBe(TestOutcome.Skipped);
        said["m: auc"].ErrorMessage.ShouldBe("not judged: training failed: MB2001: no number");
        said["n: f1"].Outcome.ShouldBe(TestOutcome.Passed);
    }

    [Fact]
    public void With_an_engine_that_dies_fails_the_run_with_what_it_printed()
    {
        using var project = new DescribedFolder();
        project.Engine([Gate("auc")], [], "echo 'Out of memory.'; exit 137");

        Run(project.Source);

        said.Errors.ShouldHaveSingleItem().ShouldBe("modelbuild: error MB3016: the engine ended with exit code 137 and no error. If nobody ended it, this is a defect of ModelBuild. It printed: Out of memory.");
        said.Results.ShouldHaveSingleItem().Outcome.ShouldBe(TestOutcome.Skipped);
    }

    [Fact]
    public void With_an_engine_that_cannot_be_started_fails_the_run()
    {
        using var project = new DescribedFolder();
        var description = project.In("Contoso.Churn.modeltests.json");
        File.WriteAllText(description, File.ReadAllText(description).Replace("/bin/sh", project.In("no dotnet"), StringComparison.Ordinal));
        Directory.CreateDirectory(project.In("engine"));

        Run(project.Source);

        said.Errors.ShouldHaveSingleItem().ShouldContain("no dotnet");
        said.Results.ShouldBeEmpty();
    }

    [Fact]
    public void That_the_engine_forgets_fails_the_run()
    {
        using var project = new DescribedFolder();
        project.Engine([Gate("auc")], []);

        Run(project.Source);

        said.Errors.ShouldHaveSingleItem().ShouldContain("did not judge 'auc' of 'm'");
        said.Results.ShouldHaveSingleItem().Outcome.ShouldBe(TestOutcome.Skipped);
    }

    [Fact]
    public void That_were_chosen_trains_their_models_and_reports_no_other()
    {
        using var project = new DescribedFolder("m", "n");
        var failed = Judged("auc", Verdict.Failed);
        project.Engine([Gate("auc"), Gate("f1"), Gate("auc", model: "n")], [failed, Finding(failed), Judged("f1", Verdict.Passed)], "exit 1");
        new GateDiscoverer().DiscoverTests([project.Source], null!, said, said);
        var gone = new TestCase("Contoso.Churn.m.gone", GateExecutor.Uri, project.Source);

        using (var executor = new GateExecutor())
            executor.RunTests([said.Listed[1], gone], null, said);

        said.Results.Select(result => (result.TestCase.FullyQualifiedName, result.Outcome)).ShouldBe([("Contoso.Churn.m.gone", TestOutcome.NotFound), ("Contoso.Churn.m.f1", TestOutcome.Passed)]);
        said.Results[1].TestCase.ShouldBeSameAs(said.Listed[1]);
        said.Errors.ShouldBeEmpty();
        project.Requests.ShouldContain("\"models\":[\"m\"]");
    }

    [Fact]
    public void Gives_the_engine_the_variables_of_the_run()
    {
        using var project = new DescribedFolder();
        project.Engine([Gate("auc")], [Judged("auc", Verdict.Passed)]);
        var name = $"modelbuild__x{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, "1"); // of no definition: nobody else in this process reads it
        try
        {
            Run(project.Source);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        project.Requests.ShouldContain($"{{\"name\":\"{name}\",\"value\":\"1\"}}");
    }

    [Fact]
    public void Ends_the_engine_when_it_is_cancelled()
    {
        using var project = new DescribedFolder();
        // It ends when its lifeline is cut, and never of itself.
        project.Engine([Gate("auc")], [new StageStartedEvent("m", "train", "it is new")], "cat > /dev/null; exit 130");
        using var executor = new GateExecutor();
        var handle = new RecordingHandle { OnMessage = text => CancelAt(text, "m: train runs: it is new") };

        executor.RunTests([project.Source], null, handle);

        handle.Results.ShouldBeEmpty();
        handle.Errors.ShouldBeEmpty();
        handle.Messages[^1].ShouldBe((TestMessageLevel.Warning, "the run was cancelled; stages that had finished are kept, and the last good model stays."));

        void CancelAt(string text, string moment)
        {
            if (text == moment)
                executor.Cancel();
        }
    }

    /// <summary>Whatever the verdicts, tests agree with the build: it fails where one fails, and only then.</summary>
    [Fact]
    public void Has_the_outcomes_that_the_verdicts_mean()
    {
        using var folder = new DescribedFolder();
        var project = DescribedProject.Find(folder.Source)!;
        var verdicts = Gen.Elements(Enum.GetValues<Verdict>()).NonEmptyListOf().NonEmptyListOf().ToArbitrary();

        Prop.ForAll(verdicts, gates =>
        {
            var handle = new RecordingHandle();
            var tests = GateTest.Of(project, gates.Select((_, i) => new ListedGate("m", $"g{i}", new(Definition, i + 1, 1))));
            var run = new GateRun(tests, handle, handle.SendMessage, TimeProvider.System);
            run.Begin();
            for (var i = 0; i < gates.Count; i++)
                for (var slice = 0; slice < gates[i].Count; slice++)
                {
                    var judged = Judged($"g{i} [{slice}]", gates[i][slice], $"g{i}", line: i + 1);
                    run.Hear(Said.FromJson(judged.ToJson())!);
                    if (judged.Finding.Length > 0)
                        run.Hear(Said.FromJson(Finding(judged).ToJson())!);
                }
            var fails = gates.Any(gate => gate.Contains(Verdict.Failed));
            run.End(new(fails ? 1 : 0, IsCancelled: false, []));

            handle.Results.Count.ShouldBe(gates.Sum(gate => gate.Count));
            foreach (var (result, verdict) in handle.Results.Zip(gates.SelectMany(gate => gate)))
            {
                result.Outcome.ShouldBe(verdict switch
                {
                    Verdict.Passed => TestOutcome.Passed,
                    Verdict.Failed => TestOutcome.Failed,
                    _ => TestOutcome.Skipped,
                });
                (result.ErrorMessage is null).ShouldBe(verdict == Verdict.Passed);
            }
            handle.Ended.Select(end => end.Outcome == TestOutcome.Failed).ShouldBe(gates.Select(gate => gate.Contains(Verdict.Failed)));
            handle.Ended.Select(end => end.Outcome == TestOutcome.Passed).ShouldBe(gates.Select(gate => gate.All(verdict => verdict == Verdict.Passed)));
            handle.Messages.ShouldBeEmpty();
        }).Check(Config.QuickThrowOnFailure);
    }

    void Run(string source)
    {
        using var executor = new GateExecutor();
        executor.RunTests([source], null, said);
    }
}
