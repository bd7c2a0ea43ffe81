namespace ModelBuild.EndToEnd.Tests;

/// <summary>However a build ends in the middle of an endless stage: nobody is left, nothing is half-written, the next build is right.</summary>
public class A_build_that_is_ended(PackedPackage package) : EndToEndTest(package)
{
    [Theory]
    [InlineData(Processes.Interrupt, true)]
    [InlineData(Processes.Terminate, false)]
    [InlineData(Processes.Kill, false)]
    public async Task By_a_signal_leaves_nothing_behind(int signal, bool wholeGroup)
    {
        Processes.SkipWithoutSignals();
        var project = TrainedWords();
        var good = await Folders.IdentityAsync(project.Models);
        // A session of its own, so that Ctrl+C, which goes to a terminal's whole group, can be mimicked; and Ctrl+C taken as in a
        // terminal, also where the tests themselves run in the background of a shell, which has it ignored.
        using var process = await StartEndlessAsync(project, ["setsid", "env", "--default-signal=INT"]);

        Processes.Send(signal, wholeGroup ? -process.Id : process.Id);

        await process.EndAsync();
        await ShouldBeCleanAsync(project, good);
    }

    [Fact]
    public async Task By_the_death_of_its_engine_says_so_and_leaves_nothing_behind()
    {
        Processes.SkipWithoutSignals();
        var project = TrainedWords();
        var good = await Folders.IdentityAsync(project.Models);
        using var process = await StartEndlessAsync(project, []);

        Processes.Send(Processes.Kill, Processes.Engines(project.Home).ShouldHaveSingleItem());

        var build = await UserProject.EndAsync(process, Path.Combine(project.Logs, "killed"));
        build.ShouldFailWith("MB3016").Message.ShouldContain("137");
        await ShouldBeCleanAsync(project, good);
    }

    [Fact]
    public async Task By_the_death_of_its_stage_says_so_and_leaves_nothing_behind()
    {
        Processes.SkipWithoutSignals();
        var project = TrainedWords();
        var good = await Folders.IdentityAsync(project.Models);
        using var process = await StartEndlessAsync(project, []);

        Processes.Send(Processes.Kill, Processes.Runners(project.Home, "words.train").ShouldHaveSingleItem());

        var build = await UserProject.EndAsync(process, Path.Combine(project.Logs, "killed"));
        build.ShouldFailWith("MB3010").Message.ShouldContain("signal 9");
        await ShouldBeCleanAsync(project, good);
    }

    [Fact]
    public async Task By_the_time_limit_of_its_stage_says_so_and_leaves_nothing_behind()
    {
        var project = TrainedWords();
        var good = await Folders.IdentityAsync(project.Models);
        project.Behave("endless");
        project.EditDefinition("minimum: 2", "minimum: 3\n  resources: { time: 2s }");

        (await project.TrainAsync()).ShouldFailWith("MB3013").File.ShouldBe(project.Definition);

        project.EditDefinition("minimum: 3", "minimum: 2");
        await ShouldBeCleanAsync(project, good);
    }

    /// <summary>Twenty times with MODELBUILD_FAULTS=full. The engine alone is killed hundreds of times in ModelBuild.Faults.Tests.</summary>
    [Fact]
    public async Task By_SIGKILL_at_any_moment_leaves_what_the_next_one_can_use()
    {
        Processes.SkipWithoutSignals();
        var project = TrainedWords();
        var good = Folders.Content(project.Models);
        Forget(project);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        (await project.TrainAsync()).ShouldSucceed();
        var duration = clock.Elapsed;
        var (random, kills) = (new Random(41), Environment.GetEnvironmentVariable("MODELBUILD_FAULTS") == "full" ? 20 : 1);
        for (var i = 0; i < kills; i++)
        {
            Forget(project);
            using var process = project.Start(["setsid"], ["build", "--no-restore", "-t:TrainModel"], out _);
            await Task.Delay(duration * (0.3 + 0.7 * random.NextDouble()), TestContext.Current.CancellationToken); // before, MSBuild only looks around

            if (i % 3 == 2)
                foreach (var engine in Processes.Engines(project.Home))
                    Processes.TrySend(Processes.Kill, engine);
            else
                Processes.TrySend(Processes.Kill, i % 3 == 0 ? -process.Id : process.Id);

            await process.EndAsync();
            (await project.TrainAsync()).ShouldSucceed();
            await Processes.UntilNoneIsLeftAsync(project.Home);
            Folders.Content(project.Models).ShouldBe(good, $"kill {i}");
            Directory.GetFileSystemEntries(project.Models).ShouldHaveSingleItem();
            Directory.GetFileSystemEntries(Path.Combine(project.Cache, "work")).ShouldBeEmpty();
            (await project.TrainWithoutEngineAsync()).ShouldRun();
        }

        static void Forget(UserProject project)
        {
            foreach (var folder in new[] { project.Cache, project.State, project.Models })
                Folders.Delete(folder);
        }
    }

    /// <summary>Returns when the stage runs and the one after it stands by.</summary>
    static async Task<ChildProcess> StartEndlessAsync(UserProject project, string[] before)
    {
        project.Behave("endless");
        var process = project.Start(before, ["build", "--no-restore", "-t:TrainModel"], out _);
        await Processes.UntilAsync(() => project.IsEndless(), () => "the stage did not start");
        Processes.Engines(project.Home).Count.ShouldBe(1);
        Processes.Runners(project.Home, "words.train").Count.ShouldBe(1);
        await Processes.UntilAsync(() => Processes.Runners(project.Home, "words.evaluate").Count == 1, () => "the next stage does not stand by");
        return process;
    }

    static async Task ShouldBeCleanAsync(UserProject project, string good)
    {
        if (OperatingSystem.IsLinux())
            await Processes.UntilNoneIsLeftAsync(project.Home);
        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);

        // Another option, so that there is work: it needs the stage that was ended.
        project.EditDefinition("behaviour: endless", "behaviour: good");
        project.EditDefinition("minimum: 2", "minimum: 1");
        (await project.TrainAsync()).ShouldRun("train", "evaluate");

        (await File.ReadAllLinesAsync(Path.Combine(project.Models, "words", "words.txt"))).ShouldBe(["be", "not", "or", "to"]);
        Directory.GetFileSystemEntries(project.Models).ShouldHaveSingleItem();
        Directory.GetFileSystemEntries(Path.Combine(project.Cache, "work")).ShouldBeEmpty();
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }
}
