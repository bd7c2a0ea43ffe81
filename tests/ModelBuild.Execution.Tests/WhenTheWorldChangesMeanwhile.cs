namespace ModelBuild.Execution.Tests;

public sealed class WhenTheWorldChangesMeanwhile : IDisposable
{
    readonly ToyModel toy = new ToyModel().WithThreeStages();

    public void Dispose() => toy.Dispose();

    [Fact]
    public async Task An_input_that_changed_while_the_stage_ran_is_an_error_and_nothing_is_recorded()
    {
        toy.Stage("prepare", $"cp inputs/data output.partial/table.txt; echo changed > '{toy.Data}'", ["data"]);
        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB3014");
        error.Message.ShouldContain(toy.Data);

        File.WriteAllText(toy.Data, "one\n");
        await toy.BuildAsync();
        toy.Ran.Count(stage => stage == "prepare").ShouldBe(2);
    }

    [Fact]
    public async Task A_damaged_object_is_reported_once_and_made_again()
    {
        await toy.BuildAsync();
        Directory.Delete(toy.ModelFolder, recursive: true);
        foreach (var path in Directory.GetFiles(Path.Combine(toy.Cache, "cas"), "*", SearchOption.AllDirectories))
        {
            if (File.ReadAllText(path) != "ONE\n{}")
                continue;
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.AppendAllText(path, "flipped");
        }

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB6001");
        toy.Model("model.txt").ShouldBe("ONE\n{}");
    }

    [Fact]
    public async Task A_store_that_lost_everything_is_filled_again()
    {
        await toy.BuildAsync();
        Directory.Delete(toy.ModelFolder, recursive: true);
        foreach (var path in Directory.GetFiles(Path.Combine(toy.Cache, "cas"), "*", SearchOption.AllDirectories))
            File.Delete(path);

        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Model("model.txt").ShouldStartWith("ONE");
    }

    [Fact]
    public async Task Two_builds_at_once_are_both_right()
    {
        var other = Task.Run(() => new Engine(toy.Request(), _ => { }, TimeProvider.System)
            .RunAsync([toy.Plan()], new(new(Path.Combine(toy.Root, "other-index"), TimeProvider.System)), CancellationToken.None));
        (await toy.BuildAsync()).ShouldBeTrue();
        (await other).ShouldBeTrue();

        toy.Model("model.txt").ShouldStartWith("ONE");
        Directory.GetDirectories(Path.Combine(toy.Root, "bin", "models"), ".*").ShouldBeEmpty();
    }
}
