namespace ModelBuild.Execution.Tests;

public sealed class WhenAConfinedStageWrites : ConfinedTest
{
    [Theory]
    [InlineData("new.txt")]
    [InlineData("there.txt")]
    [InlineData("cache/work/new.txt")]
    [InlineData("cache/cas/new.txt")]
    public async Task What_is_not_its_own_is_refused_and_stays_as_it_was(string name)
    {
        Secret("there.txt");
        Directory.CreateDirectory(Path.Combine(Toy.Cache, "cas"));
        var file = Path.Combine(Toy.Root, name);
        Toy.CSharp("train", "Writes", Trying(file));

        var error = await FailsAsync();

        error.Code.ShouldBe("MB3030");
        error.Message.ShouldContain(name == "there.txt" ? $"read '{file}', which it did not declare" : $"wrote '{file}', which is not its own");
        (File.Exists(file) ? File.ReadAllText(file) : "nothing").ShouldBe(name == "there.txt" ? "secret" : "nothing");
    }

    [Theory]
    [InlineData("/tmp/modelbuild-confined-test")]
    [InlineData("/dev/shm/modelbuild-confined-test")]
    [InlineData("/usr/modelbuild-confined-test")]
    public async Task The_systems_folders_are_refused(string file)
    {
        Toy.CSharp("train", "Writes", Trying(file));

        (await FailsAsync()).Message.ShouldContain("wrote");
        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task Its_data_is_refused()
    {
        Toy.CSharp("train", "WritesData", inputs: ["data"]);

        var error = await FailsAsync();

        error.Code.ShouldBe("MB3030");
        error.Message.ShouldContain("which is not its own");
        error.Message.ShouldContain("inputs are only to be read");
        File.ReadAllText(Toy.Data).ShouldBe("one\n");
    }

    [Theory]
    [InlineData("rm -f")]
    [InlineData("truncate -s 0")]
    [InlineData("mv -f -t .")]
    [InlineData("ln -t .")]
    [InlineData("sh -c 'echo more >> \"$0\"'")]
    public async Task A_command_cannot_change_its_data_either(string command)
    {
        Toy.Command("train", ["sh", "-c", $"{command} '{Toy.Data}'"], ["data"]);

        (await FailsAsync()).Code.ShouldBe("MB3010");
        File.ReadAllText(Toy.Data).ShouldBe("one\n");
    }

    /// <summary>Landlock version 1 could not do this.</summary>
    [Fact]
    public async Task Its_own_files_move_between_its_own_folders()
    {
        Toy.CSharp("train", "MovesFiles");

        await SucceedsAsync();

        Directory.GetFiles(Toy.ModelFolder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Toy.ModelFolder, file)).Order(StringComparer.Ordinal)
            .ShouldBe(["a/b/one", "a/two", "gates.json"]);
    }

    [Fact]
    public async Task Checkpoints_are_its_own()
    {
        Toy.CSharp("train", "Keeps");

        await SucceedsAsync();

        Made.ShouldBe("round");
        Directory.EnumerateFileSystemEntries(Path.Combine(Toy.Cache, "checkpoints")).Select(Path.GetFileName).ShouldBe([".gate"]);
    }

    [Fact]
    public async Task Checkpoints_of_others_are_refused()
    {
        Toy.CSharp("train", "Reads", Trying(Secret("cache/checkpoints/0123/state")));
        (await FailsAsync()).Code.ShouldBe("MB3030");

        Toy.CSharp("train", "Lists", Trying(Path.Combine(Toy.Cache, "checkpoints")));
        (await FailsAsync()).Code.ShouldBe("MB3030");
    }
}
