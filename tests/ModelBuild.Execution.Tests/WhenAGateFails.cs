using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAGateFails : IDisposable
{
    readonly ToyModel toy = new ToyModel().WithThreeStages();

    public void Dispose() => toy.Dispose();

    [Fact]
    public async Task The_build_fails_with_one_error_at_the_gate_and_the_last_good_model_stays()
    {
        await toy.BuildAsync();
        File.WriteAllText(toy.Data, "two\n");
        toy.Gate("accuracy", min: 1.01);

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4001");
        error.Place.Line.ShouldBe(9);
        error.Message.ShouldContain("0.9");
        error.Message.ShouldContain("1.01");
        toy.Model("model.txt").ShouldStartWith("ONE");
    }

    [Fact]
    public async Task A_gate_that_holds_again_needs_no_stage()
    {
        toy.Gate("accuracy", min: 1.01);
        await toy.BuildAsync();
        toy.Gate("accuracy", min: 0.8);

        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Ran.Length.ShouldBe(3);
    }

    [Fact]
    public async Task All_gates_are_judged_and_a_missing_metric_fails()
    {
        toy.Gate("accuracy", max: 0.5).Gate("acuracy", min: 0.1);
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.Select(error => error.Code).ShouldBe(["MB4002", "MB4003"]);
        toy.Events.OfType<GateJudgedEvent>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task NaN_fails_the_gate_whatever_it_demands()
    {
        toy.Stage("evaluate", """echo '{"rows": 10, "metrics": {"auc": "NaN"}, "slices": []}' > output.partial/evaluation.json""", ["train"])
            .Gate("auc", max: 5);
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB4004");
    }

    [Fact]
    public async Task An_evaluation_that_cannot_be_read_is_an_error_of_its_own()
    {
        toy.Stage("evaluate", "echo nonsense > output.partial/evaluation.json", ["train"]);
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3019");
    }

    [Fact]
    public async Task A_build_that_asks_for_gates_refuses_a_model_without_one_before_it_trains()
    {
        toy.RequiresGates = true;

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB4050");
        error.Message.ShouldBe("'toy' has no gate that can fail, and this build asks for one. Add a gate, or set ModelRequireGates=false.");
        toy.Ran.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_build_that_asks_for_gates_takes_a_model_with_one()
    {
        toy.RequiresGates = true;

        (await toy.Gate("accuracy", min: 0.1).BuildAsync()).ShouldBeTrue();
    }
}
