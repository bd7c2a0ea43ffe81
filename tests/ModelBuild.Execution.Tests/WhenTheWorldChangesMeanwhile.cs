using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;

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

    [Theory]
    [InlineData("cp -p '{0}' '{0}.kept'; echo other > '{0}'; cp inputs/data output.partial/table.txt; mv '{0}.kept' '{0}'")]
    [InlineData("echo other > '{0}'; cp inputs/data output.partial/table.txt; echo one > '{0}'; touch -d '2020-01-01' '{0}'")]
    public async Task An_input_that_changed_and_changed_back_is_an_error_and_nothing_is_recorded(string script)
    {
        toy.Stage("prepare", string.Format(System.Globalization.CultureInfo.InvariantCulture, script, toy.Data), ["data"]);

        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB3014");
        error.Message.ShouldContain("is what it was again");
        File.ReadAllText(toy.Data).ShouldBe("one\n");
        toy.Ran.ShouldBe(["prepare"]);
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
    public async Task A_link_in_the_models_folder_is_a_change_like_any_other()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        await toy.BuildAsync();
        File.CreateSymbolicLink(Path.Combine(toy.ModelFolder, "link"), toy.Data);

        (await toy.BuildAsync()).ShouldBeTrue();

        File.Exists(Path.Combine(toy.ModelFolder, "link")).ShouldBeFalse();
        File.Exists(toy.Data).ShouldBeTrue();
    }

    [Theory]
    [InlineData(".toy.0123456789abcdef0123456789abcdef", false)]
    [InlineData(".toy.0123456789abcdef0123456789abcdef.old", false)]
    [InlineData(".toy.small.0123456789abcdef0123456789abcdef", true)]
    public async Task What_a_killed_build_left_is_removed_and_what_another_model_makes_is_not(string folder, bool stays)
    {
        var left = Directory.CreateDirectory(Path.Combine(toy.Root, "bin", "models", folder));
        await toy.BuildAsync();

        Directory.Exists(left.FullName).ShouldBe(stays);
    }

    [Fact]
    public async Task A_stage_that_outlived_its_killed_build_is_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells the environment of a process");
        var work = Path.Combine(toy.Cache, "work", "toy.train-0123456789abcdef0123456789abcdef");
        Directory.CreateDirectory(Path.Combine(work, "stage"));
        using var orphan = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sleep", ["1000"])
        {
            Environment = { ["TMPDIR"] = Path.Combine(work, "stage", "tmp") },
        })!;

        (await toy.BuildAsync()).ShouldBeTrue();

        orphan.WaitForExit(TimeSpan.FromMinutes(1)).ShouldBeTrue();
        orphan.ExitCode.ShouldBe(137);
        Directory.Exists(work).ShouldBeFalse();
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
    public async Task A_store_in_which_everything_is_damaged_is_mended_by_one_build()
    {
        await toy.BuildAsync();
        Directory.Delete(toy.ModelFolder, recursive: true);
        foreach (var path in Directory.GetFiles(Path.Combine(toy.Cache, "cas"), "*", SearchOption.AllDirectories))
        {
            File.Delete(path);
            File.WriteAllText(path, "damaged");
        }

        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB6001");
        toy.Model("model.txt").ShouldStartWith("ONE");
    }

    [Fact]
    public async Task A_store_that_keeps_losing_objects_is_an_error()
    {
        var said = new List<EngineEvent>();
        var engine = new Engine(toy.Request(), Say, TimeProvider.System);

        (await engine.RunAsync([toy.Plan()], new(new(Path.Combine(toy.Root, "index"), TimeProvider.System)), TestContext.Current.CancellationToken)).ShouldBeFalse();

        var error = said.OfType<DiagnosticEvent>().Select(e => e.Diagnostic).Where(diagnostic => diagnostic.Severity == Severity.Error).ShouldHaveSingleItem();
        error.Code.ShouldBe("MB6001");
        error.Place.File.ShouldBe(toy.Cache);

        void Say(EngineEvent happened)
        {
            said.Add(happened);
            if (happened is StageFinishedEvent { Node: "evaluate" })
                Directory.Delete(Path.Combine(toy.Cache, "cas"), recursive: true);
        }
    }

    [Theory]
    [InlineData("mkfifo pipe")]
    [InlineData("ln -s /dev/null link")]
    [InlineData("rm model.txt && mkfifo model.txt")]
    public async Task What_cannot_be_an_artifact_in_the_models_folder_is_removed(string command)
    {
        await toy.BuildAsync();
        using (var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = toy.ModelFolder })!)
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        (await toy.BuildAsync()).ShouldBeTrue();

        Directory.GetFiles(toy.ModelFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["evaluation.json", "gates.json", "metrics.json", "model.txt"]);
        toy.Model("model.txt").ShouldStartWith("ONE");
    }

    [Fact]
    public async Task What_a_killed_build_left_is_removed_and_what_only_looks_like_it_is_not()
    {
        var models = Path.GetDirectoryName(toy.ModelFolder)!;
        string[] own = [$".toy.{Guid.NewGuid():N}", $".toy.{Guid.NewGuid():N}.old"], others = [".toy.b", $".toy.b.{Guid.NewGuid():N}", "toy.b"];
        foreach (var name in own.Concat(others))
            Directory.CreateDirectory(Path.Combine(models, name));

        (await toy.BuildAsync()).ShouldBeTrue();

        Directory.GetDirectories(models).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(others.Append("toy").Order(StringComparer.Ordinal));
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
