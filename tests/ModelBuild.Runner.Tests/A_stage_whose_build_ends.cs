using System.Diagnostics;

namespace ModelBuild.Runner.Tests;

public sealed class A_stage_whose_build_ends
{
    [Fact]
    public async Task Is_ended_at_once_however_stubborn_it_is()
    {
        using var stage = new StageFolder("Loops");
        using var process = stage.Start();
        process.StandardOutput.ReadLine().ShouldBe("looping");

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(130);
        stage.HasOutput.ShouldBeFalse();
    }

    [Fact]
    public async Task Goes_on_while_standard_input_only_says_something()
    {
        using var stage = new StageFolder("Load", "data:data");
        stage.Write("inputs/data", "x");
        using var process = stage.Start();
        await process.StandardInput.WriteAsync(new string('\n', 1000));
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Leaves_an_interrupt_to_the_build()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        using var stage = new StageFolder("Waits");
        using var process = stage.Start();
        process.StandardOutput.ReadLine().ShouldBe("waiting");

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        stage.Write("go", "");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0);
        stage.Output.ShouldBe("gone");
    }
}
