namespace ModelBuild.Execution.Tests;

public sealed class WhenAConfinedStageUsesTheSystem : ConfinedTest
{
    [Fact]
    public async Task Time_zones_cultures_certificates_and_shared_memory_are_there()
    {
        Toy.CSharp("train", "UsesTheSystem");
        await SucceedsAsync();
        var confined = Made;

        Toy.Confinement = Core.Protocol.StageConfinement.Off;
        Directory.Delete(Toy.Cache, recursive: true);
        Directory.Delete(Toy.ModelFolder, recursive: true);
        await SucceedsAsync();

        confined.ShouldBe(Made);
        confined.Split('\n')[..5].ShouldBe(["Europe/Berlin", "00:00:00", ",", "İ", "True"]);
    }

    [Theory]
    [InlineData("sh", "-c", "ls /usr | sort | head -1 > list && read first < list && [ -n \"$first\" ]")]
    [InlineData("python3", "-c", "import ssl, json, tempfile, sqlite3, multiprocessing.shared_memory, mimetypes; ssl.create_default_context(); mimetypes.init(); open(tempfile.mkstemp()[1], 'w').write('x')")]
    [InlineData("dotnet", "--list-runtimes", "")]
    [InlineData("openssl", "version", "-a")]
    public async Task Programs_of_the_system_run(string program, string first, string second)
    {
        Toy.Command("train", ["sh", "-c", "mkdir output && \"$0\" \"$1\" \"$2\" > output/said.txt", program, first, second]);

        await SucceedsAsync();
    }

    /// <summary>The search path of a user may name programs of the user's first.</summary>
    [Fact]
    public async Task Programs_are_looked_for_in_the_systems_folders()
    {
        Toy.Command("train", ["sh", "-c", "mkdir output && echo \"$PATH\" > output/path.txt"]);

        await SucceedsAsync();

        foreach (var folder in Toy.Model("path.txt").Trim().Split(':'))
            new[] { "/usr", "/bin", "/sbin", "/lib", "/nix", "/gnu" }.ShouldContain(root => folder.StartsWith(root, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_of_memory_holds()
    {
        Toy.CSharp("train", "Memory", resources: new(MemoryBytes: 256 << 20));

        await SucceedsAsync();

        Made.ShouldBe($"{256 << 20}");
    }

    /// <summary>Nothing of a user's is read by way of a home.</summary>
    [Theory]
    [InlineData(Core.Protocol.StageConfinement.Enforce)]
    [InlineData(Core.Protocol.StageConfinement.Off)]
    public async Task Its_home_is_its_temporary_folder(Core.Protocol.StageConfinement confinement)
    {
        Toy.Confinement = confinement;
        Toy.CSharp("train", "Variables");

        await SucceedsAsync();

        var homes = Made.Split('\n')[1..];
        homes.Length.ShouldBe(2);
        homes.ShouldAllBe(home => home.EndsWith("/stage/tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_leaves_the_engine_as_free_as_it_was()
    {
        for (var i = 0; i < 40; i++)
            Toy.Command($"stage{i}", ["sh", "-c", "mkdir output"]);
        Toy.CSharp("load", "ReadsData", inputs: ["data"]).CSharp("train", "ReadsOutput", inputs: ["load"]);
        await SucceedsAsync();

        // A thread that was confined has given up privileges for good, and so has every thread that it started.
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            (await File.ReadAllLinesAsync(Path.Combine(thread, "status"), TestContext.Current.CancellationToken)).ShouldContain("NoNewPrivs:\t0");
        (await File.ReadAllTextAsync("/etc/hostname", TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
    }
}
