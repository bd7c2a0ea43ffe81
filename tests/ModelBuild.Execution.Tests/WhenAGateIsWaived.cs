using Microsoft.Extensions.Time.Testing;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAGateIsWaived : IDisposable
{
    readonly FakeTimeProvider time = new(new(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));
    readonly ToyModel toy = new ToyModel().WithThreeStages().Gate("accuracy", min: 0.95);

    public WhenAGateIsWaived()
    {
        toy.Time = time;
        toy.Waivers = [new("accuracy", "Jane", "new hospital", new(2026, 11, 23), new("/p/toy.model.waivers.yaml", 2, 5))];
    }

    public void Dispose() => toy.Dispose();

    [Fact]
    public async Task The_model_is_made_with_a_warning_and_a_note_in_its_gates()
    {
        (await toy.BuildAsync()).ShouldBeTrue();

        var warning = toy.Diagnostics.ShouldHaveSingleItem();
        (warning.Code, warning.Severity).ShouldBe(("MB4063", Severity.Warning));
        warning.Message.ShouldBe("waived until 2026-11-23 by Jane (new hospital): accuracy 0.9 is below its minimum 0.95. Train a better model, or lower the gate's min and say why in the commit.".Replace("): accuracy", "): MB4001: gate 'accuracy': accuracy", StringComparison.Ordinal));
        toy.Events.OfType<GateJudgedEvent>().ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Waived);
        toy.Model("gates.json").ShouldContain("\"by\": \"Jane\"");
    }

    [Fact]
    public async Task It_fails_after_the_waivers_last_day_without_a_stage()
    {
        (await toy.BuildAsync()).ShouldBeTrue();
        Reason().ShouldBeNull();
        time.Advance(TimeSpan.FromHours(24));
        Reason().ShouldBeNull();
        time.Advance(TimeSpan.FromHours(1));
        Reason().ShouldBe("a waiver ended on 2026-11-23");
        var ran = toy.Ran.Length;

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4001");
        error.Message.ShouldEndWith("The waiver of Jane (toy.model.waivers.yaml, line 2) ended on 2026-11-23.");
        toy.Ran.Length.ShouldBe(ran);

        string? Reason() => UpToDateCheck.FirstReason(toy.Plan(), ModelStateFile.Read(toy.Request().Project.StateFile("toy")), new InputDigests(new StatIndex(Path.Combine(toy.Root, "obj", "another-index"))),
            toy.Request().Project, [], DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
    }

    [Fact]
    public async Task A_gate_that_holds_needs_no_waiver()
    {
        toy.Gate("accuracy", min: 0.5);
        time.Advance(TimeSpan.FromDays(30));

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_which_no_slice_was_judged_a_warning_says_that_it_lets_nothing_pass()
    {
        toy.Gate("accuracy", min: 0.5);
        toy.Waivers = [new("accuracy [west]", "Jane", "new hospital", new(2026, 11, 23), new("/p/toy.model.waivers.yaml", 2, 5))];

        (await toy.BuildAsync()).ShouldBeTrue();

        var warning = toy.Diagnostics.ShouldHaveSingleItem();
        (warning.Code, warning.Severity, warning.Place.Line).ShouldBe(("MB4061", Severity.Warning, 2));
        warning.Message.ShouldStartWith("no slice was judged as 'accuracy [west]', so that its waiver lets nothing pass");
    }
}
