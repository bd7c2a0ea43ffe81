namespace ModelBuild.Runner.Tests;

public sealed class A_stage_that_stands_by
{
    [Fact]
    public async Task Binds_its_settings_and_waits_for_a_word_before_it_reads_its_inputs()
    {
        using var stage = new StageFolder("Announces", "load:artifact", "options:settings");
        using var process = stage.Start("--standby");
        process.StandardOutput.ReadLine().ShouldBe("bound");

        stage.Write("inputs/load/text.txt", "late ");
        await process.StandardInput.WriteLineAsync();
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0);
        stage.Output.ShouldBe("late AnnouncedOptions");
    }

    [Fact]
    public async Task Finds_checkpoints_that_are_named_while_it_waits()
    {
        using var stage = new StageFolder("Checkpoints", "context:context", "options:settings");
        stage.Write("options.json", """{"options": {}}""");
        using var process = stage.Start("--standby");
        process.StandardOutput.ReadLine().ShouldBe("bound");

        stage.Write("../kept/state", "round 8");
        stage.Describe($"\"checkpoints\": \"{Path.Combine(stage.Root, "..", "kept").Replace('\\', '/')}\"");
        await process.StandardInput.WriteLineAsync();
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0);
        stage.Output.ShouldBe("after round 8");
    }

    [Fact]
    public async Task Ends_when_its_build_does()
    {
        using var stage = new StageFolder("Announces", "load:artifact", "options:settings");
        using var process = stage.Start("--standby");
        process.StandardOutput.ReadLine().ShouldBe("bound");

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(130);
        stage.HasOutput.ShouldBeFalse();
    }

    [Fact]
    public async Task Says_what_is_wrong_with_its_settings_without_waiting()
    {
        using var stage = new StageFolder("Announces", "load:artifact", "options:settings");
        stage.Write("options.json", """{"options": {"unknown": 1}}""");
        using var process = stage.Start("--standby");

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(3);
        stage.Errors.ShouldContain("MB3003");
    }
}
