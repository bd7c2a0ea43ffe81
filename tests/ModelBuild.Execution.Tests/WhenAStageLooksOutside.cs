using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAStageLooksOutside : IDisposable
{
    readonly ToyModel toy = new();

    public WhenAStageLooksOutside()
    {
        File.WriteAllText(Outside, "one");
        toy.Stage("version", $"cat '{Outside}' > output.partial/version.txt").Volatile("version")
            .Stage("train", "cat inputs/version/version.txt > output.partial/model.txt", ["version"]);
    }

    string Outside => Path.Combine(toy.Root, "outside.txt");

    public void Dispose() => toy.Dispose();

    [Fact]
    public async Task It_runs_in_every_build_and_what_reads_it_where_it_saw_something_else()
    {
        (await toy.BuildAsync()).ShouldBeTrue();
        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Ran.ShouldBe(["version", "train", "version"]);
        toy.Events.OfType<StageStartedEvent>().Last().Reason.ShouldBe("it looks outside in every build");

        File.WriteAllText(Outside, "two");
        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Ran.ShouldBe(["version", "train", "version", "version", "train"]);
        toy.Model("model.txt").ShouldBe("two");

        // Back again: what was made of it then is still there.
        File.WriteAllText(Outside, "one");
        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Ran.ShouldBe(["version", "train", "version", "version", "train", "version"]);
        toy.Model("model.txt").ShouldBe("one");
    }

    [Fact]
    public async Task A_locked_build_takes_what_was_accepted()
    {
        (await toy.BuildAsync()).ShouldBeTrue();
        File.WriteAllText(Outside, "two");
        toy.Lock = LockMode.Locked;

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBe(["version", "train"]);
        toy.Model("model.txt").ShouldBe("one");
    }

    [Fact]
    public async Task A_locked_build_without_it_fails_where_it_is_no_longer_what_was_accepted()
    {
        (await toy.BuildAsync()).ShouldBeTrue();
        File.WriteAllText(Outside, "two");
        toy.Lock = LockMode.Locked;
        Directory.Delete(toy.Cache, recursive: true);

        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3042");
    }

    [Fact]
    public async Task No_build_is_without_work()
    {
        (await toy.BuildAsync()).ShouldBeTrue();
        var (plan, project) = (toy.Plan(), toy.Request().Project);

        UpToDateCheck.LooksOutside(plan.Graph.Nodes, project).ShouldBe("version looks outside in every build");
        UpToDateCheck.LooksOutside(plan.Graph.Nodes, project with { Lock = LockMode.Locked }).ShouldBeNull();
    }
}
