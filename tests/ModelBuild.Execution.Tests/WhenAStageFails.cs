using ModelBuild.Core.Definitions;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAStageFails : IDisposable
{
    readonly ToyModel toy = new ToyModel().WithThreeStages();

    public void Dispose() => toy.Dispose();

    [Fact]
    public async Task Its_own_errors_are_shown_at_the_users_places()
    {
        toy.Stage("prepare", """echo '{"message":"text in a number","code":"MB2003","input":"data","line":7,"column":3}' > errors.jsonl; exit 3""", ["data"]);
        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB2003");
        error.Place.ShouldBe(new(toy.Data, 7, 3));
        toy.Ran.ShouldBe(["prepare"]);
    }

    [Fact]
    public async Task Because_its_program_is_not_there_the_error_names_it()
    {
        toy.Method("prepare", "", ["data"]); // without a script in the place of dotnet
        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB3012");
        error.Message.ShouldContain("no dotnet");
        error.Message.ShouldContain("'prepare'");
    }

    [Theory]
    [InlineData("exit 7", "MB3010", "exit code 7")]
    [InlineData("kill -9 $$", "MB3010", "signal 9")]
    [InlineData("exit 3", "MB3001", "failed")]
    [InlineData("exit 4", "MB3010", "retry")]
    public async Task The_error_says_how_it_ended_and_where_its_log_is(string script, string code, string words)
    {
        toy.Stage("train", $"echo last words; {script}", ["prepare"]);
        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe(code);
        error.Message.ShouldContain(words);
        var log = error.Message[(error.Message.IndexOf("Log: ", StringComparison.Ordinal) + 5)..];
        File.ReadAllText(log).ShouldContain("last words");
    }

    [Fact]
    public async Task Success_without_output_is_an_error()
    {
        toy.Stage("train", "exit 0", ["prepare"]);
        toy.Stage("evaluate", "exit 0", ["prepare"]);
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.Select(error => error.Code).Distinct().ShouldBe(["MB3011"]);
    }

    [Fact]
    public async Task A_stage_that_asks_for_a_retry_is_tried_again()
    {
        toy.Stage("train", $"[ $(grep -c train '{toy.Counter}') = 3 ] || exit 4; touch output.partial/model.txt", ["prepare"]);
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Count(stage => stage == "train").ShouldBe(3);
    }

    [Fact]
    public async Task A_failure_is_not_cached_and_the_next_good_build_works()
    {
        toy.Stage("train", "exit 3", ["prepare"]);
        await toy.BuildAsync();
        toy.WithThreeStages();

        (await toy.BuildAsync()).ShouldBeTrue();
        toy.Ran.ShouldBe(["prepare", "train", "train", "evaluate"]);
    }

    [Fact]
    public async Task A_stage_past_its_time_is_ended()
    {
        toy.Stage("train", "sleep 600", ["prepare"], new StageResources(Time: TimeSpan.FromMilliseconds(200)));
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3013");
    }

    [Fact]
    public async Task A_time_beyond_what_timers_take_is_no_limit()
    {
        toy.Stage("train", "touch output.partial/model.txt", ["prepare"], new StageResources(Time: TimeSpan.FromDays(100)));
        (await toy.BuildAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("true", null)]
    [InlineData("wait", "MB3013")]
    public async Task What_a_stage_leaves_running_is_ended_and_nobody_waits_for_it(string then, string? error)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells whose a process is");
        toy.Stage("train", $"touch output.partial/model.txt; (trap '' TERM; sleep 600) & echo $! > '{toy.Root}/pid'; {then}", ["prepare"],
            new StageResources(Time: error is null ? null : TimeSpan.FromMilliseconds(500)));
        (await toy.BuildAsync()).ShouldBe(error is null);

        toy.Errors.Select(one => one.Code).ShouldBe(error is null ? [] : [error]);
        var pid = File.ReadAllText(Path.Combine(toy.Root, "pid")).Trim();
        // A process that nobody waited for may stay as a zombie, which has no command line.
        var commandLine = $"/proc/{pid}/cmdline";
        (File.Exists(commandLine) ? File.ReadAllText(commandLine) : "").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stage_that_asks_for_what_the_machine_has_not_is_refused()
    {
        toy.Stage("train", "true", ["prepare"], new StageResources(Gpus: 99));
        (await toy.BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3015");
    }

    [Fact]
    public async Task Data_that_is_not_there_is_one_clear_error_and_nothing_starts()
    {
        File.Delete(toy.Data);
        (await toy.BuildAsync()).ShouldBeFalse();

        var error = toy.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe("MB2060");
        error.Place.Line.ShouldBe(2);
        toy.Ran.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_ends_the_process_and_leaves_nothing()
    {
        toy.Stage("train", $"echo $$ > '{toy.Root}/pid'; exec sleep 600", ["prepare"]);
        using var stop = new CancellationTokenSource();
        var build = toy.BuildUntilAsync(EngineGoal.Train, stop.Token);
        while (!File.Exists(Path.Combine(toy.Root, "pid")) || File.ReadAllText(Path.Combine(toy.Root, "pid")).Length == 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        var pid = int.Parse(File.ReadAllText(Path.Combine(toy.Root, "pid")), System.Globalization.CultureInfo.InvariantCulture);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(build);
        Should.Throw<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(pid));
        Directory.GetDirectories(Path.Combine(toy.Cache, "work")).ShouldBeEmpty();
        toy.WithThreeStages();
        (await toy.BuildAsync()).ShouldBeTrue();
    }
}
